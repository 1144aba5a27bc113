import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

@Suite struct TailSamplerTests {
  private let level: ConfidenceLevel

  init() throws { level = try #require(ConfidenceLevel(0.999)) }

  /// The mean of 100 seeds is the exact figure within five of its own standard errors: one run in some
  /// millions fails.
  @Test(arguments: Sampling.allCases) func unbiasedForAStrangle(sampling: Sampling) throws {
    let world = try SamplingWorld.strangle()
    let exact = try world.exact(level)
    let risks = try (1...100).map {
      try world.risk(
        level, SamplingChoice(sampling: sampling), count: sampling.isTwisted ? 2048 : 16_384,
        seed: UInt64($0))
    }
    let spread = Spread(risks.map(\.shortfall))
    #expect(abs(spread.mean - exact.shortfall) < 5 * spread.error + 1e-4 * exact.shortfall)
  }

  /// A book of many factors under heavy tails, several steps or moving variance: the mean of 40 seeds
  /// against plain sampling, within five standard errors of the difference.
  @Test(
    arguments: [(nil, 1, false), (nil, 3, false), (4, 1, false), (4, 3, false), (nil, 3, true)]
      as [(Double?, Int, Bool)], [Sampling.importance, .importanceSobol, .sobol])
  func unbiasedForAMixedBook(law: (Double?, Int, Bool), sampling: Sampling) throws {
    let world = try SamplingWorld.mixed(degrees: law.0, days: law.1, garch: law.2)
    let plain = try #require(try world.plain(level, count: 400_000).expectedShortfall)
    let risks = try (1...40).map {
      try world.risk(
        level, SamplingChoice(sampling: sampling), count: 4096, seed: UInt64($0))
    }
    let spread = Spread(risks.map(\.shortfall))
    let error = try #require(plain.standardError)
    #expect(
      abs(spread.mean - plain.value) < 5
        * (spread.error * spread.error + error * error).squareRoot())
  }
}

extension SampledRisk {
  var shortfall: Double { figures.expectedShortfall?.value ?? .nan }
}

extension Estimate {
  func holds(_ value: Double) -> Bool {
    guard let lower, let upper else { return false }
    return lower <= value && value <= upper
  }
}

/// The mean of estimates, their deviation and the mean's standard error.
struct Spread {
  let mean: Double
  let deviation: Double
  let error: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    self.mean = mean
    deviation = variance.squareRoot()
    error = (variance / count).squareRoot()
  }
}
