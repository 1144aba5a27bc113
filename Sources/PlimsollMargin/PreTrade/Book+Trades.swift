public import PlimsollMarket

extension Book {
  /// The book after trades at the mark in one of its accounts, or in each.
  ///
  /// Open it to the factors of what is traded first; see `opened`.
  ///
  /// - Parameter account: nil for every account.
  /// - Throws: an `InputError` for an account that is not there, an option whose mark implies no
  ///   volatility, and a holding that is absurdly large.
  /// - Verified by: AccountTradeTests.
  public func trading(_ trades: [(instrument: Instrument, quantity: Double)], in account: String?)
    throws(InputError) -> Book
  {
    var valuation = try Valuation(self)
    for trade in trades {
      if let option = trade.instrument.option { try valuation.include(option, asOf: asOf) }
    }
    if let account, !accounts.contains(where: { $0.name == account }) {
      throw InputError(
        .usage, "unknown account \"\(account)\"",
        remedy: InputError.suggestion(for: account, among: accounts.map(\.name)))
    }
    return try replacing(
      accounts.map { one in
        guard account == nil || one.name == account else { return one }
        return trades.reduce(one) {
          $0.trading($1.quantity, of: $1.instrument, at: valuation)
        }
      })
  }
}
