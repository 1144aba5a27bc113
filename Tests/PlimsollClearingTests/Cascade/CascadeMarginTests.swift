import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollClearing

@Suite struct CascadeMarginTests {
  @Test(arguments: [UInt64](1...10)) func everyAccountStartsWithTheRulesMargin(seed: UInt64) throws
  {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade()
    var room = cascade.margin.room()
    for account in cascade.names.indices {
      let core = cascade.margin.core(
        of: account, cascade.accounts, at: cascade.start, in: cascade.book, &room)
      let margin = cascade.margin.maintenance(
        core: core, notional: cascade.notionals[account], of: account)
      let wanted = world.requirements[account].maintenance
      #expect(abs(margin - wanted) < 1e-9 * (1 + wanted))
      #expect(
        abs(cascade.notionals[account] - world.requirements[account].standing.grossNotional)
          < 1e-9 * (1 + cascade.notionals[account]))
    }
  }

  /// The bound that spares exact margins is never below them.
  @Test(arguments: [UInt64](1...20), [RiskMeasure.expectedShortfall, .valueAtRisk])
  func theBoundHolds(seed: UInt64, measure: RiskMeasure) throws {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade(measuring: measure)
    let book = cascade.book
    var room = cascade.margin.room()
    var tight = 0
    for size in [0.001, 0.01, 0.1, 0.5, 1.2] {
      for sign in [-1.0, 1] {
        var marks = cascade.start
        marks.move(to: [1, 0.7, 1.2].map { sign * size * $0 }, in: book)
        for account in book.names.indices {
          let exact = cascade.margin.core(
            of: account, cascade.accounts, at: marks, in: book, &room)
          let bound = cascade.accounts.coreBound(
            of: account, at: marks, in: book, cascade.margin)
          #expect(bound >= exact - 1e-6 * (1 + cascade.notionals[account]))
          if bound < 1.1 * exact { tight += 1 }
        }
      }
    }
    #expect(tight > (measure == .valueAtRisk ? 5 : 30))
  }

  /// By hand: what B adds to a quantile of zero is more than B's own shortfall.
  @Test func aQuantileMayRiseByMoreThanAShortfall() throws {
    let prices = try SyntheticPrices.history(["A", "B"], days: 60)
    let book = try Book(
      name: "b", prices: prices,
      accounts: [
        Account(
          name: "x",
          positions: [ClearingSamples.perpetual("A", 1), ClearingSamples.perpetual("B", 1)],
          collateral: [Collateral(asset: nil, amount: 1e6)])
      ])
    let rule = ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.99)), measure: .valueAtRisk,
      marginPeriodOfRisk: .days(1),
      scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
      collateral: .haircut(.none))
    // A falls in 9 of 1,000 scenarios, B in 4 others.
    let falls = { (range: Range<Int>) in (0..<1_000).map { range.contains($0) ? -0.5 : 0 } }
    let cascade = try Cascade(
      book, requirements: rule.assess(book, in: RiskContext()).requirements, rule: rule,
      haircut: .none,
      scenarios: GivenScenarios(factors: book.factors, rows: [falls(0..<9), falls(9..<13)]),
      horizon: .days(1), impact: .none, rules: LiquidationRules(name: "r"))
    var accounts = cascade.accounts
    var calm = cascade.start
    calm.move(to: [0, -20], in: cascade.book)
    accounts.know(0, of: 0, at: calm, in: cascade.book)
    var room = cascade.margin.room()
    let exact = cascade.margin.core(
      of: 0, accounts, at: cascade.start, in: cascade.book, &room)
    #expect(exact > 0)
    #expect(
      accounts.coreBound(of: 0, at: cascade.start, in: cascade.book, cascade.margin) >= exact)
  }

  /// The core of the flat book is that of the accounts' P&L taken one scenario at a time.
  @Test func theCoreIsTheShortfallOfRevaluations() throws {
    let world = try CascadeWorld(seed: 5)
    let cascade = try world.cascade()
    let valuation = try Valuation(world.book)
    var room = cascade.margin.room()
    for (place, account) in world.book.accounts.enumerated() {
      let gains = world.scenarios.rows[0].indices.map { scenario in
        let moves = world.book.factors.indices.map { world.scenarios.rows[$0][scenario] }
        let shock = MarketShock(
          logMoves: Dictionary(uniqueKeysWithValues: zip(world.book.factors, moves)))
        return account.positions.reduce(0) { $0 + valuation.pnl(of: $1, under: shock) }
      }
      let wanted = PnLVector(gains).expectedShortfall(at: world.rule.level).value
      let found = cascade.margin.core(
        of: place, cascade.accounts, at: cascade.start, in: cascade.book, &room)
      #expect(abs(found - wanted) < 1e-5 * (1 + cascade.notionals[place]))
    }
  }
}
