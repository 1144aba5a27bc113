internal import Glibc
internal import PlimsollNumerics

/// The loss of one unit of an asset, held or owed, whose log return is normal.
///
/// - Source: McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 2.3.4, with
///   the partial expectation of a lognormal law.
/// - Verified by: LognormalLawTests, ReferenceTests (risk-parametric).
public struct LognormalLaw: Sendable, Equatable {
  /// The mean log return.
  public let mean: Double
  /// The standard deviation of the log return.
  public let standardDeviation: Double

  /// Whether the unit is held or owed.
  public enum Side: Sendable, CaseIterable {
    /// Held: a fall loses.
    case long
    /// Owed: a rise loses.
    case short
  }

  /// A law of log returns.
  public init(mean: Double = 0, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The measure as a loss, in units of today's value.
  public func value(of measure: RiskMeasure, at level: ConfidenceLevel, side: Side) -> Double {
    let quantile = NormalDistribution.quantile(level.value)
    let sign = side == .long ? -1.0 : 1.0
    switch measure {
    case .valueAtRisk:
      return sign * expm1(mean + sign * standardDeviation * quantile)
    case .expectedShortfall:
      let growth = exp(mean + standardDeviation * standardDeviation / 2)
      let share = NormalDistribution.cumulative(sign * standardDeviation - quantile)
      return sign * (growth * share / level.tailProbability - 1)
    }
  }
}
