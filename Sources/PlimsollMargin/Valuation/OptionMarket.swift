internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// The forward and the volatility of one expiry in every scenario, as the rows that options of it
/// are revalued from.
///
/// With u as for futures of that expiry: the forward's log return is x + u; level = e^(v p) for the
/// log change v of 30-day volatility and the share p of the expiry; the skew's change is its own
/// times its share; value in coin converts by S'F/(S F') = e⁻ᵘ.
///
/// - Verified by: JointRowsTests.
struct OptionMarket: Sendable, Equatable {
  /// The row of spot.
  var factor: Int
  /// Of the options; with it what is left at the horizon.
  var life: TimeSpan
  var isInverse: Bool
  /// The rows of what moves, each with its factor: volatility, skew, and basis times years.
  var volatility: Scaled?
  var skew: Scaled?
  var basis: Scaled?

  /// A row of a tile's moves times a factor.
  struct Scaled: Sendable, Equatable {
    var row: Int
    var factor: Double
  }

  /// Writes its five rows from `at` of `markets` on.
  ///
  /// - Parameter relative: the relative moves, at the places of `moves`.
  func write(
    _ markets: inout [Double], at: Int, moves: [Double], relative: [Double], stride: Int, count: Int
  ) {
    func value(_ scaled: Scaled?, _ column: Int) -> Double {
      scaled.map { moves[$0.row * stride + column] * $0.factor } ?? 0
    }
    for i in 0..<count {
      let (x, m) = (moves[factor * stride + i], relative[factor * stride + i])
      let u = value(basis, i)
      markets[at + i] = x + u
      markets[at + stride + i] = 1 + (m + (1 + m) * expm1(u))
      markets[at + 2 * stride + i] = exp(value(volatility, i))
      markets[at + 3 * stride + i] = value(skew, i)
      markets[at + 4 * stride + i] = isInverse ? exp(-u) : 1
    }
  }
}
