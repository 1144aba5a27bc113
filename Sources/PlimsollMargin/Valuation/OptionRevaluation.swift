internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics

/// One option contract at a horizon, made ready for many scenarios of its underlying.
///
/// The same value as `OptionValuation.value`, to 1e-15 of the forward, at two fast normal
/// probabilities a scenario and no logarithm: the scenarios' log returns are at hand.
///
/// - Complexity: O(scenarios), no allocation.
/// - Verified by: OptionRevaluationTests.
struct OptionRevaluation: Sendable {
  private let forward: Double
  private let strike: Double
  private let sign: Double
  private let scale: Double
  private let valueNow: Double
  /// volatility × √years left at the horizon; zero for what expires inside it.
  private let deviation: Double
  private let logMoneyness: Double

  init(_ option: OptionValuation, horizon: TimeSpan) {
    forward = option.forward
    strike = option.strike
    sign = option.right.sign
    scale = option.scale
    valueNow = option.value
    let left = max(0, option.life.seconds - horizon.seconds)
    deviation = option.volatility * TimeSpan(seconds: left).years.squareRoot()
    logMoneyness = log(option.forward / option.strike)
  }

  /// Writes the gains over a row of scenarios.
  ///
  /// - Parameters:
  ///   - moves: relative moves of the underlying, with the log returns behind them.
  ///   - scratch: at least twice `count` values.
  func write(
    _ gains: inout [Double], at: Int, moves: [Double], logReturns: [Double], from: Int, count: Int,
    scratch: inout [Double]
  ) {
    guard deviation > 0 else {
      for i in 0..<count {
        let intrinsic = max(0, sign * (forward * (1 + moves[from + i]) - strike))
        gains[at + i] = scale * intrinsic - valueNow
      }
      return
    }
    let slope = sign / deviation
    let first = slope * logMoneyness + 0.5 * sign * deviation
    let second = slope * logMoneyness - 0.5 * sign * deviation
    for i in 0..<count {
      let moved = slope * logReturns[from + i]
      scratch[i] = first + moved
      scratch[count + i] = second + moved
    }
    VectorMath.normalCumulatives(&scratch, count: 2 * count)
    let onForward = scale * sign * forward
    let onStrike = scale * sign * strike
    for i in 0..<count {
      gains[at + i] =
        (onForward * (1 + moves[from + i]) * scratch[i] - onStrike * scratch[count + i]) - valueNow
    }
  }
}
