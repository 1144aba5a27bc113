import PlimsollMargin
import PlimsollScenarios
import Testing

@Suite struct RiskMethodTests {
  private func figures(_ method: RiskMethod, _ gains: [Double], _ level: Double = 0.99) throws
    -> TailFigures
  {
    method.figures(
      of: PnLVector(gains), at: try #require(ConfidenceLevel(level)), decay: 0.94)
  }

  @Test(arguments: RiskMethod.allCases) func homogeneousAndOrdered(method: RiskMethod) throws {
    let gains = sampleGains(1000, seed: 12)
    let (one, ten) = (try figures(method, gains), try figures(method, gains.map { 10 * $0 }))
    for measure in RiskMeasure.allCases {
      let (a, b) = (try #require(one.value(of: measure)), try #require(ten.value(of: measure)))
      // Fits end within their search's tolerance.
      #expect(abs(b.value - 10 * a.value) < 1e-5 * b.value)
      if let lower = a.lower, let upper = a.upper {
        #expect(lower <= a.value && a.value <= upper)
      }
    }
    #expect(try #require(one.expectedShortfall).value > (try #require(one.valueAtRisk)).value)
  }

  @Test(arguments: RiskMethod.allCases) func aSureGainIsItself(method: RiskMethod) throws {
    let found = try figures(method, [Double](repeating: 3, count: 50))
    #expect(found.valueAtRisk?.value == -3 && found.expectedShortfall?.value == -3)
  }

  @Test func eachIsItsLaw() throws {
    let gains = sampleGains(800, seed: 3)
    let pnl = PnLVector(gains)
    let level = try #require(ConfidenceLevel(0.975))
    let fit = StudentTFit(gains)
    let law = StudentTLaw(
      mean: fit.location, scale: fit.scale, degreesOfFreedom: fit.degreesOfFreedom)
    #expect(
      try figures(.studentT, gains, 0.975).valueAtRisk?.value
        == law.value(of: .valueAtRisk, at: level))
    let bent = CornishFisher(pnl)
    let cornish = try figures(.cornishFisher, gains, 0.975)
    #expect(cornish.expectedShortfall?.value == bent.expectedShortfall(at: level))
    #expect((cornish.note == nil) == bent.isMonotone(at: level))
    let losses = gains.map { -$0 }
    let pareto = try #require(GeneralisedParetoFit(losses: losses, largest: 80))
    #expect(
      try figures(.peaksOverThreshold, gains, 0.975).valueAtRisk?.value
        == pareto.valueAtRisk(0.975))
  }

  @Test func theNormalErrorIsThatOfItsEstimates() throws {
    // 2,000 runs: the spread of the estimates is known to 1.6 %; six of those.
    var sum = (value: 0.0, square: 0.0, error: 0.0)
    let runs = 2_000
    for run in 0..<runs {
      let gains = normalGains(200, seed: UInt64(run))
      let shortfall = try #require(try figures(.normal, gains).expectedShortfall)
      sum.value += shortfall.value
      sum.square += shortfall.value * shortfall.value
      sum.error += try #require(shortfall.standardError)
    }
    let mean = sum.value / Double(runs)
    let deviation = (sum.square / Double(runs) - mean * mean).squareRoot()
    #expect(abs(sum.error / Double(runs) / deviation - 1) < 0.1)
  }

  @Test func tooFewPeaksAreNotFitted() throws {
    let found = try figures(.peaksOverThreshold, sampleGains(60, seed: 1))
    #expect(found.valueAtRisk == nil && found.note != nil)
    let low = try figures(.peaksOverThreshold, sampleGains(1000, seed: 1), 0.8)
    #expect(low.valueAtRisk == nil)
  }
}
