import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct JointPortfolioTests {
  private static func shift(_ response: Double, _ residual: Double) -> JointSpec.Shift {
    .init(
      response: .init(response), residual: residual, shortPower: 0.3, longPower: 0.13, limit: 2,
      evidence: "test")
  }

  private static func spec(response: Double = 0, residual: Double = 0) -> JointSpec {
    var spec = JointSpec(name: "test")
    spec.volatility = .init(
      stickiness: .strike, level: shift(-response, residual), floor: 0.05)
    spec.skew = shift(0.1 * response, 0.1 * residual)
    spec.basis = .init(
      shift: shift(0.1 * response, 0.4 * residual), calibratesResidual: false)
    spec.funding = .init(
      interval: TimeSpan(seconds: 8 * 3600), mean: .stated(0), persistence: .stated(0.8),
      loading: .stated(0.002 * response), residual: .stated(0.004 * residual), limit: 0.1,
      evidence: "test")
    return spec
  }

  private static func rule(
    _ joint: JointSpec?, _ method: ScenarioPlan.Method = .monteCarlo,
    _ option: AntiProcyclicality? = nil
  ) throws -> ShortfallRule {
    var plan = ScenarioPlan(method: method, spec: CalibrationSpec())
    plan.count = 20_000
    plan.joint = joint
    if method == .file { plan.file = MadeScenarios.file }
    return ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.99)), measure: .expectedShortfall,
      marginPeriodOfRisk: .days(2), scenarios: plan, collateral: .simulated,
      antiProcyclicality: option)
  }

  private static func book() throws -> Book {
    let prices = try SyntheticPrices.history(["A"], days: 300)
    let asOf = prices.times[299]
    let spot = try #require(prices.price(of: "A", row: 299))
    let coin = Instrument.spot(Spot(name: "A", underlying: "A"))
    let future = Instrument.future(
      DatedFuture(
        name: "F", underlying: "A", settlement: .linear, markPrice: spot * 1.01,
        expiry: asOf + .days(90)))
    let perpetual = Instrument.perpetual(
      Perpetual(name: "P", underlying: "A", settlement: .linear))
    func option(_ right: OptionRight, strike: Double) -> Instrument {
      .option(
        EuropeanOption(
          name: "\(right) \(strike)", underlying: "A", settlement: .linear, right: right,
          strike: strike * spot, expiry: asOf + .days(20), markVolatility: 0.5))
    }
    func account(_ name: String, _ holdings: [(Instrument, Double)]) -> Account {
      Account(
        name: name, positions: holdings.map { Position(instrument: $0.0, quantity: $0.1) })
    }
    return try Book(
      name: "b", prices: prices,
      accounts: [
        account("basis", [(coin, 101), (future, -100)]),
        account("funding", [(coin, 100), (perpetual, -100)]),
        account("straddle", [(option(.call, strike: 1), -10), (option(.put, strike: 1), -10)]),
        account("put", [(option(.put, strike: 0.9), -10)]),
        account("spot", [(coin, 3)]),
      ])
  }

  private static func shortfalls(_ rule: ShortfallRule) throws -> [String: Double] {
    let found = try rule.assess(try book(), in: RiskContext()).requirements
    return Dictionary(
      uniqueKeysWithValues: try found.map {
        ($0.account, try #require($0.expectedShortfall).value)
      })
  }

  @Test(arguments: ScenarioPlan.Method.allCases)
  func nothingMovesWithoutResponseAndResidual(method: ScenarioPlan.Method) throws {
    let alone = try Self.shortfalls(try Self.rule(nil, method))
    let together = try Self.shortfalls(try Self.rule(Self.spec(), method))
    for (account, value) in alone {
      #expect(abs((together[account] ?? .nan) - value) < 1e-9 * max(1, abs(value)))
    }
    #expect(alone["spot"] == together["spot"])
  }

  /// Long coins against futures and perpetuals gain and lose nothing as spot alone moves.
  @Test(arguments: ScenarioPlan.Method.allCases)
  func aHedgeRisksItsBasisAndFunding(method: ScenarioPlan.Method) throws {
    let alone = try Self.shortfalls(try Self.rule(nil, method))
    let moving = try Self.shortfalls(
      try Self.rule(Self.spec(response: 1, residual: 0.05), method))
    for account in ["basis", "funding"] {
      #expect(abs(try #require(alone[account])) < 1e-9)
      #expect(try #require(moving[account]) > 1)
    }
    #expect(alone["spot"] == moving["spot"])
  }

  /// A response that is negative costs where spot falls, a residual on either side.
  @Test func shortVegaLosesMore() throws {
    let alone = try Self.shortfalls(try Self.rule(nil))
    let responding = try Self.shortfalls(try Self.rule(Self.spec(response: 1)))
    let drawn = try Self.shortfalls(try Self.rule(Self.spec(residual: 0.15)))
    #expect(try #require(responding["put"]) > 1.05 * (try #require(alone["put"])))
    for account in ["put", "straddle"] {
      #expect(try #require(drawn[account]) > 1.05 * (try #require(alone[account])))
    }
  }

  @Test func everyThreadCountGivesTheSame() throws {
    let rule = try Self.rule(Self.spec(response: 1, residual: 0.05))
    var context = RiskContext()
    context.threads = 1
    let one = try rule.assess(try Self.book(), in: context).requirements
    context.threads = 2
    let two = try rule.assess(try Self.book(), in: context).requirements
    #expect(one.map(\.netMeasure) == two.map(\.netMeasure))
    #expect(one.flatMap(\.contributions) == two.flatMap(\.contributions))
  }

  @Test func partsAddUpToTheMeasure() throws {
    let rule = try Self.rule(Self.spec(response: 1, residual: 0.05))
    for requirement in try rule.assess(try Self.book(), in: RiskContext()).requirements {
      let sum = requirement.contributions.reduce(0) { $0 + $1.component }
      #expect(abs(sum - requirement.netMeasure.value) < 1e-9 * requirement.gross)
      #expect(requirement.core <= requirement.gross * (1 + 1e-12))
    }
  }

  /// What an option against procyclicality replays has the same factors.
  @Test func stressedObservationsMoveThemToo() throws {
    let stressed = AntiProcyclicality.StressedObservations(
      weight: 0.25, stressed: .worst(.days(60)))
    let spec = Self.spec(response: 1, residual: 0.05)
    let rule = try Self.rule(spec, .monteCarlo, .stressedObservations(stressed))
    let found = try rule.assess(try Self.book(), in: RiskContext())
    #expect(found.requirements.allSatisfy { $0.initial.isFinite && $0.core > 0 })
    #expect(found.joint?.model.rows.count == 4)
  }

  @Test func theReportHasTheCorrelationDrawn() throws {
    let found = try Self.rule(Self.spec(response: 1, residual: 0.05))
      .assess(try Self.book(), in: RiskContext())
    let joint = try #require(found.joint)
    #expect(
      joint.factors.map(\.name) == ["A", "A.volatility", "A.skew", "A.basis", "A.funding"])
    #expect(joint.observations == 20_000 && joint.correlation[0, 0] == 1)
    #expect(joint.correlation[0, 1] < -0.3 && joint.correlation[1, 0] == joint.correlation[0, 1])
    #expect(found.method.contains { $0.contains("at the mark volatility as it moves") })
    #expect(found.method.contains { $0.contains("A.volatility, A.skew, A.basis, A.funding") })
    #expect(joint.model.rows[0].level == 0.5)
  }

  @Test(arguments: [JointSpec.Stickiness.moneyness, .delta])
  func smilesAreNotMadeUp(stickiness: JointSpec.Stickiness) throws {
    var spec = Self.spec(response: 1)
    spec.volatility?.stickiness = stickiness
    let rule = try Self.rule(spec)
    let error = #expect(throws: InputError.self) {
      try rule.assess(try Self.book(), in: RiskContext())
    }
    #expect(error?.message.contains("no option chain") == true)
    #expect(error?.remedy.contains("stickiness: strike") == true)
  }

  /// Levels are those of what is held nearest to 30 days.
  @Test func levelsOfNow() throws {
    let levels = try Self.book().jointLevels
    #expect(levels["A.volatility"] == 0.5)
    // The option's forward is spot by default and says nothing; the future has 1 % in 90 days.
    #expect(abs(try #require(levels["A.basis"]) - 0.00995033085 / (90.0 / 365)) < 1e-9)
  }
}
