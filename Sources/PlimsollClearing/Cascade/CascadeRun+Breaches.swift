import PlimsollMargin

extension CascadeRun {
  /// What every account that is short must trade now; takeovers and deleveraging are done on the way.
  mutating func breaches() -> [CascadeTrade] {
    guard path.liquidates else { return [] }
    var trades: [CascadeTrade] = []
    var (bankrupt, takeovers): ([Int], [Int]) = ([], [])
    for account in book.names.indices
    where accounts.isOpen[account] && !accounts.isSafe(account, travelled: travelled) {
      let (equity, collateral) = accounts.standing(of: account, at: marks, in: book)
      let threshold = accounts.isLiquidating[account] ? rules.target : 1
      let notional = accounts.notional(of: account, at: marks, in: book)
      if equity >= 0 {
        let most = cascade.margin.maintenance(
          core: accounts.coreBound(of: account, at: marks, in: book, cascade.margin),
          notional: notional, of: account)
        if collateral >= threshold * most {
          rest(account, slack: min(equity, collateral - most))
          continue
        }
      }
      let core = cascade.margin.core(of: account, accounts, at: marks, in: book, &room)
      accounts.know(core, of: account, at: marks, in: book)
      let maintenance = cascade.margin.maintenance(
        core: core, notional: notional, of: account)
      if equity >= 0, collateral >= threshold * maintenance {
        rest(account, slack: min(equity, collateral - maintenance))
        continue
      }
      breach(account)
      if equity < 0 {
        bankrupt.append(account)
      } else if let backstop = rules.backstop, collateral < backstop.level * maintenance {
        takeovers.append(account)
      } else {
        trades += slices(of: account, core: core, notional: notional)
      }
    }
    for account in takeovers {
      if vault.equity(at: marks) > 0 {
        takeOver(account)
      } else {
        trades += closing(account, kind: .liquidation)
      }
    }
    return trades + bankruptcies(bankrupt, trading: Set(trades.compactMap(\.account)))
  }

  private mutating func rest(_ account: Int, slack: Double) {
    accounts.isLiquidating[account] = false
    accounts.rest(account, slack: slack, travelled: travelled, in: book, cascade.margin)
  }

  private mutating func breach(_ account: Int) {
    accounts.isLiquidating[account] = true
    guard !(fates[account]?.isLiquidated ?? false) else { return }
    fates[account, default: AccountFate(account: account)].isLiquidated = true
    outcome.liquidated += 1
  }

  /// All that an account holds.
  func closing(_ account: Int, kind: CascadeRecord.Trade.Kind) -> [CascadeTrade] {
    book.legRanges[account].compactMap { leg in
      accounts.quantities[leg] == 0
        ? nil
        : CascadeTrade(
          account: account, leg: leg, unit: book.legs[leg].unit,
          quantity: accounts.quantities[leg], kind: kind)
    }
  }

  /// The positions of bankrupt accounts: closed against winners as far as there are any, the rest for
  /// what the market gives.
  ///
  /// - Parameter trading: accounts that close something themselves in this round.
  private mutating func bankruptcies(_ bankrupt: [Int], trading: Set<Int>) -> [CascadeTrade] {
    guard !bankrupt.isEmpty else { return [] }
    for account in bankrupt {
      if !(fates[account]?.isBankrupt ?? false) { outcome.bankrupt += 1 }
      fates[account, default: AccountFate(account: account)].isBankrupt = true
    }
    let deleveraging =
      rules.autoDeleveraging.map { deleverage(bankrupt, by: $0, sparing: trading) } ?? []
    var left: [Int: Double] = [:]
    for trade in deleveraging where trade.kind == .deleveraging {
      left[trade.leg, default: 0] += trade.quantity
    }
    var trades = deleveraging
    for account in bankrupt {
      for var trade in closing(account, kind: .bankruptcy) {
        trade.quantity -= left[trade.leg] ?? 0
        if abs(trade.quantity) > abs(accounts.quantities[trade.leg]) * 1e-12 {
          trades.append(trade)
        }
      }
    }
    return trades
  }

