import Foundation
import PlimsollNumerics
import Testing

@Suite("Binomial distribution")
struct BinomialDistributionTests {
  /// `P(X <= k)` term by term.
  static func directSum(_ k: Int, trials: Int, probability: Double) -> Double {
    var term = pow(1 - probability, Double(trials))
    var sum = term
    for successes in stride(from: 1, through: k, by: 1) {
      term *= Double(trials - successes + 1) / Double(successes)
      term *= probability / (1 - probability)
      sum += term
    }
    return sum
  }

  @Test("Direct sums", arguments: [(1, 0.3), (10, 0.5), (40, 0.05), (250, 0.01), (250, 0.4)])
  func directSums(trials: Int, probability: Double) {
    let law = BinomialDistribution(trials: trials, probability: probability)
    for k in 0..<trials {
      let sum = Self.directSum(k, trials: trials, probability: probability)
      #expect(isClose(law.cumulative(k), min(sum, 1), 1e-12))
    }
  }

  @Test("The Basel traffic light: 250 days at 99 %")
  func basel() {
    let law = BinomialDistribution(trials: 250, probability: 0.01)
    let published = [
      0.0811, 0.2858, 0.5432, 0.7581, 0.8922, 0.9588, 0.9863, 0.9960, 0.9989, 0.9997, 0.9999,
    ]
    for (k, expected) in published.enumerated() {
      #expect(abs(law.cumulative(k) - expected) < 6e-5)
    }
    #expect(law.quantile(0.95) == 5)
    #expect(law.quantile(0.9999) == 10)
  }

  @Test(
    "The quantile is the smallest number that reaches the probability",
    arguments: [(1, 0.5), (7, 0.2), (250, 0.01), (1000, 0.99), (100_000, 1e-4)])
  func quantile(trials: Int, probability: Double) {
    let law = BinomialDistribution(trials: trials, probability: probability)
    for p in [1e-12, 0.001, 0.025, 0.3, 0.5, 0.9, 0.975, 1 - 1e-9] {
      let k = law.quantile(p)
      #expect(law.cumulative(k) >= p && (k == 0 || law.cumulative(k - 1) < p))
    }
    for k in 0...min(trials - 1, 20) where law.cumulative(k) > law.cumulative(k - 1) {
      #expect(law.quantile(law.cumulative(k)) == k)
    }
  }

  @Test("A thousand million trials")
  func manyTrials() {
    // Rare events: the Poisson law of mean 1000 up to 1e-6; mpmath sums of the binomial itself.
    let rare = BinomialDistribution(trials: 1_000_000_000, probability: 1e-6)
    #expect(isClose(rare.cumulative(900), 0.0006977635693257484, 1e-12))
    #expect(isClose(rare.cumulative(1000), 0.5084093671685076, 1e-12))
    let common = BinomialDistribution(trials: 1_000_000_000, probability: 0.3)
    #expect(isClose(common.cumulative(299_950_000), 0.0002799368755232635, 1e-11))
    let k = common.quantile(0.01)
    #expect(common.cumulative(k) >= 0.01 && common.cumulative(k - 1) < 0.01)
    // Normal approximation, to a couple of counts in a deviation of 14 491.
    #expect(abs(Double(k) - (3e8 - 2.3263478740408408 * 2.1e8.squareRoot())) < 3)
  }

  @Test("Increasing in k, mirrored in the probability")
  func laws() {
    let law = BinomialDistribution(trials: 60, probability: 0.3)
    let mirror = BinomialDistribution(trials: 60, probability: 0.7)
    for k in 0..<60 {
      #expect(law.cumulative(k) >= law.cumulative(k - 1))
      #expect(isClose(law.cumulative(k), 1 - mirror.cumulative(59 - k), 1e-13, absolute: 1e-15))
    }
  }

  @Test("Edge cases")
  func edges() async {
    let law = BinomialDistribution(trials: 10, probability: 0.5)
    #expect(law.cumulative(-1) == 0 && law.cumulative(10) == 1 && law.cumulative(99) == 1)
    #expect(law.quantile(0) == 0 && law.quantile(1) == 10)
    let never = BinomialDistribution(trials: 10, probability: 0)
    #expect(never.cumulative(0) == 1 && never.quantile(0.99) == 0 && never.quantile(1) == 0)
    let always = BinomialDistribution(trials: 10, probability: 1)
    #expect(always.cumulative(9) == 0 && always.quantile(0.01) == 10 && always.quantile(0) == 0)
    let none = BinomialDistribution(trials: 0, probability: 0.5)
    #expect(none.cumulative(0) == 1 && none.quantile(0.5) == 0)
    await #expect(processExitsWith: .failure) {
      _ = BinomialDistribution(trials: 10, probability: 0.5).quantile(.nan)
    }
    await #expect(processExitsWith: .failure) {
      _ = BinomialDistribution(trials: -1, probability: 0.5)
    }
    await #expect(processExitsWith: .failure) {
      _ = BinomialDistribution(trials: 1, probability: 1.5)
    }
  }
}
