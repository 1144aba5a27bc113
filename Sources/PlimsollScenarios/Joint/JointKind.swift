public import PlimsollMarket

/// What else moves with the spot price of an underlying.
public enum JointKind: String, Sendable, Codable, CaseIterable {
  /// The logarithm of its implied volatility of 30 days.
  case volatility
  /// How much volatility changes per unit of standardised log moneyness, at 30 days.
  case skew
  /// The annualised basis of its futures of 30 days.
  case basis
  /// What longs of its perpetual pay over the horizon, as a fraction of position value.
  case funding

  /// The name of the factor, such as `BTC.volatility`.
  public func factor(of underlying: RiskFactor) -> RiskFactor {
    RiskFactor("\(underlying).\(rawValue)")
  }
}
