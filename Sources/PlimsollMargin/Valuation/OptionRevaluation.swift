internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics

/// One option contract at a horizon, made ready for many scenarios of its underlying.
///
/// The same value as `OptionValuation.value`, to 3e-15 of the forward, at two look-ups of a normal
/// probability a scenario and no logarithm: the scenarios' log returns are at hand.
///
/// - Verified by: OptionRevaluationTests.
enum OptionRevaluation: Sendable {
  /// Some life is left at the horizon.
  case lognormal(LognormalOption)
  /// It expires inside.
  case intrinsic(IntrinsicOption)

  init(_ option: OptionValuation, horizon: TimeSpan) {
    let left = max(0, option.life.seconds - horizon.seconds)
    let deviation = option.volatility * TimeSpan(seconds: left).years.squareRoot()
    let sign = option.right.sign
    guard deviation > 0 else {
      self = .intrinsic(IntrinsicOption(option))
      return
    }
    let slope = sign / deviation
    let distance = slope * log(option.forward / option.strike)
    self = .lognormal(
      LognormalOption(
        slope: slope, first: distance + 0.5 * sign * deviation,
        second: distance - 0.5 * sign * deviation, onForward: option.scale * sign * option.forward,
        onStrike: option.scale * sign * option.strike, valueNow: option.value))
  }
}

/// One option contract that expires before the horizon: it settles at its forward of then,
/// scale × max(0, sign × (forward × (1 + move) − strike)) − value now.
struct IntrinsicOption: Sendable {
  private let forward: Double
  private let strike: Double
  private let sign: Double
  private let scale: Double
  private let valueNow: Double

  init(_ option: OptionValuation) {
    forward = option.forward
    strike = option.strike
    sign = option.right.sign
    scale = option.scale
    valueNow = option.value
  }

  /// Writes the gains over row `row` of a tile whose row `factor` holds the relative moves of the
  /// underlying.
  func write(_ gains: inout [Double], row: Int, factor: Int, stride: Int, count: Int) {
    for i in 0..<count {
      let moved = forward * (1 + gains[factor * stride + i])
      gains[row * stride + i] = scale * max(0, sign * (moved - strike)) - valueNow
    }
  }
}
