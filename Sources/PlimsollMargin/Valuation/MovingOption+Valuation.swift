internal import Glibc
internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

extension MovingOption {
  /// Moneyness beyond so many deviations counts as that many when the skew changes, so that the
  /// wings stay where volatilities are.
  private static let farthest = 3.0
  /// Nothing has a smaller deviation.
  private static let leastDeviation = 1e-9

  /// An option with life left at the horizon; nil when there is none.
  ///
  /// The skew acts on ln(K/F)/(σ√T) of now, at most 3 of either sign. The floor never raises a
  /// volatility above the mark. With a smile σₛ of the option's expiry its own volatility, before the
  /// factor λ, is its mark σ + σₛ(k − x) − σₛ(k) at log moneyness k = ln(K/F) and the forward's log
  /// return x, or by delta σ + σₛ((k − x)/λ) − σₛ(k): the mark's distance from the smile stays.
  ///
  /// - Source: Derman (1999), "Regimes of volatility".
  /// - Verified by: JointRowsTests.
  init?(
    _ option: OptionValuation, horizon: TimeSpan, volatility: JointSpec.Volatility?, smile: Smile?
  ) {
    let left = TimeSpan(seconds: max(0, option.life.seconds - horizon.seconds)).years.squareRoot()
    let deviation = option.volatility * left
    guard deviation > 0 else { return nil }
    let moneyness = log(option.strike / option.forward)
    let standardised = moneyness / (option.volatility * option.life.years.squareRoot())
    let sign = option.right.sign
    let floor = volatility?.floor ?? 0
    let stickiness = volatility?.stickiness ?? .strike
    var followed: Smile?
    var alone = deviation
    if let smile, stickiness != .strike {
      var aged = smile
      aged.share = left / option.life.years.squareRoot()
      alone -= aged.share * smile.deviation(at: moneyness)
      followed = aged
    }
    self.init(
      sign: sign, moneyness: moneyness, deviation: alone,
      skewed: min(max(standardised, -Self.farthest), Self.farthest) * left,
      least: max(min(floor, option.volatility) * left, Self.leastDeviation),
      onForward: option.scale * sign * option.forward,
      onStrike: option.scale * sign * option.strike, valueNow: option.value,
      stickiness: followed == nil ? .strike : stickiness, smile: followed)
  }
}
