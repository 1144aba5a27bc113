internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics

/// Volatility surfaces fitted to the smiles of one underlying.
///
/// Quotes count by their spread in volatility: what is fitted is the distance from the middle of bid
/// and ask in half spreads, first robustly, then ever more by whether it lies inside. Quotes that are
/// not liquid count less, a tenth in the SSVI families, and never by whether they are inside. The
/// result does not depend on threads.
///
/// - Verified by: SurfaceFitTests, RealSurfaceTests.
public struct SurfaceFit: Sendable, Equatable {
  /// Which family of slices.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Raw SVI: five free numbers an expiry.
    case svi
    /// Extended SSVI: three free numbers an expiry.
    case essvi
    /// SSVI with a power law: one free number an expiry and three for all.
    case ssvi
  }

  /// One expiry.
  public struct Slice: Sendable, Equatable {
    /// What it was fitted to.
    public var smile: Smile
    /// The fitted curve.
    public var curve: RawSVI
    /// How far the curve was moved to be free of arbitrage; zero when nothing was moved.
    public var repair: Repair
    /// Where Durrleman's function is least, and its value.
    public var leastDurrleman: (k: Double, value: Double) {
      curve.leastDurrleman(in: RawSVI.searched)
    }
  }

  /// How far a repair moved volatility at the quoted strikes.
  public struct Repair: Sendable, Equatable {
    /// The largest change of a volatility.
    public var largest: Double
    /// The root of the mean square change.
    public var rootMeanSquare: Double

    /// Nothing moved.
    public static let none = Repair(largest: 0, rootMeanSquare: 0)
  }

  /// Which family.
  public let kind: Kind
  /// The slices, in order of expiry.
  public let slices: [Slice]
  /// The law of φ; nil but for `ssvi`.
  public let powerLaw: PowerLawSSVI?

  /// Fits the smiles of one underlying.
  ///
  /// Raw slices are fitted freely first, then each that allows a butterfly or lies below the one
  /// before is fitted again without; how far that moved it is its `repair`. This is tried with
  /// several weights of the wings, and the surface that holds most quotes is taken and polished. Both
  /// SSVI families have their conditions built in, so that nothing is moved.
  ///
  /// - Parameter smiles: in order of expiry, each with quotes enough to be fitted.
  /// - Complexity: a few thousand evaluations of each quote.
  public init(_ smiles: [Smile], kind: Kind, threads: Int? = nil) {
    precondition(
      smiles.allSatisfy(\.canBeFitted), "every smile needs \(Smile.fewestQuotes) quotes")
    precondition(
      zip(smiles, smiles.dropFirst()).allSatisfy { $0.years < $1.years }, "expiries in order")
    self.kind = kind
    let points = smiles.map(SmilePoints.init)
    switch kind {
    case .ssvi:
      let (law, found) = SSVIFit.powerLaw(points)
      powerLaw = law
      slices = zip(smiles, found).map { Slice(smile: $0, curve: $1.raw, repair: .none) }
    case .essvi:
      powerLaw = nil
      slices = zip(smiles, SSVIFit.extended(points)).map {
        Slice(smile: $0, curve: $1.raw, repair: .none)
      }
    case .svi:
      powerLaw = nil
      slices = RawSurfaceFit.best(smiles, points, threads: threads)
    }
  }

  /// What is left of arbitrage, a sentence each; the search for a fit aims at none.
  public var arbitrage: [String] { surfaceArbitrage(slices.map { ($0.smile.expiry, $0.curve) }) }
}

extension SurfaceFit.Repair {
  /// From one curve to another, at the quoted strikes of a smile.
  init(from start: RawSVI, to end: RawSVI, _ smile: Smile) {
    self.init(
      from: start, to: end, at: smile.quotes.filter { $0.middle != nil }.map(\.logMoneyness),
      years: smile.years)
  }

  /// From one curve to another, at some points.
  init(from start: RawSVI, to end: RawSVI, at points: [Double], years: Double) {
    let moves =
      start == end
      ? [0] : points.map { end.volatility($0, years: years) - start.volatility($0, years: years) }
    let squares = moves.reduce(0) { $0 + $1 * $1 }
    self.init(
      largest: moves.map(abs).max() ?? 0,
      rootMeanSquare: (squares / Double(max(1, moves.count))).squareRoot())
  }
}

extension SurfaceFit.Slice {
  /// The fitted volatility of a quote.
  public func volatility(of quote: Smile.Quote) -> Double {
    curve.volatility(quote.logMoneyness, years: smile.years)
  }

  /// Strikes that are liquid.
  public var liquidStrikes: Int { smile.quotes.count(where: \.isLiquid) }

  /// Liquid strikes at which the curve lies between bid and ask.
  public var inside: Int {
    smile.quotes.count { $0.isLiquid && $0.holds(volatility(of: $0)) == true }
  }

  /// The share of liquid strikes at which the curve lies between bid and ask; nil without any.
  public var insideShare: Double? {
    liquidStrikes > 0 ? Double(inside) / Double(liquidStrikes) : nil
  }

  /// The root of the mean square distance from the middle of bid and ask, in volatility, over liquid
  /// strikes; nil without any.
  public var rootMeanSquareError: Double? {
    let misses = smile.quotes.compactMap { quote in
      quote.isLiquid ? quote.middle.map { volatility(of: quote) - $0 } : nil
    }
    guard !misses.isEmpty else { return nil }
    return (misses.reduce(0) { $0 + $1 * $1 } / Double(misses.count)).squareRoot()
  }
}

/// What arbitrage slices in order of expiry allow, a sentence each.
func surfaceArbitrage(_ slices: [(expiry: Timestamp, curve: RawSVI)]) -> [String] {
  var found: [String] = []
  for (index, slice) in slices.enumerated() {
    if !slice.curve.isFreeOfButterflyArbitrage {
      let least = slice.curve.leastDurrleman(in: RawSVI.searched)
      found.append(
        "\(slice.expiry): butterfly, Durrleman's function is \(least.value) at k = \(least.k), the "
          + "wings rise by \(slice.curve.leftSlope) and \(slice.curve.rightSlope)")
    }
    guard index > 0 else { continue }
    let before = slices[index - 1]
    if !slice.curve.isFreeOfCalendarArbitrage(after: before.curve) {
      let least = slice.curve.leastRise(after: before.curve, in: RawSVI.searched)
      found.append(
        "\(slice.expiry): calendar, total variance is \(-least.value) below that of "
          + "\(before.expiry) at k = \(least.k)")
    }
  }
  return found
}
