import PlimsollMargin
import PlimsollNumerics
import Testing

/// Gains drawn from a law with the value at risk and shortfall that it has.
private func series(
  _ count: Int, rate: Double, seed: UInt64, scale: Double = 1, degreesOfFreedom: Double = 5
) -> BacktestSeries {
  let stream = RandomStream(seed: seed, stream: 77)
  let law = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
  let value = -law.quantile(rate)
  let nu = degreesOfFreedom
  let shortfall = law.density(value) * (nu + value * value) / ((nu - 1) * rate)
  return BacktestSeries(
    pnl: (0..<count).map {
      scale
        * stream.studentT(degreesOfFreedom: degreesOfFreedom, scenario: $0, dimension: 0)
    },
    valueAtRisk: .init(repeating: value, count: count),
    expectedShortfall: .init(repeating: shortfall, count: count), rate: rate)
}

@Suite struct ShortfallTestTests {
  /// Values simulated elsewhere with 200,000 runs for 250 days at 97.5 %, known to about 0.006.
  @Test(arguments: [(nil, -0.70), (3, -0.82), (5, -0.74), (10, -0.71)] as [(Double?, Double)])
  func criticalValuesAgreeWithSimulatedOnes(degreesOfFreedom: Double?, critical: Double) throws {
    let rate = 0.025
    let losses =
      degreesOfFreedom.map { ExceptionLosses.studentT(degreesOfFreedom: $0, rate: rate) }
      ?? .normal(rate: rate)
    let test = try #require(ShortfallTest(series(250, rate: rate, seed: 1)))
    let null = test.unconditionalNull(losses, runs: 100_000)
    #expect(abs(null.criticalValue(0.05) - critical) < 0.015)
    let mean = null.values.reduce(0, +) / Double(null.values.count)
    #expect(abs(mean) < 0.01)
  }

  /// 400 right forecasts of 500 days: a test at 10 % rejects 40 on average, 6 being the standard
  /// deviation; outside 20 to 60 once in a thousand seeds.
  @Test func rejectsRightForecastsAsOftenAsItSays() throws {
    let losses = ExceptionLosses.studentT(degreesOfFreedom: 5, rate: 0.025)
    let null = try #require(ShortfallTest(series(500, rate: 0.025, seed: 1)))
      .unconditionalNull(losses)
    var rejected = (0, 0)
    for seed in 1...400 as ClosedRange<UInt64> {
      let test = try #require(ShortfallTest(series(500, rate: 0.025, seed: seed)))
      if null.pValue(test.unconditional) < 0.1 { rejected.0 += 1 }
      guard let z = test.conditional, let law = test.conditionalNull(losses, runs: 500, seed: seed)
      else { continue }
      if law.pValue(z) < 0.1 { rejected.1 += 1 }
    }
    #expect((20...60).contains(rejected.0))
    #expect((20...60).contains(rejected.1))
  }

  @Test func rejectsLossesThatAreTooLarge() throws {
    let test = try #require(ShortfallTest(series(1_000, rate: 0.025, seed: 3, scale: 1.6)))
    #expect(test.unconditional < 0)
    let losses = ExceptionLosses.studentT(degreesOfFreedom: 5, rate: 0.025)
    let p = test.unconditionalNull(losses).pValue(test.unconditional)
    #expect(p < 0.001)
    #expect(test.unconditionalNull(losses).standardError(ofPValue: p) < 0.001)
  }

  @Test func listsOfTheirOwnForEveryDayAreUsed() throws {
    let test = try #require(ShortfallTest(series(300, rate: 0.025, seed: 1)))
    let one = ExceptionLosses([[0.9, 1.1]])
    let each = ExceptionLosses([[Double]](repeating: [0.9, 1.1], count: 300))
    #expect(test.unconditionalNull(one) == test.unconditionalNull(each))
    #expect(test.conditionalNull(one) == test.conditionalNull(each))
    #expect(test.unconditionalNull(one, threads: 1) == test.unconditionalNull(one, threads: 3))
  }

  @Test func isSilentWithoutRisk() {
    let still = BacktestSeries(
      pnl: [0, 0], valueAtRisk: [0, 0], expectedShortfall: [0, 0], rate: 0.01)
    #expect(ShortfallTest(still) == nil)
    #expect(still.jointScores == nil)
    #expect(still.exceptionPlaces.isEmpty)
  }

  @Test func hasNoConditionalStatisticWithoutException() throws {
    let quiet = BacktestSeries(
      pnl: [1, 2], valueAtRisk: [1, 1], expectedShortfall: [2, 2], rate: 0.01)
    let test = try #require(ShortfallTest(quiet))
    #expect(test.conditional == nil)
    #expect(test.conditionalNull(.normal(rate: 0.01)) == nil)
    #expect(test.unconditional == 1)
  }
}

@Suite struct ExceedanceResidualsTests {
  @Test func valueAtRiskServesAsScale() throws {
    let sample = series(2_000, rate: 0.025, seed: 4)
    let own = try #require(ExceedanceResiduals(sample))
    let other = try #require(
      ExceedanceResiduals(sample, scale: .init(repeating: 7, count: sample.count)))
    #expect(abs(own.statistic - other.statistic) < 1e-12)
    #expect(own.pValue > 0.01)
  }

  @Test func findsShortfallThatIsTooSmall() throws {
    var sample = series(2_000, rate: 0.025, seed: 4)
    sample.expectedShortfall = sample.expectedShortfall.map { 0.7 * $0 }
    #expect(try #require(ExceedanceResiduals(sample)).pValue < 0.01)
  }

  @Test func needsTwoExceptions() {
    let one = BacktestSeries(
      pnl: [-5, 1, 1], valueAtRisk: [1, 1, 1], expectedShortfall: [2, 2, 2], rate: 0.01)
    #expect(ExceedanceResiduals(one) == nil)
  }
}

@Suite struct TailScoresTests {
  /// The joint score is least on average at the true value at risk and shortfall. Differences of
  /// mean scores at 20,000 observations are several of their standard errors for this seed.
  @Test func rightForecastsScoreBest() throws {
    let right = series(20_000, rate: 0.025, seed: 6)
    let best = try #require(right.jointScores)
    for factor in [0.6, 1.6] {
      var wrong = right
      wrong.valueAtRisk = right.valueAtRisk.map { factor * $0 }
      wrong.expectedShortfall = right.expectedShortfall.map { factor * $0 }
      let scores = try #require(wrong.jointScores)
      let test = try #require(DieboldMariano(best, scores))
      #expect(test.statistic < -3)
      let quantile = try #require(DieboldMariano(right.quantileScores, wrong.quantileScores))
      #expect(quantile.statistic < -3)
    }
  }
}

@Suite struct DieboldMarianoTests {
  @Test func forecastsThatAreAlikeHaveNoDifference() {
    #expect(DieboldMariano([1, 2, 3], [1, 2, 3]) == nil)
    #expect(DieboldMariano([1], [2]) == nil)
  }

  @Test func swappingChangesTheSignAlone() throws {
    let stream = RandomStream(seed: 5, stream: 3)
    let first = (0..<100).map { stream.normal(scenario: $0, dimension: 0) }
    let second = (0..<100).map { stream.normal(scenario: $0, dimension: 1) }
    let there = try #require(DieboldMariano(first, second, lags: 4))
    let back = try #require(DieboldMariano(second, first, lags: 4))
    #expect(there.statistic == -back.statistic)
    #expect(there.pValue == back.pValue)
  }
}
