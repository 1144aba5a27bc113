/// Sensitivities of one option: plain partial derivatives of its price.
///
/// Nothing is scaled: vega is per 1.00 of volatility, theta per year, rho per 1.00 of rate.
/// "Underlying" is the forward for `Black76` and spot for `BlackScholes`.
public struct Greeks: Sendable, Equatable {
  /// By the underlying.
  public var delta: Double
  /// By the underlying, twice.
  public var gamma: Double
  /// By volatility.
  public var vega: Double
  /// By the passing of time: minus the derivative by time to expiry.
  public var theta: Double
  /// By the rate; of `Black76` with the forward held.
  public var rho: Double
  /// Of delta by volatility.
  public var vanna: Double
  /// Of vega by volatility.
  public var volga: Double
  /// Of delta by the passing of time.
  public var charm: Double
  /// Of gamma by the underlying.
  public var speed: Double
  /// Of gamma by volatility.
  public var zomma: Double
  /// Of gamma by the passing of time.
  public var color: Double
  /// By the strike.
  public var dualDelta: Double
  /// The probability that it ends in the money, undiscounted.
  public var probabilityInTheMoney: Double
}
