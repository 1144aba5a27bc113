import Glibc
import PlimsollNumerics
import Testing

/// Each gain against Black's formula by the error function of the C library.
@Suite struct MovingOptionTests {
  /// One scenario of a market.
  private struct State {
    var log, level, skew, conversion: Double
  }

  private static let states = [
    State(log: 0, level: 1, skew: 0, conversion: 1),
    State(log: -0.5, level: 1.8, skew: 0.05, conversion: 0.98),
    State(log: 0.3, level: 0.7, skew: -0.02, conversion: 1.01),
    State(log: -0.1, level: 0.001, skew: 0, conversion: 1),
  ]

  private func gains(_ option: MovingOption) -> [Double] {
    let states = Self.states
    let markets =
      states.map(\.log) + states.map { exp($0.log) } + states.map(\.level) + states.map(\.skew)
      + states.map(\.conversion)
    var rows = OptionRows()
    rows.append(option, market: 0, row: 0)
    var tile = [Double](repeating: 0, count: states.count)
    rows.write(
      &tile, logReturns: [], markets: markets, stride: states.count, width: states.count)
    return tile
  }

  private func black(_ sign: Double, forward: Double, strike: Double, _ deviation: Double)
    -> Double
  {
    let d1 = log(forward / strike) / deviation + deviation / 2
    func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    return sign * (forward * cumulative(sign * d1) - strike * cumulative(sign * (d1 - deviation)))
  }

  private func expect(
    _ option: MovingOption, strike: Double, own: (State) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (state, gain) in zip(Self.states, gains(option)) {
      let deviation = max(
        option.least, state.level * own(state) + state.skew * option.skewed)
      let value = black(option.sign, forward: 100 * exp(state.log), strike: strike, deviation)
      #expect(
        abs(gain - (state.conversion * value - option.valueNow)) < 5e-13,
        sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [1.0, -1], [40.0, 90, 100, 160])
  func volatilityOfAStrike(sign: Double, strike: Double) {
    let option = MovingOption(
      sign: sign, moneyness: log(strike / 100), deviation: 0.3, skewed: 0.4, least: 0.02,
      onForward: sign * 100, onStrike: sign * strike, valueNow: 3)
    expect(option, strike: strike) { _ in 0.3 }
  }

  @Test(arguments: [MovingOption.Stickiness.moneyness, .delta], [40.0, 90, 160])
  func volatilityOfASmile(stickiness: MovingOption.Stickiness, strike: Double) {
    let smile = MovingOption.Smile(
      base: 0.01, slope: 0.1, tilt: -0.3, centre: 0.02, width: 0.2, share: 0.9)
    let moneyness = log(strike / 100)
    let option = MovingOption(
      sign: -1, moneyness: moneyness, deviation: 0.04, skewed: 0.4, least: 0.02,
      onForward: -100, onStrike: -strike, valueNow: 3, stickiness: stickiness, smile: smile)
    expect(option, strike: strike) { state in
      let k = (moneyness - state.log) / (stickiness == .delta ? state.level : 1)
      let off = k - smile.centre
      let variance =
        smile.base
        + smile.slope * (smile.tilt * off + (off * off + smile.width * smile.width).squareRoot())
      return 0.04 + 0.9 * variance.squareRoot()
    }
  }

  /// At a volatility that stands still it is the option of `LognormalOption`.
  @Test func agreesWithAStillVolatility() {
    let (strike, deviation) = (110.0, 0.25)
    let moneyness = log(strike / 100)
    let logs = [-0.4, -0.01, 0, 0.2]
    var rows = OptionRows()
    rows.append(
      LognormalOption(
        slope: 1 / deviation, first: -moneyness / deviation + deviation / 2,
        second: -moneyness / deviation - deviation / 2, onForward: 100, onStrike: strike,
        valueNow: 2), factor: 0, row: 1)
    rows.append(
      MovingOption(
        sign: 1, moneyness: moneyness, deviation: deviation, skewed: 0, least: 0.01,
        onForward: 100, onStrike: strike, valueNow: 2), market: 0, row: 2)
    var tile = logs.map { expm1($0) } + [Double](repeating: 0, count: 8)
    let markets =
      logs + logs.map { exp($0) } + [1, 1, 1, 1] + [0, 0, 0, 0] + [1, 1, 1, 1]
    rows.write(&tile, logReturns: logs, markets: markets, stride: 4, width: 4)
    for i in 0..<4 { #expect(abs(tile[4 + i] - tile[8 + i]) < 2e-13) }
  }
}
