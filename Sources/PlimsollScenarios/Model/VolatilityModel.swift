public import PlimsollMarket

/// The volatility of a factor's next bars.
public struct VolatilityModel: Sendable, Equatable, Codable {
  /// How it was estimated.
  public var model: Kind
  /// The weight of the past in an exponentially weighted variance; nil for a constant one.
  public var decay: Double?
  /// Standard deviation of a one-bar log return, zero for a factor that never moved.
  public var perBar: Double

  /// The choices of a spec.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The root mean square of all returns of the window.
    case constant
    /// Exponentially weighted: recent returns count more.
    case ewma
  }

  /// A volatility per bar beyond this is a mistake in the prices or the file.
  public static let largest = 5.0

  /// A volatility of `perBar`.
  public init(model: Kind, decay: Double? = nil, perBar: Double) {
    self.model = model
    self.decay = decay
    self.perBar = perBar
  }

  /// Per year of 365 days.
  public func annualised(bar: TimeSpan) -> Double {
    perBar * (365 * Double(TimeSpan.day.seconds) / Double(bar.seconds)).squareRoot()
  }
}
