/// A figure from a sample, with what is known of its error.
public struct Estimate: Sendable, Equatable, Codable {
  /// The figure.
  public let value: Double
  /// Its standard error; nil when the sample does not tell.
  public let standardError: Double?
  /// The lower end of its 95 % interval; nil when it is not attainable.
  public let lower: Double?
  /// The upper end of its 95 % interval; nil when it is not attainable.
  public let upper: Double?

  /// The half-width of a 95 % interval in standard errors.
  public static let intervalWidth = 1.959_963_984_540_054

  /// A figure with a symmetric interval.
  public init(value: Double, standardError: Double?) {
    self.init(
      value: value, standardError: standardError,
      lower: standardError.map { value - Self.intervalWidth * $0 },
      upper: standardError.map { value + Self.intervalWidth * $0 })
  }

  /// A figure with an interval of its own.
  public init(value: Double, standardError: Double?, lower: Double?, upper: Double?) {
    self.value = value
    self.standardError = standardError
    self.lower = lower
    self.upper = upper
  }
}