  /// What bankrupt accounts' positions are closed against: pooled by instrument and side, so that the
  /// order of accounts plays no part.
  private mutating func deleverage(
    _ bankrupt: [Int], by rule: AutoDeleveraging, sparing trading: Set<Int>
  ) -> [CascadeTrade] {
    let spared = trading.union(bankrupt)
    var pools: [Pool] = []
    var places: [Int: Int] = [:]
    for account in bankrupt {
      let deficit = -accounts.standing(of: account, at: marks, in: book).equity
      let held = book.legRanges[account].filter { accounts.quantities[$0] != 0 }
      let sizes = held.map {
        abs(accounts.quantities[$0]) * book.units[book.legs[$0].unit].notional
      }
      let total = sizes.reduce(0, +)
      for (leg, size) in zip(held, sizes) {
        let unit = book.legs[leg].unit
        let key = 2 * unit + (accounts.quantities[leg] > 0 ? 1 : 0)
        let place = places[key] ?? pools.count
        if place == pools.count {
          pools.append(Pool(unit: unit, isLong: accounts.quantities[leg] > 0))
          places[key] = place
        }
        pools[place].legs.append((account, leg))
        pools[place].size += abs(accounts.quantities[leg])
        pools[place].deficit += total > 0 ? deficit * (size / total) : 0
      }
    }
    pools.sort { ($0.unit, $0.isLong ? 1 : 0) < ($1.unit, $1.isLong ? 1 : 0) }
    return pools.flatMap { deleverage($0, by: rule, sparing: spared) }
  }

  private struct Pool {
    var unit: Int
    var isLong: Bool
    var legs: [(account: Int, leg: Int)] = []
    var size = 0.0
    var deficit = 0.0
  }

  private mutating func deleverage(
    _ pool: Pool, by rule: AutoDeleveraging, sparing spared: Set<Int>
  )
    -> [CascadeTrade]
  {
    let legs = book.holders[pool.unit].filter { leg in
      let quantity = accounts.quantities[leg]
      return quantity != 0 && (quantity > 0) != pool.isLong && !spared.contains(book.owners[leg])
    }
    let candidates = legs.map(candidate)
    let closed = rule.closed(
      pool.size, of: candidates, scores: candidates.map(rule.score))
    let total = closed.reduce(0, +)
    guard total > 0 else { return [] }
    var trades: [CascadeTrade] = []
    for (leg, quantity) in zip(legs, closed) where quantity > 0 {
      let account = book.owners[leg]
      let notional =
        quantity * book.units[pool.unit].notional
        * (book.units[pool.unit].isInverse ? 1 : marks.ratios[book.units[pool.unit].factor])
      fates[account, default: AccountFate(account: account)].deleveragedNotional += notional
      deleveraged[account, default: 0] += max(0, pool.deficit) * (quantity / pool.size)
      trades.append(
        CascadeTrade(
          account: account, leg: leg, unit: pool.unit,
          quantity: pool.isLong ? -quantity : quantity, kind: .deleveraged))
    }
    let part = min(1, total / pool.size)
    for (account, leg) in pool.legs {
      trades.append(
        CascadeTrade(
          account: account, leg: leg, unit: pool.unit,
          quantity: accounts.quantities[leg] * part, kind: .deleveraging))
    }
    return trades
  }

  private func candidate(_ leg: Int) -> AutoDeleveraging.Candidate {
    let held = book.legs[leg]
    let unit = book.units[held.unit]
    let account = book.owners[leg]
    let quantity = accounts.quantities[leg]
    let part = quantity / held.quantity
    let start =
      unit.kind == .option ? book.premiums[unit.table ?? 0] : unit.kind == .spot ? unit.exposure : 0
    let grown = unit.isInverse ? 1 : marks.ratios[unit.factor]
    return AutoDeleveraging.Candidate(
      size: abs(quantity), isLong: quantity > 0,
      unrealisedPnL: held.unrealised * part + quantity * (marks.values[held.unit] - start),
      notional: abs(quantity) * unit.notional * grown,
      entryNotional: held.entryNotional * abs(part),
      equity: accounts.standing(of: account, at: marks, in: book).equity,
      maintenance: cascade.maintenances[account] * abs(part))
  }
}
