internal import Glibc
import PlimsollMargin

extension CascadeRun {
  /// Remembers the step.
  mutating func tell(_ moves: [Double], since before: CascadeOutcome) {
    guard record != nil else { return }
    let owed = outcome.shortfall + max(0, -vault.equity(at: marks))
    let fund = rules.insuranceFund + rules.feeToFund * outcome.fees
    let trading = Set(record?.trades.filter { $0.step == step }.compactMap(\.account) ?? [])
    let told = CascadeRecord.Step(
      step: step, rounds: round - 1, liquidating: trading.count,
      bankrupt: outcome.bankrupt - before.bankrupt, volume: outcome.volume - before.volume,
      fund: max(0, fund - owed), owed: owed, exogenous: moves, total: marks.logs)
    record?.steps.append(told)
  }

  /// Remembers the accounts that are followed.
  mutating func follow() {
    guard record != nil else { return }
    for account in followed {
      let standing = accounts.standing(of: account, at: marks, in: book)
      let notional = accounts.notional(of: account, at: marks, in: book)
      let core =
        accounts.isOpen[account]
        ? cascade.margin.core(of: account, accounts, at: marks, in: book, &room) : 0
      let told = CascadeRecord.Standing(
        step: step, account: account, equity: standing.equity,
        collateralValue: standing.collateral,
        maintenance: accounts.isOpen[account]
          ? cascade.margin.maintenance(core: core, notional: notional, of: account) : 0,
        notional: notional)
      record?.standings.append(told)
    }
  }

  /// USD at which a contract was traded.
  func price(
    of trade: CascadeTrade, _ move: Double, _ halfSpread: Double, _ slippage: Double
  ) -> Double {
    let unit = book.units[trade.unit]
    let mark = marks.price(of: trade.unit, in: book)
    guard unit.kind == .option else {
      return mark * exp(move) * (trade.quantity > 0 ? 1 - halfSpread : 1 + halfSpread)
    }
    return mark - slippage / (trade.quantity * unit.contractSize)
  }
}
