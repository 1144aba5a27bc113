/// Losses of which some are stressed, these having a given part of the weight together: measures of
/// the weighted sample, exactly.
///
/// Recent losses share the rest of the weight equally, stressed ones theirs. With
/// `MixedScenarios` a rule does the same by repetition.
///
/// - Source: Regulation (EU) No 153/2013, Article 28(1)(b).
/// - Verified by: StressedSampleTests, ReferenceTests (margin-emir-apc).
public struct StressedSample: Sendable {
  /// Losses, the worst first.
  private let losses: [(loss: Double, isStressed: Bool)]
  /// The weight of one recent loss.
  private let recentWeight: Double
  /// The weight of one stressed loss.
  private let stressedWeight: Double

  /// A cumulative weight so little below a level, relatively, reaches it.
  private static let slack = 1e-12

  /// Losses, positive when money is lost; neither list is empty.
  ///
  /// - Parameter weight: of the stressed losses together, above 0 and below 1.
  /// - Complexity: O(n log n).
  public init(recent: [Double], stressed: [Double], weight: Double) {
    precondition(!recent.isEmpty && !stressed.isEmpty && weight > 0 && weight < 1)
    losses =
      (recent.map { ($0, false) } + stressed.map { ($0, true) }).sorted { $0.loss > $1.loss }
    recentWeight = (1 - weight) / Double(recent.count)
    stressedWeight = weight / Double(stressed.count)
  }

  /// The smallest loss x such that losses of at most x have a weight of at least `level`.
  public func valueAtRisk(at level: ConfidenceLevel) -> Double {
    losses[quantile(at: level).rank].loss
  }

  /// The mean loss over the worst weight of 1 − level, the straddling loss by its part.
  public func expectedShortfall(at level: ConfidenceLevel) -> Double {
    let (rank, above) = quantile(at: level)
    var sum = 0.0
    for (loss, isStressed) in losses.prefix(rank) {
      sum += loss * (isStressed ? stressedWeight : recentWeight)
    }
    let rest = max(0, level.tailProbability - above)
    return (sum + losses[rank].loss * rest) / level.tailProbability
  }

  /// The quantile's place from the worst, and the weight of the losses before it.
  ///
  /// Weights are counted, not summed up, so that they do not depend on the number of losses.
  private func quantile(at level: ConfidenceLevel) -> (rank: Int, above: Double) {
    let tail = level.tailProbability + Self.slack * level.value
    var (recent, stressed, above) = (0, 0, 0.0)
    for (rank, entry) in losses.enumerated() {
      if entry.isStressed { stressed += 1 } else { recent += 1 }
      let weight = Double(recent) * recentWeight + Double(stressed) * stressedWeight
      // The losses below have less than the level: this one is needed to reach it.
      if weight > tail { return (rank, above) }
      above = weight
    }
    return (losses.count - 1, above)
  }
}
