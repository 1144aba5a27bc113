internal import Glibc
public import PlimsollMarket

/// Moves of some factors that a stress takes as given; the model fills in the others.
///
/// - Verified by: PlausibilityTests.
public struct GivenMoves: Sendable, Equatable, Codable {
  /// Relative moves, each above −1, in the order given.
  public let moves: [Move]

  /// One factor's move.
  public struct Move: Sendable, Equatable, Codable {
    /// The factor.
    public let factor: RiskFactor
    /// Its relative move, above −1: −0.3 is a fall of 30 %.
    public let relative: Double

    /// What `init?(_:)` reads, in words for an error.
    public static let meaning =
      "a move above -100 % and up to a millionfold, such as BTC=-30% or BTC=-0.3"

    /// A move written as `BTC=-30%` or `BTC=-0.3`; nil for anything else and for a move of −100 % or
    /// less, after which there would be no price.
    public init?(_ text: String) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        .map { $0.filter { $0 != " " } }
      guard parts.count == 2, !parts[0].isEmpty else { return nil }
      self.init(factor: RiskFactor(parts[0]), amount: parts[1])
    }

    /// A larger move is a mistake.
    private static let largest = 1e6

    /// A move of `factor` by `-30%` or `-0.3`.
    public init?(factor: RiskFactor, amount: String) {
      let isPercent = amount.hasSuffix("%")
      guard let number = Double(isPercent ? String(amount.dropLast()) : amount), number.isFinite
      else { return nil }
      relative = isPercent ? number / 100 : number
      self.factor = factor
      guard relative > -1, relative <= Self.largest else { return nil }
    }

    var logMove: Double { log1p(relative) }
  }

  /// Moves of different factors.
  ///
  /// - Throws: an `InputError` when a factor is there twice, or there is none.
  public init(_ moves: [Move]) throws(InputError) {
    var seen: Set<RiskFactor> = []
    for move in moves where !seen.insert(move.factor).inserted {
      throw .usage(
        "\(move.factor) is given twice", remedy: "Give one move for each factor.")
    }
    guard !moves.isEmpty else {
      throw .usage("no move is given", remedy: "Write moves such as BTC=-30%,USDT=-5%.")
    }
    self.moves = moves
  }

  /// Log returns by factor.
  public var logMoves: [RiskFactor: Double] {
    Dictionary(uniqueKeysWithValues: moves.map { ($0.factor, $0.logMove) })
  }

  /// The factors, in the order given.
  public var factors: [RiskFactor] { moves.map(\.factor) }

  /// What the scenario is called: `given BTC -30%, USDT -5%`.
  public var name: String {
    "given "
      + moves.map { "\($0.factor) \(StressLibrary.percent($0.relative))" }.joined(separator: ", ")
  }

  /// All factors moved: those given as given, those that follow to where the model expects them.
  public func scenario(under conditional: Plausibility.Conditional) -> StressScenario {
    var shock = MarketShock(logMoves: logMoves)
    for (factor, move) in zip(conditional.rest.factors, conditional.rest.mean) {
      shock.logMoves[factor] = move
    }
    return StressScenario(
      name: name, source: "given moves, the other factors where the model expects them",
      shock: shock)
  }
}
