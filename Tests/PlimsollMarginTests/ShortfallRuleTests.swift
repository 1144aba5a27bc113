import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

private func perpetual(_ factor: String, _ quantity: Double, entry: Double? = nil) -> Position {
  Position(
    instrument: .perpetual(
      Perpetual(
        name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear)),
    quantity: quantity, entryPrice: entry)
}

private func spot(_ factor: String, _ quantity: Double) -> Position {
  Position(
    instrument: .spot(Spot(name: factor, underlying: RiskFactor(factor))), quantity: quantity)
}

private func rule(
  _ method: ScenarioPlan.Method = .historical, measure: RiskMeasure = .expectedShortfall,
  level: Double = 0.99, floor: Double = 0,
  collateral: ShortfallRule.CollateralTreatment = .simulated,
  change: (inout ScenarioPlan) -> Void = { _ in }
) throws -> ShortfallRule {
  var plan = ScenarioPlan(method: method, spec: CalibrationSpec())
  plan.count = 4_000
  if method == .file { plan.file = MadeScenarios.file }
  change(&plan)
  return ShortfallRule(
    name: "r", level: try #require(ConfidenceLevel(level)), measure: measure,
    marginPeriodOfRisk: .days(2), scenarios: plan, floorFraction: floor, collateral: collateral)
}

private func book(_ accounts: [Account], days: Int = 400, seed: UInt64 = 1) throws -> Book {
  try Book(
    name: "b", prices: try SyntheticPrices.history(["A", "B", "C"], days: days, seed: seed),
    accounts: accounts)
}

private let accounts = [
  Account(name: "long", positions: [perpetual("A", 10), perpetual("B", 3, entry: 150)]),
  Account(
    name: "hedged", positions: [perpetual("A", 10), perpetual("B", -4), spot("C", 1)],
    collateral: [Collateral(asset: "B", amount: 5), Collateral(asset: nil, amount: -100)]),
  Account(name: "idle", positions: [], collateral: [Collateral(asset: nil, amount: 50)]),
]

@Suite struct ShortfallRuleTests {
  @Test(arguments: ScenarioPlan.Method.allCases, RiskMeasure.allCases)
  func obeysTheLawsOfMarginModels(method: ScenarioPlan.Method, measure: RiskMeasure) throws {
    let haircut = Haircut(fractions: ["B": 0.2], defaultFraction: 0.5)
    for treatment in [ShortfallRule.CollateralTreatment.simulated, .haircut(haircut)] {
      try checkMarginModelLaws(
        try rule(method, measure: measure, floor: 0.01, collateral: treatment),
        on: try book(accounts))
    }
  }

  @Test func nettingNeverRaisesAShortfall() throws {
    for seed in 1...25 as ClosedRange<UInt64> {
      let stream = RandomStream(seed: seed, stream: 8)
      let random = (0..<6).map { account in
        Account(
          name: "a\(account)",
          positions: ["A", "B", "C"].enumerated().map { i, factor in
            perpetual(factor, 10 * stream.normal(scenario: account, dimension: i))
          })
      }
      let assessment = try rule(level: 0.95).assess(
        try book(random, days: 150, seed: seed), in: RiskContext())
      for requirement in assessment.requirements {
        #expect(requirement.core <= requirement.gross * (1 + 1e-12))
      }
    }
  }

  @Test func scalesWithThePosition() throws {
    let twice = [
      Account(name: "one", positions: [perpetual("A", 5), perpetual("B", -3)]),
      Account(name: "two", positions: [perpetual("A", 10), perpetual("B", -6)]),
    ]
    let found = try rule().assess(try book(twice), in: RiskContext()).requirements
    #expect(abs(found[1].core - 2 * found[0].core) < 1e-9 * found[1].core)
    #expect(abs(found[1].gross - 2 * found[0].gross) < 1e-9 * found[1].gross)
  }

  @Test func orderOfPositionsAndAccountsIsIrrelevant() throws {
    let forward = try rule(.monteCarlo).assess(try book(accounts), in: RiskContext())
    let shuffled = accounts.map {
      Account(
        name: $0.name, positions: $0.positions.reversed(), collateral: $0.collateral.reversed())
    }
    let backward = try rule(.monteCarlo).assess(try book(shuffled), in: RiskContext())
    for (a, b) in zip(forward.requirements, backward.requirements) {
      #expect(a.initial == b.initial && a.contributions == b.contributions)
    }
  }

  @Test func aPerfectHedgeCostsNothing() throws {
    let hedge = [Account(name: "basis", positions: [spot("A", 7), perpetual("A", -7)])]
    for method in ScenarioPlan.Method.allCases {
      let found = try rule(method).assess(try book(hedge), in: RiskContext()).requirements[0]
      #expect(found.core < 1e-9 && found.gross > 1)
    }
  }

  @Test func theFloorBinds() throws {
    let hedge = [
      Account(
        name: "basis", positions: [spot("A", 7), perpetual("A", -7)],
        collateral: [Collateral(asset: nil, amount: 1)])
    ]
    let book = try book(hedge)
    let found = try rule(floor: 0.02).assess(book, in: RiskContext()).requirements[0]
    let price = try #require(book.spot["A"])
    let floor = try #require(found.floor)
    #expect(abs(floor - 0.02 * 14 * price) < 1e-9 && found.initial == floor)
    #expect(abs(found.maintenance - 0.75 * found.initial) < 1e-12)
  }

