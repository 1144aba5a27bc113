import PlimsollMargin
import PlimsollMarket

extension CascadeRun {
  /// What longs of perpetuals pay shorts in a step.
  mutating func payFunding() {
    let rate =
      path.conditions.funding * Double(path.stepLength.seconds) / Double(8 * 3_600)
    guard rate != 0 else { return }
    for account in book.names.indices where accounts.isOpen[account] {
      var paid = 0.0
      for leg in book.legRanges[account] where book.units[book.legs[leg].unit].kind == .perpetual {
        paid += rate * accounts.quantities[leg] * marks.deltas[book.legs[leg].unit]
      }
      accounts.fixed[account].equity -= paid
      accounts.disturb(account)
      ledger.pay(paid)
    }
  }

  /// The largest holders of an underlying close all they hold of it.
  func unwinds() -> [CascadeTrade] {
    let conditions = path.conditions
    guard conditions.unwinds > 0 else { return [] }
    var trades: [CascadeTrade] = []
    for (factor, underlying) in book.factors.enumerated()
    where conditions.unwound.isEmpty || conditions.unwound.contains(underlying) {
      var sizes: [(account: Int, size: Double)] = []
      for account in book.names.indices {
        let net = book.legRanges[account].reduce(0.0) { sum, leg in
          let unit = book.legs[leg].unit
          return book.units[unit].factor == factor
            ? sum + accounts.quantities[leg] * marks.deltas[unit] : sum
        }
        if net != 0 { sizes.append((account, abs(net))) }
      }
      sizes.sort { $0.size != $1.size ? $0.size > $1.size : $0.account < $1.account }
      for (account, _) in sizes.prefix(conditions.unwinds) where !path.closeOuts.contains(account) {
        for leg in book.legRanges[account]
        where book.units[book.legs[leg].unit].factor == factor && accounts.quantities[leg] != 0 {
          trades.append(
            CascadeTrade(
              account: account, leg: leg, unit: book.legs[leg].unit,
              quantity: accounts.quantities[leg], kind: .unwind))
        }
      }
    }
    return trades
  }
}
