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
        level, SamplingChoice(sampling: sampling), count: sampling.isTwisted ? 1024 : 8192,
        seed: UInt64($0))
    }
    let spread = Spread(risks.map(\.shortfall))
    #expect(abs(spread.mean - exact.shortfall) < 5 * spread.error + 1e-4 * exact.shortfall)
  }

  /// A book of many factors under heavy tails, several steps or moving variance: the mean of 20 seeds
  /// against plain sampling, within five standard errors of the difference.
  @Test(
    arguments: [(nil, 1, false), (nil, 3, false), (4, 1, false), (4, 3, false), (nil, 3, true)]
      as [(Double?, Int, Bool)], [Sampling.importance, .importanceSobol, .sobol])
  func unbiasedForAMixedBook(law: (Double?, Int, Bool), sampling: Sampling) throws {
    let world = try SamplingWorld.mixed(degrees: law.0, days: law.1, garch: law.2)
    let plain = try #require(try world.plain(level, count: 200_000).expectedShortfall)
    let risks = try (1...20).map {
      try world.risk(
        level, SamplingChoice(sampling: sampling), count: 4096, seed: UInt64($0))
    }
    let spread = Spread(risks.map(\.shortfall))
    let error = try #require(plain.standardError)
    #expect(
      abs(spread.mean - plain.value) < 5
        * (spread.error * spread.error + error * error).squareRoot())
  }

  /// A precision is met, by far fewer scenarios than plain sampling takes, and says how.
  @Test func aPrecisionIsMet() throws {
    let world = try SamplingWorld.mixed(degrees: 4, days: 2)
    let risk = try world.risk(level, SamplingChoice(precision: 0.005), count: 1 << 20)
    let shortfall = try #require(risk.figures.expectedShortfall)
    let upper = try #require(shortfall.upper)
    #expect(upper - shortfall.value <= 0.005 * shortfall.value)
    #expect(risk.isPrecise && risk.sampling == .importanceSobol)
    #expect(try #require(risk.plainScenarios) > 20 * Double(risk.scenarios))
    #expect(risk.reason.contains("worth"))
    let few = try world.risk(level, SamplingChoice(precision: 1e-4), count: 8192)
    #expect(!few.isPrecise && few.scenarios == 8192)
  }

  /// Stopping when the interval is tight favours samples that look tight: of 200 such intervals at least
  /// 88 in a hundred hold the exact figure. Measured 92 to 94; below 88 by chance once in a thousand runs
  /// of 93, and these seeds are fixed.
  @Test func intervalsOfPrecisionRunsCover() throws {
    let world = try SamplingWorld.strangle()
    let exact = try world.exact(level)
    let hits = try (1...200).count { seed in
      let risk = try world.risk(
        level, SamplingChoice(precision: 0.01), count: 1 << 16, seed: UInt64(seed), threads: 1)
      return risk.figures.expectedShortfall?.holds(exact.shortfall) ?? false
    }
    #expect(hits >= 176, "\(hits)")
  }

  /// Drawing does not stop before the tail tells its error, whatever the sixteen scrambles agree on: deep
  /// levels, and books that no twist serves.
  @Test(arguments: [0.999, 0.9999]) func stopsOnlyWithATail(level: Double) throws {
    let level = try #require(ConfidenceLevel(level))
    let world = try SamplingWorld(["A", "B"], degrees: 4) { market in
      [
        [
          (SamplingWorld.option(.call, on: "A", strike: 1, in: market), 1),
          (SamplingWorld.option(.put, on: "A", strike: 1, in: market), 1),
          (SamplingWorld.coin("B"), -0.02),
        ]
      ]
    }
    for seed in 1...3 as ClosedRange<UInt64> {
      let risk = try world.risk(level, SamplingChoice(precision: 0.05), count: 1 << 18, seed: seed)
      #expect(risk.effectiveTail >= 64 || risk.figures.expectedShortfall?.upper == nil)
      #expect(!risk.isPrecise || risk.effectiveTail >= 64)
    }
  }

  /// Where variances follow the path no twist is used unless asked for, and the report says why.
  @Test func movingVariancesAreNotTwisted() throws {
    let world = try SamplingWorld.mixed(days: 3, garch: true)
    let risk = try world.risk(level, SamplingChoice(), count: 1 << 14)
    #expect(risk.sampling == .sobol && risk.reason.contains("explode"))
    let asked = try world.risk(level, SamplingChoice(sampling: .importance), count: 4096)
    #expect(asked.sampling == .importance && asked.reason.contains("may have no mean"))
    let one = try SamplingWorld.mixed(days: 1, garch: true)
    #expect(try one.risk(level, SamplingChoice(), count: 4096).sampling == .importanceSobol)
  }

  /// Parts add up to the shortfall, and are those of the tail of plain scenarios within errors.
  @Test func partsAddUp() throws {
    let world = try SamplingWorld.mixed()
    for choice in [
      SamplingChoice(sampling: .importanceSobol), SamplingChoice(sampling: .plain),
      SamplingChoice(sampling: .importance, controls: true),
    ] {
      let risk = try world.risk(level, choice, count: 16_384)
      let sum = risk.components.reduce(0) { $0 + $1.value }
      #expect(abs(sum / risk.shortfall - 1) < 1e-9)
      #expect(
        risk.components.map(\.instrument) == world.book.accounts[0].positions.map(\.instrument.name)
      )
    }
    let twisted = try world.risk(level, SamplingChoice(sampling: .importanceSobol), count: 65_536)
    let plain = try world.risk(level, SamplingChoice(sampling: .sobol), count: 1 << 19)
    for (first, second) in zip(twisted.components, plain.components) {
      #expect(abs(first.value - second.value) < 0.1 * twisted.shortfall)
    }
  }

  /// A control takes off error where the loss is like its quadratic, and never adds any.
  @Test func aControlHelps() throws {
    let world = try SamplingWorld.mixed()
    let without = try world.risk(level, SamplingChoice(sampling: .importance), count: 8192)
    let with = try world.risk(
      level, SamplingChoice(sampling: .importance, controls: true), count: 8192)
    let errors = try [without, with].map {
      try #require($0.figures.expectedShortfall?.standardError)
    }
    #expect(with.usesControl && !without.usesControl && errors[1] < 0.5 * errors[0])
    #expect(abs(with.shortfall - without.shortfall) < 4 * errors[0])
  }

  /// A book whose loss no quadratic is like falls back, and says so; nothing held has no risk; what
  /// never moves has no error.
  @Test func poorQuadraticsFallBack() throws {
    // A bought straddle loses most where nothing moves: no twist reaches beyond.
    let bought = try SamplingWorld(["A"]) { market in
      [
        [
          (SamplingWorld.option(.call, on: "A", strike: 1, in: market), 1),
          (SamplingWorld.option(.put, on: "A", strike: 1, in: market), 1),
        ], [],
      ]
    }
    let sampler = try TailSampler(
      bought.book, bought.prepared, horizon: bought.horizon, choice: SamplingChoice(),
      count: 8192, seed: 1)
    let risks = try sampler.measure(at: [level])
    let parts = try (1...3).map { number in
      let share = WorkShare(doing: try #require(Shard(number, of: 3)))
      #expect(try sampler.measure(at: [level], dividedBy: share) == nil)
      return share.results
    }
    let merged = try sampler.measure(at: [level], dividedBy: WorkShare(from: parts)) { _, _ in
      Issue.record("an account is measured again")
    }
    #expect("\(try #require(merged))" == "\(risks)")
    #expect(risks[0][0].shortfall > 0 && risks[0][0].figures.valueAtRisk != nil)
    #expect(risks[1][0].shortfall == 0 && risks[1][0].components.isEmpty)
    let asked = try bought.risk(level, SamplingChoice(sampling: .importance), count: 4096)
    #expect(asked.sampling == .plain || asked.sampling == .importance)
    let still = try SamplingWorld(["A"], volatility: 0) { _ in [[(SamplingWorld.coin("A"), 1)]] }
    let risk = try still.risk(level, SamplingChoice(precision: 0.01), count: 1 << 14)
    #expect(risk.shortfall == 0 && risk.isPrecise)
  }

  /// The same bits whatever the threads, and whichever other accounts there are.
  @Test func threadsChangeNothing() throws {
    let world = try SamplingWorld.mixed(degrees: 5)
    let risks = try [1, 2, 3].map {
      try world.risk(level, SamplingChoice(precision: 0.01), count: 1 << 18, threads: $0)
    }
    #expect(risks.allSatisfy { $0.figures == risks[0].figures })
    #expect(risks.allSatisfy { $0.components == risks[0].components })
  }

  @Test(
    arguments: ["1%", "0.01", "50%", "0.05%", "0", "-1%", "nan", "100%", "1e-9", "one", "", "%"])
  func precisionsAreRead(text: String) {
    let read = SamplingChoice.precision(text)
    switch text {
    case "1%", "0.01": #expect(read == 0.01)
    case "50%": #expect(read == 0.5)
    case "0.05%": #expect(read.map { abs($0 - 5e-4) < 1e-15 } ?? false)
    default: #expect(read == nil)
    }
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
