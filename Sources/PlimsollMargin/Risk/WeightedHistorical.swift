internal import Glibc

/// Losses of unequal weight: measures of a sample in which some scenarios count for more.
///
/// With weights that fall with age this is the hybrid method of Boudoukh, Richardson and Whitelaw;
/// returns at today's volatility (`FilteredReturns`) are the one of Hull and White.
///
/// - Source: Boudoukh, Richardson and Whitelaw (1998), "The best of both worlds", Risk 11.
/// - Verified by: WeightedHistoricalTests, ReferenceTests (risk-weighted-hs).
public struct WeightedHistorical: Sendable {
  /// Losses, the worst first; ties the older first.
  public let losses: [Double]
  /// Their weights, adding up to one.
  public let weights: [Double]

  /// A tail need not be reached to the last bit.
  private static let slack = 1e-12

  /// Gains of scenarios with weights that add up to one, oldest first.
  ///
  /// - Complexity: O(n log n).
  public init(_ pnl: PnLVector, weights: [Double]) {
    precondition(weights.count == pnl.gains.count, "one weight a scenario")
    let order = pnl.gains.indices.sorted {
      pnl.gains[$0] != pnl.gains[$1] ? pnl.gains[$0] < pnl.gains[$1] : $0 < $1
    }
    losses = order.map { -pnl.gains[$0] }
    self.weights = order.map { weights[$0] }
  }

  /// Gains oldest first, each day back worth `decay` times the next.
  public init(_ pnl: PnLVector, decay: Double) {
    self.init(pnl, weights: Self.ageWeights(decay: decay, count: pnl.gains.count))
  }

  /// decay^age (1 − decay) / (1 − decay^count), oldest first, the newest of age zero.
  public static func ageWeights(decay: Double, count: Int) -> [Double] {
    precondition(decay > 0 && decay < 1)
    let scale = (1 - decay) / (1 - pow(decay, Double(count)))
    return (0..<count).map { pow(decay, Double(count - 1 - $0)) * scale }
  }

  /// The rank of the quantile among the worst, from zero, and the weight down to it.
  public func quantile(at level: ConfidenceLevel) -> (rank: Int, weight: Double) {
    let target = level.tailProbability * (1 - Self.slack)
    var total = 0.0
    for (rank, weight) in weights.enumerated() {
      total += weight
      if total >= target { return (rank, total) }
    }
    return (losses.count - 1, total)
  }

  /// The first loss, from the worst, down to which the weights reach 1 − level.
  public func valueAtRisk(at level: ConfidenceLevel) -> Double {
    losses[quantile(at: level).rank]
  }

  /// The loss at a weight of exactly 1 − level, between neighbours in proportion.
  public func interpolatedValueAtRisk(at level: ConfidenceLevel) -> Double {
    let (rank, weight) = quantile(at: level)
    guard rank > 0 else { return losses[0] }
    let share = min(1, (weight - level.tailProbability) / weights[rank])
    return losses[rank] + share * (losses[rank - 1] - losses[rank])
  }

  /// The mean loss over a weight of 1 − level, the straddling loss by its part.
  public func expectedShortfall(at level: ConfidenceLevel) -> Double {
    let tail = level.tailProbability
    let (rank, weight) = quantile(at: level)
    var sum = 0.0
    for (loss, weight) in zip(losses, weights).prefix(rank) { sum += loss * weight }
    return (sum + losses[rank] * (weights[rank] - weight + tail)) / tail
  }
}
