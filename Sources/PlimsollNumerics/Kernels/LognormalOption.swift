/// The gain of one option as its forward moves, made ready for many scenarios:
/// F (1 + m) N(a + s x) − K N(b + s x) − V, for a forward that moves by m = eˣ − 1.
///
/// With s = ±1/σ√T it is Black's formula without a logarithm, for a call or, by the sign, a put.
///
/// - Source: Black (1976), "The pricing of commodity contracts".
/// - Verified by: OptionRevaluationTests.
public struct LognormalOption: Sendable, Equatable {
  /// s, per unit of log return.
  public var slope: Double
  /// a, the argument on the forward when it stands still.
  public var first: Double
  /// b, the argument on the strike.
  public var second: Double
  /// F, in the currency of the gain.
  public var onForward: Double
  /// K, in the currency of the gain.
  public var onStrike: Double
  /// V, what is taken off.
  public var valueNow: Double

  /// An option by its six numbers.
  public init(
    slope: Double, first: Double, second: Double, onForward: Double, onStrike: Double,
    valueNow: Double
  ) {
    self.slope = slope
    self.first = first
    self.second = second
    self.onForward = onForward
    self.onStrike = onStrike
    self.valueNow = valueNow
  }
}
