import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

private func option(
  _ right: OptionRight, strike: Double, days: Int = 30, volatility: Double = 0.6, at book: Book
) -> Instrument {
  .option(
    EuropeanOption(
      name: "A-\(right)-\(strike)-\(days)", underlying: "A", settlement: .linear, right: right,
      strike: strike, expiry: book.asOf + .days(days), markVolatility: volatility))
}

@Suite struct OptionPortfolioTests {
  private static let coin = Instrument.spot(Spot(name: "A", underlying: "A"))

  private static func empty() throws -> Book {
    try Book(
      name: "b", prices: try SyntheticPrices.history(["A"], days: 300),
      accounts: [Account(name: "a", positions: [Position(instrument: coin, quantity: 1)])])
  }

  /// A book of accounts, each a list of holdings.
  private static func book(_ accounts: [(String, [(Instrument, Double)])]) throws -> Book {
    try Book(
      name: "b", prices: try SyntheticPrices.history(["A"], days: 300),
      accounts: accounts.map { name, holdings in
        Account(
          name: name,
          positions: holdings.map { Position(instrument: $0.0, quantity: $0.1) })
      })
  }

  private static func rule(scenarios: ScenarioPlan.Method) throws -> ShortfallRule {
    var plan = ScenarioPlan(method: scenarios, spec: CalibrationSpec())
    plan.count = 20_000
    if scenarios == .file { plan.file = MadeScenarios.file }
    return ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.99)), measure: .expectedShortfall,
      marginPeriodOfRisk: .days(2), scenarios: plan, collateral: .simulated)
  }

  @Test(arguments: ScenarioPlan.Method.allCases)
  func aCoveredCallNeverRisksMoreThanTheCoin(method: ScenarioPlan.Method) throws {
    let market = try Self.empty()
    let spot = try #require(market.spot["A"])
    for moneyness in [0.7, 0.95, 1, 1.1, 1.5] {
      for days in [1, 3, 60] {
        let call = option(.call, strike: spot * moneyness, days: days, at: market)
        let book = try Self.book([
          ("coin", [(Self.coin, 1)]), ("covered", [(Self.coin, 1), (call, -1)]),
        ])
        let assessment = try Self.rule(scenarios: method).assess(book, in: RiskContext())
        let shortfalls = assessment.requirements.compactMap(\.expectedShortfall?.value)
        // A call that expires keeps its premium; one that lives loses value as the coin falls.
        #expect(shortfalls[1] <= shortfalls[0] * (1 + 1e-9))
        #expect(assessment.method.contains { $0.contains("mark volatility") })
      }
    }
  }

  @Test func obeysTheLawsOfMarginModels() throws {
    let market = try Self.empty()
    let spot = try #require(market.spot["A"])
    let book = try Self.book([
      (
        "strangle",
        [
          (option(.call, strike: spot * 1.2, at: market), -5),
          (option(.put, strike: spot * 0.8, at: market), -5),
        ]
      ),
      (
        "calendar",
        [
          (option(.call, strike: spot, days: 10, at: market), -5),
          (option(.call, strike: spot, days: 90, at: market), 5),
        ]
      ),
    ])
    try checkMarginModelLaws(try Self.rule(scenarios: .historical), on: book)
  }

  @Test func expiredOptionsAreRefused() throws {
    let market = try Self.empty()
    let error = #expect(throws: InputError.self) {
      try Self.book([("a", [(option(.call, strike: 100, days: 0, at: market), 1)])])
    }
    #expect(error?.message.contains("expired") == true)
  }

  @Test func anImpossiblePriceStopsTheRule() throws {
    let market = try Self.empty()
    let spot = try #require(market.spot["A"])
    let bad = Instrument.option(
      EuropeanOption(
        name: "BAD", underlying: "A", settlement: .linear, right: .call, strike: spot,
        expiry: market.asOf + .days(9), markPrice: 2 * spot))
    let book = try Self.book([("a", [(bad, 1)])])
    let error = #expect(throws: InputError.self) {
      try Self.rule(scenarios: .historical).assess(book, in: RiskContext())
    }
    #expect(error?.kind == .data)
  }
}