  @Test func simulatedCollateralIsPartOfTheRisk() throws {
    let pledged = [
      Account(
        name: "coin", positions: [perpetual("A", -5)],
        collateral: [Collateral(asset: "A", amount: 5)])
    ]
    let book = try book(pledged)
    let simulated = try rule().assess(book, in: RiskContext()).requirements[0]
    let cut = try rule(collateral: .haircut(.none)).assess(book, in: RiskContext()).requirements[0]
    #expect(simulated.core < 1e-9 && cut.core > 1)
    #expect(simulated.contributions.map(\.instrument) == ["A-PERP", "collateral:A"])
  }

  @Test func statusFollowsTheLevels() throws {
    func status(cash: Double) throws -> MarginRequirement {
      let account = Account(
        name: "a", positions: [perpetual("A", 10)],
        collateral: [Collateral(asset: nil, amount: cash)])
      return try rule().assess(try book([account]), in: RiskContext()).requirements[0]
    }
    let initial = try status(cash: 0).initial
    #expect(try status(cash: initial * 1.001).status == .healthy)
    #expect(try status(cash: initial * 0.9).status == .marginCall)
    #expect(try status(cash: initial * 0.7).status == .liquidation)
    #expect(try status(cash: -1).status == .bankrupt)
    let called = try status(cash: initial * 0.9)
    #expect(abs(called.callAmount - 0.1 * initial) < 1e-6 * initial)
    #expect(abs((called.marginLevel?.value ?? 0) - 0.9 / 0.75) < 1e-9)
  }

  @Test func aSureGainCostsNothing() throws {
    // Rises one per cent every day.
    let rows = (0..<60).map { "\(Timestamp(seconds: 1_704_067_200) + .days($0)),\(pow2($0))\n" }
    let history = try PriceHistory(
      csv: InputFile(name: "p.csv", text: "date,A\n" + rows.joined()))
    let account = Account(name: "a", positions: [perpetual("A", 1)])
    let book = try Book(name: "b", prices: history, accounts: [account])
    let found = try rule().assess(book, in: RiskContext()).requirements[0]
    #expect(found.netMeasure.value < 0 && found.core == 0 && found.initial == 0)
    #expect(found.marginLevel == nil && found.status == .healthy)
  }

  private func pow2(_ day: Int) -> Double { (0..<day).reduce(1.0) { price, _ in price * 1.01 } }

  @Test func monteCarloOfALinearGaussianBookMatchesTheClosedForm() throws {
    // Twenty seeds, four standard errors each: false alarms below 0.2 % for both measures together.
    let history = try SyntheticPrices.history(["A", "B", "C"], days: 400, volatility: 0.02)
    var spec = CalibrationSpec()
    spec.volatility.model = .constant
    spec.innovations.model = .normal
    spec.correlation.estimator = .sample
    let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
    let exposures = [1000.0, -400, 250]
    let volatilities = model.factors.map(\.volatility.perBar)
    let correlation = model.dependence.correlation
    let covariance = Matrix(
      (0..<3).map { i in
        (0..<3).map { j in 2 * correlation[i, j] * volatilities[i] * volatilities[j] }
      })
    let law = NormalLaw(exposures: exposures, mean: [0, 0, 0], covariance: covariance)
    let level = try #require(ConfidenceLevel(0.99))
    let count = 50_000
    for seed in 1...20 as ClosedRange<UInt64> {
      let moves = try MonteCarlo(model, bars: 2, count: count, seed: seed).moves(0..<count)
      let tail = LossTail(PnLVector(moves.multiplied(by: exposures)), level: level)
      for measure in RiskMeasure.allCases {
        let error = law.standardError(of: measure, at: level, count: count)
        let distance = tail.value(of: measure).value - law.value(of: measure, at: level)
        #expect(abs(distance) < 4 * error)
      }
    }
  }

  @Test func aLognormalCoinMatchesItsClosedForm() throws {
    // ES of S (1 − e^X), X normal: S (1 − e^{σ²/2} Φ(−z − σ) / (1 − α)), by integration of e^X over the tail.
    let history = try SyntheticPrices.history(["A"], days: 300, volatility: 0.04)
    var plan = try rule(.monteCarlo).scenarios
    plan.spec.volatility.model = .constant
    plan.spec.innovations.model = .normal
    plan.count = 200_000
    let account = Account(name: "a", positions: [spot("A", 1)])
    let book = try Book(name: "b", prices: history, accounts: [account])
    let model = try RiskModel.calibrated(to: history, factors: ["A"], spec: plan.spec)
    let deviation = model.factors[0].volatility.perBar * 2.0.squareRoot()
    let price = try #require(book.spot["A"])
    let z = NormalDistribution.quantile(0.99)
    let tail = NormalDistribution.cumulative(-z - deviation) / 0.01
    let expected = price * (1 - exp(deviation * deviation / 2) * tail)
    var gaussian = try rule(.monteCarlo)
    gaussian.scenarios = plan
    let found = try gaussian.assess(book, in: RiskContext()).requirements[0].netMeasure
    // Four standard errors: a false alarm in 16,000.
    #expect(abs(found.value - expected) < 4 * (try #require(found.standardError)))
  }
}
