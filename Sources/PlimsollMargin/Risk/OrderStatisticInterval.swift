internal import PlimsollNumerics

/// The ranks of the order statistics that bracket a quantile, whatever the law of losses.
///
/// The number of losses at or below the quantile is binomial; the ranks are the tightest whose
/// tails each hold at most half of what the interval may miss.
///
/// - Complexity: O(log n) evaluations of the binomial law.
/// - Source: David and Nagaraja (2003), "Order Statistics", section 7.1.
/// - Verified by: OrderStatisticIntervalTests, ReferenceTests (risk-historical).
public struct OrderStatisticInterval: Sendable, Equatable {
  /// The largest rank, from one, with P(Bin ≤ rank − 1) ≤ (1 − confidence) / 2; nil when no
  /// observation is low enough.
  public let lowerRank: Int?
  /// The smallest rank with P(Bin ≥ rank) ≤ (1 − confidence) / 2; nil when it is beyond the sample.
  public let upperRank: Int?
  /// The probability that the interval covers the quantile; an absent end is unbounded.
  public let coverage: Double

  /// The interval for the quantile of `level` from `count` independent observations.
  public init(count: Int, level: ConfidenceLevel, confidence: Double) {
    let law = BinomialDistribution(trials: count, probability: level.value)
    let missed = (1 - confidence) / 2
    var lower = law.quantile(missed)
    if law.cumulative(lower) <= missed { lower += 1 }
    var upper = law.quantile(1 - missed) + 1
    while upper > 1, 1 - law.cumulative(upper - 2) <= missed { upper -= 1 }
    lowerRank = lower >= 1 ? lower : nil
    upperRank = upper <= count ? upper : nil
    coverage =
      (upper <= count ? law.cumulative(upper - 1) : 1)
      - (lower >= 1 ? law.cumulative(lower - 1) : 0)
  }
}
