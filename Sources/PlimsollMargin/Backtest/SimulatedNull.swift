internal import Glibc
internal import PlimsollNumerics

/// The law of a statistic under its null hypothesis, from simulated runs.
///
/// - Verified by: ShortfallTestTests.
public struct SimulatedNull: Sendable, Equatable {
  /// The statistic of each run, ascending.
  public let values: [Double]

  /// Runs when nothing else is said: a p-value of 5 % has a standard error of 0.2 %.
  public static let usualRuns = 10_000

  /// The stream that Z2 is drawn from.
  private static let unconditionalStream: UInt32 = 0x41_53_5A_32
  /// The stream that Z1 is drawn from.
  private static let conditionalStream: UInt32 = 0x41_53_5A_31
  /// Runs that a thread does at once.
  private static let runsAtOnce = 256

  /// The value that the statistic is below with this probability when the null hypothesis holds.
  public func criticalValue(_ probability: Double) -> Double {
    let rank = Int((probability * Double(values.count)).rounded(.up))
    return values[min(max(rank, 1), values.count) - 1]
  }

  /// The probability of a statistic as low, counting the observed one as a run: never zero.
  public func pValue(_ statistic: Double) -> Double {
    (Double(countAtMost(statistic)) + 1) / (Double(values.count) + 1)
  }

  /// The standard error of `pValue` from the number of runs.
  public func standardError(ofPValue p: Double) -> Double {
    (p * (1 - p) / Double(values.count)).squareRoot()
  }

  private func countAtMost(_ statistic: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= statistic { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Z2: the observations between two exceptions are geometric in number.
  static func unconditional(
    _ losses: ExceptionLosses, observations: Int, rate: Double, runs: Int, seed: UInt64,
    threads: Int?
  ) -> SimulatedNull {
    let stream = RandomStream(seed: seed, stream: unconditionalStream)
    let logQuiet = log1p(-rate)
    let expected = Double(observations) * rate
    return simulated(runs: runs, threads: threads) { run in
      var (place, draw, sum) = (-1, 0, 0.0)
      while true {
        let gap = log(stream.uniform(scenario: run, dimension: draw)) / logQuiet
        guard gap < Double(observations - place - 1) else { return 1 - sum / expected }
        place += 1 + Int(gap)
        sum += losses.ratio(
          at: place, share: stream.uniform(scenario: run, dimension: draw + 1))
        draw += 2
      }
    }
  }

  /// Z1: exceptions where they were, losses drawn anew.
  static func conditional(
    _ losses: ExceptionLosses, places: [Int], runs: Int, seed: UInt64, threads: Int?
  ) -> SimulatedNull {
    let stream = RandomStream(seed: seed, stream: conditionalStream)
    return simulated(runs: runs, threads: threads) { run in
      var sum = 0.0
      for (draw, place) in places.enumerated() {
        sum += losses.ratio(at: place, share: stream.uniform(scenario: run, dimension: draw))
      }
      return 1 - sum / Double(places.count)
    }
  }

  private static func simulated(
    runs: Int, threads: Int?, _ statistic: @Sendable (Int) -> Double
  ) -> SimulatedNull {
    let parts = Parallel.map(count: (runs + runsAtOnce - 1) / runsAtOnce, threads: threads) {
      part in
      (part * runsAtOnce..<min((part + 1) * runsAtOnce, runs)).map(statistic)
    }
    return SimulatedNull(values: parts.flatMap(\.self).sorted())
  }
}
