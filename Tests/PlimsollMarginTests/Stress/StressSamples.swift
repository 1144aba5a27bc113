import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

/// Books, libraries and rules for tests of stress and add-ons.
enum StressSamples {
  static func perpetual(_ factor: String, _ quantity: Double, entry: Double? = nil) -> Position {
    Position(
      instrument: .perpetual(
        Perpetual(
          name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear)),
      quantity: quantity, entryPrice: entry)
  }

  static func book(_ accounts: [Account], liquidity: LiquidityTable? = nil) throws -> Book {
    try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B", "USDC"], days: 300),
      accounts: accounts, liquidity: liquidity)
  }

  static func library(_ text: String) throws -> StressLibrary {
    try StressLibrary(yaml: InputFile(name: "mine.yaml", text: text))
  }

  static func rule(
    _ method: ScenarioPlan.Method = .historical,
    collateral: ShortfallRule.CollateralTreatment = .simulated,
    change: (inout ShortfallRule) -> Void = { _ in }
  ) throws -> ShortfallRule {
    var plan = ScenarioPlan(method: method, spec: CalibrationSpec())
    plan.count = 4_000
    if method == .file { plan.file = MadeScenarios.file }
    var rule = ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.99)), measure: .expectedShortfall,
      marginPeriodOfRisk: .days(2), scenarios: plan, collateral: collateral)
    change(&rule)
    return rule
  }

  static let accounts = [
    Account(
      name: "long", positions: [perpetual("A", 10, entry: 90), perpetual("B", 3)],
      collateral: [Collateral(asset: "USDC", amount: 5), Collateral(asset: nil, amount: 400)]),
    Account(
      name: "short", positions: [perpetual("A", -10), perpetual("B", 4)],
      collateral: [Collateral(asset: "B", amount: 2)]),
    Account(name: "idle", positions: [], collateral: [Collateral(asset: nil, amount: 50)]),
  ]
}
