internal import Glibc
public import PlimsollMarket

/// European options on spot with a rate and a yield: `Black76` on the forward they imply.
///
/// - Source: Black and Scholes (1973); Merton (1973) for the yield.
/// - Verified by: BlackScholesTests, and ReferenceTests on a grid of 40-digit values.
public struct BlackScholes: Sendable, Equatable {
  /// The spot price.
  public let spot: Double
  /// The continuous rate.
  public let rate: Double
  /// The continuous rate less the yield of holding spot: what the forward grows by.
  public let carry: Double
  /// The same options as the forward sees them.
  public let onForward: Black76
  /// The forward over spot.
  let growth: Double

  /// Options on spot.
  public init(
    spot: Double, strike: Double, yearsToExpiry: Double, volatility: Double, rate: Double,
    carry: Double
  ) {
    self.spot = spot
    self.rate = rate
    self.carry = carry
    growth = exp(carry * yearsToExpiry)
    onForward = Black76(
      forward: spot * growth, strike: strike, yearsToExpiry: yearsToExpiry,
      volatility: volatility, rate: rate)
  }

  /// The value of one option.
  public func price(_ right: OptionRight) -> Double { onForward.price(right) }

  /// The derivatives of the price by spot, by the chain rule; rho moves the forward too.
  public func greeks(_ right: OptionRight) -> Greeks {
    let black = onForward.greeks(right)
    let drift = carry * onForward.forward
    var greeks = black
    greeks.delta = black.delta * growth
    greeks.gamma = black.gamma * growth * growth
    greeks.theta = black.theta - black.delta * drift
    greeks.rho = black.rho + onForward.yearsToExpiry * onForward.forward * black.delta
    greeks.vanna = black.vanna * growth
    greeks.charm = growth * (black.charm - black.gamma * drift - carry * black.delta)
    greeks.speed = black.speed * growth * growth * growth
    greeks.zomma = black.zomma * growth * growth
    greeks.color =
      growth * growth * (black.color - black.speed * drift - 2 * carry * black.gamma)
    return greeks
  }
}
