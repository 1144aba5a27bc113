internal import Glibc

/// The number of successes in independent trials, right for up to a thousand million trials.
public struct BinomialDistribution: Sendable, Equatable {
  /// The number of trials, zero or more.
  public let trials: Int
  /// The probability of success in one trial, in [0, 1].
  public let probability: Double

  /// The law of the number of successes.
  ///
  /// - Parameters:
  ///   - trials: zero or more.
  ///   - probability: of one success, in [0, 1].
  /// - Verified by: BinomialDistributionTests.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0, "the number of trials must not be negative")
    precondition(probability >= 0 && probability <= 1, "the probability must lie in [0, 1]")
    self.trials = trials
    self.probability = probability
  }

  /// The probability `P(X <= k)`.
  ///
  /// Edge cases: 0 below 0 and 1 from `trials`.
  ///
  /// - Parameter k: a number of successes.
  /// - Returns: a probability, about 1e-12 relative at 1e9 trials and better with fewer.
  /// - Complexity: O(√trials) near the mean, a few dozen terms elsewhere.
  /// - Source: Abramowitz and Stegun 26.5.24, by the incomplete beta function.
  /// - Verified by: BinomialDistributionTests.
  public func cumulative(_ k: Int) -> Double {
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return IncompleteBeta(a: Double(trials - k), b: Double(k) + 1)
      .evaluate(x: 1 - probability, y: probability).lower
  }

  /// The smallest `k` with `P(X <= k) >= p`.
  ///
  /// Edge cases: 0 at `p = 0`; at `p = 1` all the trials, unless success is impossible.
  ///
  /// - Parameter p: a probability in [0, 1]; a NaN or anything outside stops the program.
  /// - Returns: a number of successes from 0 to `trials`.
  /// - Complexity: O(log) of the error of a normal approximation, in `cumulative`; about five.
  /// - Source: search from the Cornish-Fisher approximation.
  /// - Verified by: BinomialDistributionTests.
  public func quantile(_ p: Double) -> Int {
    precondition(p >= 0 && p <= 1, "the probability must lie in [0, 1]")
    if p == 0 || probability == 0 || trials == 0 { return 0 }
    if p == 1 || probability == 1 { return trials }
    let mean = Double(trials) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    let z = NormalDistribution.quantile(p)
    let guess = mean + deviation * z + (1 - 2 * probability) * (z * z - 1) / 6 - 0.5
    // Invariant of the search: F(low) < p <= F(high).
    var low = -1
    var high = trials
    var probe = Int(min(max(guess.rounded(), 0), Double(trials)))
    var stride = 1
    while low < probe && probe < high {
      if cumulative(probe) >= p {
        high = probe
        probe -= stride
      } else {
        low = probe
        probe += stride
      }
      stride *= 2
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if cumulative(middle) >= p { high = middle } else { low = middle }
    }
    return high
  }
}
