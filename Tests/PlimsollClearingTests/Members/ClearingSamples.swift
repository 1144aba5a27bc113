import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

/// A small cleared book: members with pools of all kinds on two coins.
struct ClearingSamples {
  let members: [ClearingMember]
  let book: Book
  let pooled: Book
  let pools: [MarginPool]
  let rule: ShortfallRule
  let assessment: MarginAssessment
  let valuation: Valuation

  static func perpetual(_ factor: String, _ quantity: Double) -> Position {
    Position(
      instrument: .perpetual(
        Perpetual(
          name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear)),
      quantity: quantity)
  }

  private static func account(
    _ name: String, _ quantities: [(String, Double)], usd: Double, coins: Double = 0
  ) -> Account {
    Account(
      name: name, positions: quantities.map { perpetual($0.0, $0.1) },
      collateral: [Collateral(asset: nil, amount: usd)]
        + (coins == 0 ? [] : [Collateral(asset: "B", amount: coins)]))
  }

  static let accounts = [
    account("a1", [("A", 40)], usd: 3000), account("a2", [("A", -35), ("B", 5)], usd: 2000),
    account("b1", [("B", 60)], usd: 900, coins: 10), account("b2", [("B", -50)], usd: 4000),
    account("c1", [("A", -10), ("B", -8)], usd: 1500),
    account("d1", [("A", 12)], usd: 200), account("d2", [("A", 6), ("B", -2)], usd: -300),
  ]

  static let members = [
    ClearingMember(
      name: "alpha", group: "family", contribution: 300, capital: 250,
      accounts: [.init(account: "a1", kind: .house), .init(account: "a2", kind: .house)]),
    ClearingMember(
      name: "beta", contribution: 500, capital: 20,
      accounts: [
        .init(account: "b1", kind: .clientGross), .init(account: "b2", kind: .clientGross),
      ]),
    ClearingMember(
      name: "gamma", contribution: 200, capital: 10, accounts: [.init(account: "c1", kind: .house)]
    ),
    ClearingMember(
      name: "omega", group: "family", contribution: 100, capital: 130,
      accounts: [.init(account: "d1", kind: .clientNet), .init(account: "d2", kind: .clientNet)]),
  ]

  init(scenarios: Int = 3000, method: ScenarioPlan.Method = .monteCarlo) throws {
    members = Self.members
    book = try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B"], days: 300),
      accounts: Self.accounts)
    pools = MarginPool.pools(of: members, accounts: book.accounts)
    pooled = book.regrouped(into: pools.map(\.account))
    var plan = ScenarioPlan(method: method, spec: CalibrationSpec())
    plan.count = scenarios
    rule = ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.95)), measure: .expectedShortfall,
      marginPeriodOfRisk: .days(1), scenarios: plan,
      collateral: .haircut(Haircut(fractions: [:], defaultFraction: 0.25)))
    assessment = try rule.assess(pooled, in: RiskContext())
    valuation = try Valuation(pooled)
  }

  func cleared(countsEquity: Bool = false) -> ClearedBook {
    ClearedBook(
      members: members, pools: pools, requirements: assessment.requirements,
      countsEquity: countsEquity, valuation: valuation)
  }
}
