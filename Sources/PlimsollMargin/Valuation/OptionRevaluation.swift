internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics

/// One option contract at a horizon, made ready for many scenarios of its underlying.
///
/// The same value as `OptionValuation.value`, to 2e-15 of the forward, at two look-ups of a normal
/// probability a scenario and no logarithm: the scenarios' log returns are at hand.
///
/// - Complexity: O(scenarios), no allocation.
/// - Verified by: OptionRevaluationTests.
struct OptionRevaluation: Sendable {
  private enum Payoff {
    /// Some life is left at the horizon.
    case lognormal(LognormalOption)
    /// It expires inside: scale × max(0, sign × (forward × (1 + move) − strike)) − value now.
    case intrinsic(forward: Double, strike: Double, sign: Double, scale: Double, valueNow: Double)
  }

  private let payoff: Payoff

  init(_ option: OptionValuation, horizon: TimeSpan) {
    let left = max(0, option.life.seconds - horizon.seconds)
    let deviation = option.volatility * TimeSpan(seconds: left).years.squareRoot()
    let sign = option.right.sign
    guard deviation > 0 else {
      payoff = .intrinsic(
        forward: option.forward, strike: option.strike, sign: sign, scale: option.scale,
        valueNow: option.value)
      return
    }
    let slope = sign / deviation
    let distance = slope * log(option.forward / option.strike)
    payoff = .lognormal(
      LognormalOption(
        slope: slope, first: distance + 0.5 * sign * deviation,
        second: distance - 0.5 * sign * deviation, onForward: option.scale * sign * option.forward,
        onStrike: option.scale * sign * option.strike, valueNow: option.value))
  }

  /// Writes the gains over row `row` of a tile whose row `factor` holds the relative moves of the
  /// underlying, with the log returns behind them at the same place of `logReturns`.
  func write(
    _ gains: inout [Double], row: Int, factor: Int, stride: Int, logReturns: [Double], count: Int
  ) {
    switch payoff {
    case .lognormal(let option):
      option.write(
        &gains, at: row * stride, logReturns: logReturns, movesAt: factor * stride, count: count)
    case .intrinsic(let forward, let strike, let sign, let scale, let valueNow):
      for i in 0..<count {
        let moved = forward * (1 + gains[factor * stride + i])
        gains[row * stride + i] = scale * max(0, sign * (moved - strike)) - valueNow
      }
    }
  }
}
