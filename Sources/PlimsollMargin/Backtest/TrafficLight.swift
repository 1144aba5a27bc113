internal import PlimsollNumerics

/// The supervisors' three zones for a count of exceptions.
///
/// Yellow starts at the first count x with P(X ≤ x) of 95 %, red at the first with 99.99 %, X being
/// binomial; for 250 observations at 99 % these are 5 and 10.
///
/// - Source: Basel Committee (1996), "Supervisory framework for the use of backtesting"; MAR32.
/// - Verified by: TrafficLightTests, ReferenceTests (backtest-basel).
public struct TrafficLight: Sendable, Equatable {
  /// What a count means.
  public enum Zone: String, Sendable, Codable, CaseIterable {
    /// No reason to doubt the model.
    case green
    /// Unlikely with a right model, not unlikely with a wrong one.
    case yellow
    /// All but impossible with a right model.
    case red
  }

  /// The first count of the yellow zone.
  public let firstYellow: Int
  /// The first count of the red zone.
  public let firstRed: Int

  /// Where yellow and red start, in probability.
  static let thresholds = (yellow: 0.95, red: 0.9999)

  /// Zones that start at these counts.
  init(firstYellow: Int, firstRed: Int) {
    self.firstYellow = firstYellow
    self.firstRed = firstRed
  }

  /// The zones for independent observations.
  ///
  /// - Parameter rate: the probability of an exception when the level holds, such as 0.01.
  /// - Complexity: O(1) evaluations of the binomial law.
  public init(observations: Int, rate: Double) {
    let law = BinomialDistribution(trials: observations, probability: rate)
    self.init(
      firstYellow: law.quantile(Self.thresholds.yellow),
      firstRed: law.quantile(Self.thresholds.red))
  }

  /// The zone of a count.
  public func zone(of exceptions: Int) -> Zone {
    exceptions >= firstRed ? .red : exceptions >= firstYellow ? .yellow : .green
  }

  /// What is added to the multiplier of 3 of 1996 for exceptions in 250 days at 99 %.
  public static func plusOf1996(exceptions: Int) -> Double {
    plus(exceptions, [0.4, 0.5, 0.65, 0.75, 0.85, 1])
  }

  /// What is added to the multiplier of 1.5 of 2019 (MAR32) for exceptions in 250 days at 99 %.
  public static func plusOf2019(exceptions: Int) -> Double {
    plus(exceptions, [0.2, 0.26, 0.33, 0.38, 0.42, 0.5])
  }

  /// Plus factors from the first count of the yellow zone on.
  private static func plus(_ exceptions: Int, _ factors: [Double]) -> Double {
    exceptions < 5 ? 0 : factors[min(exceptions - 5, factors.count - 1)]
  }
}
