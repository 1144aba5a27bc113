public import PlimsollMarket

extension Account {
  /// The account after a trade at the mark, which leaves its equity as it is.
  ///
  /// Coins and options are paid for in USD, or bring it in; more of what has an entry price is carried at
  /// the average of it and the mark, what is turned round at none. A perpetual or future that grows is
  /// carried at the average of its entry and the mark, in 1/price for an inverse one; as far as it
  /// shrinks, its P&L since entry is settled, in USD or for an inverse one in coin. A position that
  /// comes to zero is gone.
  ///
  /// - Parameter valuation: must know the instrument's price.
  /// - Verified by: AccountTradeTests.
  public func trading(_ quantity: Double, of instrument: Instrument, at valuation: Valuation)
    -> Account
  {
    let held = positions.first { $0.instrument.name == instrument.name }
    var after = Position(
      instrument: instrument, quantity: (held?.quantity ?? 0) + quantity,
      entryPrice: held?.entryPrice)
    var paid = Collateral(asset: nil, amount: 0)
    switch instrument {
    case .spot, .option:
      if let held, held.quantity * quantity < 0, abs(quantity) > abs(held.quantity) {
        after.entryPrice = nil
      } else if let held, let entry = held.entryPrice, held.quantity * quantity > 0,
        let price = instrument.markPrice
      {
        after.entryPrice = (held.quantity * entry + quantity * price) / after.quantity
      }
      paid.amount = -valuation.value(of: Position(instrument: instrument, quantity: quantity))
    case .perpetual, .future:
      guard let held, let entry = held.entryPrice else { break }
      let mark = valuation.mark(instrument)
      if held.quantity * quantity >= 0 {
        after.entryPrice =
          instrument.settlement == .linear
          ? (held.quantity * entry + quantity * mark) / after.quantity
          : after.quantity / (held.quantity / entry + quantity / mark)
      } else {
        var closed = held
        if abs(quantity) < abs(held.quantity) {
          closed.quantity = -quantity
        } else {
          after.entryPrice = nil
        }
        paid =
          instrument.settlement == .linear
          ? Collateral(asset: nil, amount: valuation.unrealisedPnL(of: closed))
          : Collateral(
            asset: instrument.underlying, amount: valuation.unrealisedCoins(of: closed))
      }
    }
    var rest = positions.filter { $0.instrument.name != instrument.name }
    if after.quantity != 0 { rest.append(after) }
    return Account(name: name, positions: rest, collateral: collateral.adding(paid))
  }

  /// Whether a trade settles P&L in coin, so that pledged coins change.
  func settlesCoins(_ quantity: Double, of held: Position) -> Bool {
    guard held.instrument.settlement == .inverse, held.instrument.option == nil else {
      return false
    }
    return held.entryPrice != nil && held.quantity * quantity < 0
  }
}

extension [Collateral] {
  /// With an amount more of one asset.
  fileprivate func adding(_ other: Collateral) -> [Collateral] {
    guard other.amount != 0 else { return self }
    var all = self
    if let place = firstIndex(where: { $0.asset == other.asset }) {
      all[place].amount += other.amount
    } else {
      all.append(other)
    }
    return all
  }
}
