internal import Glibc
public import PlimsollMarket

/// The implied volatilities of one underlying at one time, for every strike and expiry.
///
/// Between two expiries total variance is interpolated linearly in time at the same log-moneyness,
/// so it never falls with time when the slices do not cross. Before the first expiry, down to
/// nothing, volatility at the same log-moneyness is that of the first slice: total variance shrinks
/// with time, which keeps a slice free of butterflies. After the last, total variance rises at every
/// log-moneyness at the forward variance that the last two slices have at the money, or at the last
/// slice's variance if there is one alone. In the wings total variance is linear in log-moneyness, so
/// Lee's bound holds at any strike.
///
/// Edge cases: linear interpolation of slices without butterflies is not proved to be without.
///
/// - Verified by: VolatilitySurfaceTests.
public struct VolatilitySurface: Sendable, Equatable {
  /// The asset.
  public let underlying: RiskFactor
  /// When the quotes were taken.
  public let time: Timestamp
  /// One curve an expiry, in order of expiry; at least one.
  public let slices: [Slice]

  /// One expiry.
  public struct Slice: Sendable, Equatable, Codable {
    /// When its options settle.
    public var expiry: Timestamp
    /// Years of 365 days until then, above zero.
    public var years: Double
    /// The forward price.
    public var forward: Double
    /// Total variance by log-moneyness.
    public var curve: RawSVI

    /// One expiry.
    public init(expiry: Timestamp, years: Double, forward: Double, curve: RawSVI) {
      self.expiry = expiry
      self.years = years
      self.forward = forward
      self.curve = curve
    }
  }

  /// A surface of these slices, in order of expiry; at least one.
  public init(underlying: RiskFactor, time: Timestamp, slices: [Slice]) {
    precondition(
      Self.areInOrder(slices), "slices in order of expiry, times and forwards above zero")
    self.underlying = underlying
    self.time = time
    self.slices = slices
  }

  /// The surface that a fit found, at the chain's time.
  public init(_ fit: SurfaceFit, underlying: RiskFactor, time: Timestamp) {
    self.init(
      underlying: underlying, time: time,
      slices: fit.slices.map {
        Slice(
          expiry: $0.smile.expiry, years: $0.smile.years, forward: $0.smile.forward,
          curve: $0.curve)
      })
  }

  private static func areInOrder(_ slices: [Slice]) -> Bool {
    !slices.isEmpty
      && slices.allSatisfy {
        $0.years > 0 && $0.years < .infinity && $0.forward > 0 && $0.forward < .infinity
      }
      && zip(slices, slices.dropFirst()).allSatisfy {
        $0.years < $1.years && $0.expiry < $1.expiry
      }
  }

  /// Total variance at log-moneyness `k`, `years` from the surface's time; zero at once.
  ///
  /// - Complexity: O(log slices).
  public func totalVariance(_ k: Double, years: Double) -> Double {
    precondition(years >= 0, "years \(years)")
    let next = firstSlice(notBefore: years)
    if next == 0 {
      return max(0, slices[0].curve.totalVariance(k)) * (years / slices[0].years)
    }
    let before = slices[next - 1]
    let low = before.curve.totalVariance(k)
    guard next < slices.count else { return low + forwardVariance * (years - before.years) }
    let share = (years - before.years) / (slices[next].years - before.years)
    return low + share * (slices[next].curve.totalVariance(k) - low)
  }

  /// Volatility a year of a strike, `timeToExpiry` years from the surface's time.
  ///
  /// - Parameters:
  ///   - strike: above zero.
  ///   - forward: the forward price of the expiry; nil takes the surface's.
  ///   - timeToExpiry: in years of 365 days; at zero, the limit of ever shorter times.
  public func volatility(strike: Double, forward: Double? = nil, timeToExpiry: Double) -> Double {
    let forward = forward ?? self.forward(years: timeToExpiry)
    precondition(strike > 0 && forward > 0, "strike \(strike), forward \(forward)")
    let k = log(strike / forward)
    guard timeToExpiry > 0 else { return slices[0].curve.volatility(k, years: slices[0].years) }
    return (max(0, totalVariance(k, years: timeToExpiry)) / timeToExpiry).squareRoot()
  }

  /// The forward price for a time: of constant carry between two expiries, of the first before it and
  /// of the last after it.
  public func forward(years: Double) -> Double {
    let next = firstSlice(notBefore: years)
    guard next > 0 else { return slices[0].forward }
    guard next < slices.count else { return slices[next - 1].forward }
    let (low, high) = (slices[next - 1], slices[next])
    let share = (years - low.years) / (high.years - low.years)
    return low.forward * pow(high.forward / low.forward, share)
  }

  /// What arbitrage the slices allow, a sentence each: butterflies, wings beyond Lee's bound, and
  /// calendar spreads, on log-moneyness up to ±20 and beyond it by the slopes of the wings.
  public var arbitrage: [String] { surfaceArbitrage(slices.map { ($0.expiry, $0.curve) }) }

  /// Variance a year after the last expiry.
  private var forwardVariance: Double {
    let last = slices[slices.count - 1]
    let money = last.curve.totalVariance(0)
    guard slices.count > 1 else { return max(0, money) / last.years }
    let before = slices[slices.count - 2]
    return max(0, money - before.curve.totalVariance(0)) / (last.years - before.years)
  }

  /// The number of the first slice that does not expire before `years`.
  private func firstSlice(notBefore years: Double) -> Int {
    var (low, high) = (0, slices.count)
    while low < high {
      let middle = (low + high) / 2
      if slices[middle].years < years { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension VolatilitySurface: Codable {
  private enum Key: String, CodingKey { case underlying, time, slices }

  /// Reads a surface; refuses slices out of order and times or forwards that are not above zero.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let slices = try values.decode([Slice].self, forKey: .slices)
    guard Self.areInOrder(slices) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a surface needs slices in order of expiry, years and forward above 0"))
    }
    self.init(
      underlying: RiskFactor(try values.decode(String.self, forKey: .underlying)),
      time: try values.decode(Timestamp.self, forKey: .time), slices: slices)
  }

  /// Writes the surface.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(underlying.name, forKey: .underlying)
    try values.encode(time, forKey: .time)
    try values.encode(slices, forKey: .slices)
  }
}
