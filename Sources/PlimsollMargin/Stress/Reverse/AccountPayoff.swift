import PlimsollMarket
import PlimsollNumerics

/// An account's gain as the sum of payoffs of one factor each.
///
/// - Verified by: AccountPayoffTests.
struct AccountPayoff: Sendable {
  /// Factors that something is held on, in the book's order; each with its payoff.
  let payoffs: [FactorPayoff]
  /// Of the payoffs, in their order.
  let tables: [PayoffTable]

  var factors: [RiskFactor] { payoffs.map(\.factor) }

  private init(payoffs: [FactorPayoff], tables: [PayoffTable]) {
    self.payoffs = payoffs
    self.tables = tables
  }

  /// The gain of `account`: of positions, and of collateral less `haircut`.
  ///
  /// - Parameters:
  ///   - haircut: `none` for P&L; the rule's for what counts as collateral value.
  ///   - order: the book's factors.
  ///   - optionTables: of every option held.
  init(
    _ account: Account, valuation: Valuation, haircut: Haircut, order: [RiskFactor],
    optionTables: [String: PayoffTable]
  ) {
    var byFactor: [RiskFactor: FactorPayoff] = [:]
    func change(_ factor: RiskFactor, _ change: (inout FactorPayoff) -> Void) {
      change(&byFactor[factor, default: FactorPayoff(factor: factor)])
    }
    for position in account.positions {
      let factor = position.instrument.underlying
      if case .option(let held) = position.instrument {
        guard position.quantity != 0 else { continue }
        change(factor) {
          $0.options.append((position.quantity, valuation.option(held), held.name))
        }
      } else {
        let contracts =
          position.quantity * PnLUnit(position.instrument, valuation: valuation).exposure
        let coins = valuation.unrealisedCoins(of: position) * valuation.spotPrice(factor)
        change(factor) { $0.exposure += contracts + coins }
      }
    }
    for collateral in account.collateral {
      guard let asset = collateral.asset else { continue }
      let counted = haircut.value(of: collateral, price: valuation.price(of: collateral))
      change(asset) { $0.exposure += counted }
    }
    payoffs = order.compactMap { byFactor[$0] }.filter { !$0.isFlat }
    tables = payoffs.map { payoff in
      var table = PayoffTable(exposure: payoff.exposure)
      for held in payoff.options {
        table.add(held.quantity, optionTables[held.name] ?? PayoffTable(held.option))
      }
      return table
    }
  }

  /// The gain of log returns by factor; what is not named stands still.
  func gain(_ shock: MarketShock) -> Double {
    payoffs.reduce(0) { sum, payoff in
      sum
        + payoff.gain(
          shock.logMoves[payoff.factor] ?? 0,
          volatilityChange: shock.volatility[payoff.factor] ?? 0)
    }
  }

  /// The payoffs on some of the factors alone.
  func limited(to isWanted: (RiskFactor) -> Bool) -> AccountPayoff {
    let kept = payoffs.indices.filter { isWanted(payoffs[$0].factor) }
    return AccountPayoff(payoffs: kept.map { payoffs[$0] }, tables: kept.map { tables[$0] })
  }
}
