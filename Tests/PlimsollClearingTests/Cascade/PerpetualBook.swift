import Foundation
import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import PlimsollClearing
@testable import PlimsollMargin

/// A book of perpetuals on one coin at 100.
enum PerpetualBook {
  static let price = 100.0

  /// Accounts in coins and USD of collateral; maintenance margin is `rate` of notional.
  static func cascade(
    _ accounts: [(name: String, coins: Double, cash: Double)], rate: Double = 0.1,
    rules: LiquidationRules, impact: ImpactModel = .none, volume: Double = 1e6
  ) throws -> Cascade {
    let prices = try PriceHistory(
      csv: InputFile(name: "prices.csv", text: "date,A\n2024-01-01,99\n2024-01-02,100\n"))
    let perpetual = Instrument.perpetual(
      Perpetual(name: "A-PERP", underlying: "A", settlement: .linear))
    let book = try Book(
      name: "hand", prices: prices,
      accounts: accounts.map {
        Account(
          name: $0.name, positions: [Position(instrument: perpetual, quantity: $0.coins)],
          collateral: [Collateral(asset: nil, amount: $0.cash)])
      },
      liquidity: LiquidityTable(["A": .init(averageDailyVolume: volume)]))
    // Two scenarios alike: the shortfall of a position is `rate` of its notional either way.
    let moves = [log(1 - rate), log(1 + rate)]
    let rule = ShortfallRule(
      name: "hand", level: try #require(ConfidenceLevel(0.5)), measure: .expectedShortfall,
      marginPeriodOfRisk: .day,
      scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
      maintenanceFraction: 1, collateral: .haircut(.none))
    let requirements = accounts.map { account in
      let notional = abs(account.coins) * Self.price
      return MarginRequirement(
        account: account.name,
        standing: AccountStanding(
          book.accounts.first { $0.name == account.name } ?? book.accounts[0],
          valuation: Valuation(spot: ["A": Self.price]), haircut: .none),
        initial: rate * notional, maintenance: rate * notional,
        netMeasure: Estimate(value: rate * notional, standardError: nil), gross: rate * notional,
        contributions: [])
    }
    return try Cascade(
      book, requirements: requirements, rule: rule, haircut: .none,
      scenarios: GivenScenarios(factors: ["A"], rows: [moves]), horizon: .day, impact: impact,
      rules: rules)
  }
}
