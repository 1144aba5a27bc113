import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct BacktestFindingsTests {
  private static let sample = Result { () throws in
    let backtest = try Self.backtest()
    return (backtest, BacktestFindings.all(of: backtest))
  }

  /// One account and one without risk under two rules that differ in what their margin is made of.
  private static func backtest() throws -> Backtest {
    let prices = try SyntheticPrices.history(["A"], days: 760, seed: 3)
    let account = Account(
      name: "long",
      positions: [Position(instrument: .spot(Spot(name: "A", underlying: "A")), quantity: 1)])
    let idle = Account(
      name: "idle", positions: [], collateral: [Collateral(asset: nil, amount: 1)])
    func rule(_ name: String, level: Double, measure: RiskMeasure) throws -> ShortfallRule {
      ShortfallRule(
        name: name, level: try #require(ConfidenceLevel(level)), measure: measure,
        marginPeriodOfRisk: .days(2),
        scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
        collateral: .haircut(.none))
    }
    return try #require(
      try Backtest(
        try Book(name: "b", prices: prices, accounts: [account, idle]),
        rules: [
          try rule("dear", level: 0.99, measure: .expectedShortfall),
          try rule("cheap", level: 0.99, measure: .valueAtRisk),
        ], period: BacktestPeriod(), context: RiskContext()))
  }

  @Test func testsAreThoseOfTheSeries() throws {
    let (backtest, findings) = try Self.sample.get()
    #expect(backtest.times.count == 760 - 251)
    for (rule, accounts) in zip(backtest.rules, findings) {
      let series = rule.accounts[0].series
      let finding = accounts[0]
      #expect(finding.coverage == series.proportionOfFailures)
      #expect(finding.transitions == series.transitions)
      #expect(finding.shortfall?.test == ShortfallTest(series))
      #expect(finding.recentExceptions == series.exceptionPlaces.count { $0 >= 509 - 250 })
      #expect(finding.margin.observations == 254)
      #expect(finding.overlapping?.windows == 508)
      #expect(finding.procyclicality == Procyclicality(rule.accounts[0].margins))
      #expect(finding.averageNotional > 0)
      // Independent returns of one law: nothing to reject.
      #expect(finding.verdict.outcome == .accepted)
    }
    let idle = findings[0][1]
    #expect(idle.verdict.outcome == .inconclusive)
    #expect(idle.shortfall == nil)
    #expect(idle.jointScore == nil)
    #expect(idle.procyclicality.peakToTrough == nil)
  }

  @Test func choosesTheCheapestThatPasses() throws {
    let choice = RuleChoice(try Self.sample.get().1)
    #expect(choice.isUsable)
    #expect(choice.best.rule == 1)
    #expect(choice.ranked[1].cost > choice.best.cost)
    #expect(choice.best.accepted == 1)
  }

  @Test func rulesWithOneForecastScoreAlike() throws {
    let backtest = try Self.sample.get().0
    let comparison = ScoreComparison(backtest, account: 0)
    #expect(comparison.entries.count == 2)
    #expect(comparison.entries[0].isBest)
    // Both forecast the same value at risk and shortfall; margins differ.
    #expect(comparison.entries[0].score == comparison.entries[1].score)
    #expect(comparison.entries[1].againstBest == nil)
    #expect(ScoreComparison(backtest, account: 1).entries.isEmpty)
  }
}

@Suite struct BacktestVerdictTests {
  /// 1,000 right rules over 500 bars at 99 %, margin at the same level over windows of two bars:
  /// how often one of the four tests rejects. About one in seven by this count, 0.136, whose standard
  /// deviation is 0.011.
  @Test func rightRulesAreRejectedMoreOftenThanByOneTest() throws {
    let losses = ExceptionLosses.normal(rate: 0.01)
    let quantile = -NormalDistribution.quantile(0.01)
    let shortfall = NormalDistribution.density(quantile) / 0.01
    var null: SimulatedNull?
    var rejected = 0
    var pnl = [Double](repeating: 0, count: 500)
    for seed in 1...1_000 as ClosedRange<UInt64> {
      let stream = RandomStream(seed: seed, stream: 50)
      stream.fillNormals(&pnl, width: 500, firstScenario: 0, dimensions: 0..<1)
      let series = BacktestSeries(
        pnl: pnl, valueAtRisk: .init(repeating: quantile, count: 500),
        expectedShortfall: .init(repeating: shortfall, count: 500), rate: 0.01)
      let test = try #require(ShortfallTest(series))
      let law = null ?? test.unconditionalNull(losses)
      null = law
      let windows = stride(from: 0, to: 500, by: 2).map { pnl[$0] + pnl[$0 + 1] }
      let verdict = BacktestVerdict(
        coverage: series.proportionOfFailures, transitions: series.transitions,
        shortfallP: law.pValue(test.unconditional),
        margin: MarginCoverage(
          pnl: windows, margins: .init(repeating: quantile * 2.0.squareRoot(), count: 250)),
        isWithoutRisk: false)
      if verdict.outcome == .rejected { rejected += 1 }
    }
    #expect((100...175).contains(rejected))
  }

  private func verdict(_ exceptions: Int, of count: Int, breaches: Int = 0) -> BacktestVerdict {
    var hits = [Bool](repeating: false, count: count)
    for index in 0..<exceptions { hits[index * count / max(exceptions, 1)] = true }
    return BacktestVerdict(
      coverage: ProportionOfFailures(observations: count, exceptions: exceptions, rate: 0.01),
      transitions: ExceptionTransitions(hits, rate: 0.01), shortfallP: 0.5,
      margin: MarginCoverage(
        pnl: (0..<100).map { $0 < breaches ? -2 : 0 }, margins: .init(repeating: 1, count: 100)),
      isWithoutRisk: false)
  }

  @Test func tellsTooFewFromTooMany() {
    #expect(verdict(10, of: 1_000).outcome == .accepted)
    #expect(verdict(2, of: 250).outcome == .accepted)
    #expect(verdict(2, of: 249).outcome == .inconclusive)
    let many = verdict(25, of: 1_000)
    #expect(many.outcome == .rejected)
    guard case .coverage(_, tooMany: true)? = many.failures.first else {
      Issue.record("\(many.failures)")
      return
    }
    guard case .coverage(_, tooMany: false)? = verdict(1, of: 1_000).failures.first else {
      Issue.record("too few exceptions are not found")
      return
    }
    #expect(verdict(9, of: 100).outcome == .rejected)
  }

  @Test func marginBreachesRejectOnOneSide() {
    #expect(verdict(10, of: 1_000, breaches: 0).outcome == .accepted)
    #expect(verdict(10, of: 1_000, breaches: 3).outcome == .accepted)
    let breached = verdict(10, of: 1_000, breaches: 5)
    #expect(breached.failures.count == 1)
    guard case .marginBreaches? = breached.failures.first else {
      Issue.record("\(breached.failures)")
      return
    }
  }
}
