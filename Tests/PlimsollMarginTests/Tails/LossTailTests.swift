import PlimsollMargin
import PlimsollNumerics
import Testing

/// Gains with a fixed seed.
func sampleGains(_ count: Int, seed: UInt64, dimension: Int = 0) -> [Double] {
  let stream = RandomStream(seed: seed, stream: 42)
  return (0..<count).map {
    stream.studentT(degreesOfFreedom: 4, scenario: $0, dimension: dimension)
  }
}

/// Normal gains with a fixed seed.
func normalGains(_ count: Int, seed: UInt64) -> [Double] {
  let stream = RandomStream(seed: seed, stream: 43)
  return (0..<count).map { stream.normal(scenario: $0, dimension: 0) }
}

@Suite struct LossTailTests {
  private let levels = [0.5, 0.9, 0.95, 0.975, 0.99, 0.999].compactMap { ConfidenceLevel($0) }

  @Test func agreesWithSorting() {
    for count in [1, 2, 10, 99, 1000] {
      let gains = sampleGains(count, seed: UInt64(count))
      let losses = gains.map { -$0 }.sorted()
      for level in levels {
        let tail = LossTail(PnLVector(gains), level: level)
        #expect(tail.valueAtRisk.value == losses[level.quantileRank(of: count) - 1])
        let (whole, fraction) = level.tail(of: count)
        let size = Double(whole) + fraction
        let sum = losses.suffix(whole).reduce(0, +)
        let expected =
          whole == 0 ? losses[count - 1] : (sum + fraction * losses[count - 1 - whole]) / size
        if whole < count {
          #expect(abs(tail.expectedShortfall.value - expected) < 1e-12 * max(1, abs(expected)))
        }
        #expect(abs(tail.weights.reduce(0, +) - 1) < 1e-12)
        #expect(-gains[tail.quantileScenario] == tail.valueAtRisk.value)
      }
    }
  }

  @Test func shortfallIsNeverBelowValueAtRisk() {
    for seed in 1...200 as ClosedRange<UInt64> {
      let pnl = PnLVector(sampleGains(300, seed: seed))
      for level in levels {
        let tail = LossTail(pnl, level: level)
        #expect(tail.expectedShortfall.value >= tail.valueAtRisk.value)
      }
    }
  }

  @Test func shortfallIsSubAdditiveAndHomogeneous() {
    for seed in 1...200 as ClosedRange<UInt64> {
      let (a, b) = (sampleGains(301, seed: seed), sampleGains(301, seed: seed, dimension: 1))
      let sum = zip(a, b).map { $0 + $1 }
      for level in levels {
        func shortfall(_ gains: [Double]) -> Double {
          PnLVector(gains).expectedShortfall(at: level).value
        }
        #expect(shortfall(sum) <= shortfall(a) + shortfall(b) + 1e-12)
        #expect(abs(shortfall(a.map { 3 * $0 }) - 3 * shortfall(a)) < 1e-11)
        #expect(abs(shortfall(a.map { $0 + 5 }) - (shortfall(a) - 5)) < 1e-11)
      }
    }
  }

  @Test func componentsAddUp() {
    for seed in 1...50 as ClosedRange<UInt64> {
      let parts = (0..<5).map { sampleGains(777, seed: seed, dimension: $0) }
      let total = parts[0].indices.map { s in parts.reduce(0) { $0 + $1[s] } }
      for level in levels {
        let tail = LossTail(PnLVector(total), level: level)
        for measure in RiskMeasure.allCases {
          let sum = parts.reduce(0) { $0 + tail.component(of: measure, gains: $1) }
          #expect(abs(sum - tail.value(of: measure).value) < 1e-12 * 100)
        }
      }
    }
  }

  @Test func tiesAndConstantsAreHarmless() throws {
    let level = try #require(ConfidenceLevel(0.99))
    let tail = LossTail(PnLVector([Double](repeating: -7, count: 500)), level: level)
    #expect(tail.valueAtRisk.value == 7 && tail.expectedShortfall.value == 7)
    #expect(tail.expectedShortfall.standardError == 0)
    let zero = LossTail(PnLVector([0]), level: level)
    #expect(zero.expectedShortfall.value == 0 && zero.valueAtRisk.upper == nil)
  }

  @Test func overlappingWindowsWidenTheInterval() throws {
    let level = try #require(ConfidenceLevel(0.95))
    let gains = sampleGains(2000, seed: 3)
    let free = LossTail(PnLVector(gains), level: level)
    let overlapping = LossTail(PnLVector(gains, effectiveCount: 400), level: level)
    #expect(free.valueAtRisk.value == overlapping.valueAtRisk.value)
    let (a, b) = (free.expectedShortfall, overlapping.expectedShortfall)
    let ratio = try #require(b.standardError) / (try #require(a.standardError))
    #expect(abs(ratio - 5.0.squareRoot()) < 1e-9)
    #expect(
      try #require(overlapping.valueAtRisk.lower) < (try #require(free.valueAtRisk.lower)))
  }

  @Test func intervalsCoverTheTruth() throws {
    // 400 runs of 5,000 normal P&Ls: a 95 % interval covers in 92.0–97.8 % of runs but for a
    // probability below 1 % (three binomial standard errors and the known small-sample shortfall).
    let level = try #require(ConfidenceLevel(0.975))
    let truth = NormalLaw(standardDeviation: 1)
    var covered = [RiskMeasure: Int]()
    for run in 0..<400 {
      let stream = RandomStream(seed: UInt64(run), stream: 5)
      let pnl = PnLVector((0..<5000).map { stream.normal(scenario: $0, dimension: 0) })
      let tail = LossTail(pnl, level: level)
      for measure in RiskMeasure.allCases {
        let estimate = tail.value(of: measure)
        let value = truth.value(of: measure, at: level)
        if let low = estimate.lower, let high = estimate.upper, low <= value, value <= high {
          covered[measure, default: 0] += 1
        }
      }
    }
    for measure in RiskMeasure.allCases {
      #expect((368...391).contains(covered[measure] ?? 0))
    }
  }
}

@Suite struct PnLVectorTests {
  @Test func measuresAreLosses() throws {
    let pnl = PnLVector((1...100).map(Double.init))
    let level = try #require(ConfidenceLevel(0.9))
    #expect(pnl.valueAtRisk(at: level).value == -11)
    #expect(abs(pnl.expectedShortfall(at: level).value + 5.5) < 1e-12)
  }

  @Test func anEmptyVectorIsAProgrammingError() async {
    await #expect(processExitsWith: .failure) { _ = PnLVector([]) }
  }
}

@Suite struct PnLHistogramTests {
  @Test func everyScenarioIsCountedOnce() {
    let gains = sampleGains(5000, seed: 1)
    let histogram = PnLHistogram(PnLVector(gains))
    #expect(histogram.counts.reduce(0, +) == 5000)
    #expect(histogram.edges.count == histogram.counts.count + 1)
    #expect((80...160).contains(histogram.counts.count))
    for (bin, count) in histogram.counts.enumerated() {
      let (low, high) = (histogram.edges[bin], histogram.edges[bin + 1])
      #expect(gains.count { $0 >= low && $0 < high } == count)
    }
    #expect(histogram.counts.first != 0 && histogram.counts.last != 0)
  }

  @Test(arguments: [0.0, 5, -1e9]) func oneValueIsOneBin(value: Double) {
    let histogram = PnLHistogram(PnLVector([value, value]))
    #expect(histogram.counts == [2])
    #expect(histogram.edges[0] < value && value < histogram.edges[1])
  }
}
