public import PlimsollMarket

/// Coin-settled options: the payoff in USD is paid in coin at the settlement price.
///
/// The coin premium is the undiscounted Black-76 value over the forward, as Deribit quotes it.
///
/// - Source: METHODS of inverse options as Deribit publishes them.
/// - Verified by: InverseOptionTests, and ReferenceTests on 40-digit values.
public struct InverseOption: Sendable, Equatable {
  /// The option in USD.
  public let black: Black76
  /// Call or put.
  public let right: OptionRight

  /// An option on one coin.
  public init(
    forward: Double, strike: Double, yearsToExpiry: Double, volatility: Double, right: OptionRight
  ) {
    black = Black76(
      forward: forward, strike: strike, yearsToExpiry: yearsToExpiry, volatility: volatility)
    self.right = right
  }

  /// The premium in coin per coin of notional.
  public var price: Double { black.price(right) / black.forward }

  /// The forward coins that hedge one option whose premium is held in coin: delta less the premium.
  public var premiumAdjustedDelta: Double { black.greeks(right).delta - price }

  /// Of the coin premium by the forward.
  public var delta: Double { premiumAdjustedDelta / black.forward }

  /// Of the coin premium by the forward, twice.
  public var gamma: Double { (black.greeks(right).gamma - 2 * delta) / black.forward }

  /// Of the coin premium by volatility.
  public var vega: Double { black.greeks(right).vega / black.forward }

  /// Of the coin premium by the passing of time, a year.
  public var theta: Double { black.greeks(right).theta / black.forward }

  /// What it pays in coin when it settles at `price`.
  public func payoff(at price: Double) -> Double {
    max(0, right.sign * (price - black.strike)) / price
  }
}
