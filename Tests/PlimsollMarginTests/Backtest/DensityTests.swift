import PlimsollMargin
import PlimsollNumerics
import Testing

private func normals(_ count: Int, seed: UInt64) -> [Double] {
  let stream = RandomStream(seed: seed, stream: 21)
  return (0..<count).map { stream.normal(scenario: $0, dimension: 0) }
}

@Suite struct AutoregressionTestTests {
  @Test(arguments: [AutoregressionTest.Likelihood.conditional, .exact])
  func findsWhatItWasMadeWith(likelihood: AutoregressionTest.Likelihood) throws {
    var scores = normals(4_000, seed: 2)
    for index in 1..<scores.count { scores[index] = 0.1 + 0.4 * scores[index - 1] + scores[index] }
    let test = try #require(AutoregressionTest(scores, likelihood: likelihood))
    #expect(abs(test.autocorrelation - 0.4) < 0.06)
    #expect(abs(test.intercept - 0.1) < 0.06)
    #expect(abs(test.variance - 1) < 0.08)
    #expect(test.test.pValue < 1e-10)
    let right = try #require(
      AutoregressionTest(normals(4_000, seed: 3), likelihood: likelihood))
    #expect(right.test.pValue > 0.01)
  }

  @Test func isSilentWhereNothingVaries() {
    #expect(AutoregressionTest([1, 1, 1, 1], likelihood: .exact) == nil)
    #expect(AutoregressionTest([1, 1, 1, 1], likelihood: .conditional) == nil)
    #expect(AutoregressionTest([1], likelihood: .exact) == nil)
    #expect(AutoregressionTest.meanAndVariance([2, 2]) == nil)
  }

  @Test func tailOfANormalLawIsFound() throws {
    let scores = normals(20_000, seed: 4).map { 0.3 + 1.5 * $0 }
    let test = try #require(TailDensityTest(scores, cut: 0.05))
    #expect(abs(test.mean - 0.3) < 0.2)
    #expect(abs(test.deviation - 1.5) < 0.15)
    #expect(test.test.pValue < 1e-10)
  }

  /// 200 right forecasts of 1,000 days: a test at 10 % rejects 20 on average, 4 being the standard
  /// deviation; outside 7 to 35 once in a thousand seeds.
  @Test func rejectsRightForecastsAsOftenAsItSays() throws {
    var rejected = (whole: 0, tail: 0)
    for seed in 1...200 as ClosedRange<UInt64> {
      let scores = normals(1_000, seed: seed)
      let whole = try #require(AutoregressionTest(scores, likelihood: .conditional))
      if whole.test.pValue < 0.1 { rejected.whole += 1 }
      let tail = try #require(TailDensityTest(scores, cut: 0.05))
      if tail.test.pValue < 0.1 { rejected.tail += 1 }
    }
    #expect((7...35).contains(rejected.whole))
    #expect((7...35).contains(rejected.tail))
  }

  @Test func emptyTailsAreNotTested() {
    #expect(TailDensityTest([1, 2, 3], cut: 0.05) == nil)
    #expect(TailDensityTest([-3, -3, 1], cut: 0.05) == nil)
  }
}

@Suite struct DurationTestTests {
  @Test func clustersHaveShapesBelowOne() throws {
    var exceptions = [Bool](repeating: false, count: 1_000)
    for start in [100, 400, 800] { for day in 0..<5 { exceptions[start + 2 * day] = true } }
    let test = try #require(DurationTest(exceptions))
    #expect(test.shape < 0.7)
    #expect(test.test.pValue < 0.01)
  }

  @Test func regularExceptionsHaveShapesAboveOne() throws {
    let test = try #require(DurationTest((0..<1_000).map { $0 % 100 == 50 }))
    #expect(test.shape > 2)
  }

  @Test func exceptionsAtBothEndsAndNone() {
    #expect(DurationTest([Bool](repeating: false, count: 20)) == nil)
    #expect(DurationTest([true, false, false]) == nil)
    let ends = DurationTest([true, false, false, true])
    #expect(ends?.logLikelihood.isFinite == true)
    #expect(DurationTest([Bool](repeating: true, count: 20))?.test.pValue.isFinite == true)
  }
}

@Suite struct DynamicQuantileTests {
  @Test func constantValueAtRiskIsNoRestriction() throws {
    let stream = RandomStream(seed: 9, stream: 1)
    let pnl = (0..<500).map { stream.normal(scenario: $0, dimension: 0) }
    let constant = BacktestSeries(
      pnl: pnl, valueAtRisk: .init(repeating: 1.6449, count: 500),
      expectedShortfall: .init(repeating: 2.06, count: 500), rate: 0.05)
    let test = try #require(DynamicQuantile(constant))
    #expect(test.test.degreesOfFreedom == 5)
    #expect(test.test.pValue > 0.001)
    let none = BacktestSeries(
      pnl: pnl, valueAtRisk: .init(repeating: 9, count: 500),
      expectedShortfall: .init(repeating: 10, count: 500), rate: 0.05)
    #expect(try #require(DynamicQuantile(none)).test.degreesOfFreedom == 1)
  }

  @Test func clustersAreFound() throws {
    let stream = RandomStream(seed: 9, stream: 1)
    let pnl = (0..<2_000).map { day in
      (day / 50 % 3 == 0 ? 3 : 0.7) * stream.normal(scenario: day, dimension: 0)
    }
    let sample = BacktestSeries(
      pnl: pnl, valueAtRisk: .init(repeating: 2.5, count: 2_000),
      expectedShortfall: .init(repeating: 4, count: 2_000), rate: 0.05)
    #expect(try #require(DynamicQuantile(sample)).test.pValue < 0.001)
  }

  @Test func needsMoreObservationsThanRegressors() {
    let short = BacktestSeries(
      pnl: [1, 2, 3, 4, 5], valueAtRisk: [1, 1, 1, 1, 1], expectedShortfall: [2, 2, 2, 2, 2],
      rate: 0.05)
    #expect(DynamicQuantile(short) == nil)
  }
}
