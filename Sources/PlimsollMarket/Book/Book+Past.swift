extension Book {
  /// The book with the same holdings at an earlier time, on the prices known then.
  ///
  /// Quantities stay. What is quoted in USD of an underlying, strikes and marks, moves with its
  /// price, expiries move with time, so that moneyness, time to expiry and marked volatility are
  /// those of now; contracts of so many USD keep their size. Nothing is gained or lost since entry.
  /// Volumes and spreads are those of now: there is no history of them.
  ///
  /// - Throws: an `InputError` when a factor has no price in the row of `time`, or a holding is
  ///   absurdly large at the prices of then.
  /// - Complexity: O(rows × factors + positions).
  /// - Verified by: PastBookTests.
  public func asPast(at time: Timestamp) throws(InputError) -> Book {
    var ratios: [RiskFactor: Double] = [:]
    for (factor, now) in spot {
      guard let then = prices.lastPrice(of: factor, at: time), then.time == time else {
        throw .data(
          prices.digest.file, column: factor.name, "there is no price of \(time)",
          remedy: "Choose a time at which it was listed.")
      }
      ratios[factor] = then.price / now
    }
    let shift = time - asOf
    var moved: [String: Instrument] = [:]
    let accounts = accounts.map { account in
      Account(
        name: account.name,
        sorted: account.positions.map { position in
          let name = position.instrument.name
          let instrument =
            moved[name]
            ?? position.instrument.carried(
              by: ratios[position.instrument.underlying] ?? 1, shift: shift)
          moved[name] = instrument
          return Position(instrument: instrument, quantity: position.quantity)
        }, collateral: account.collateral)
    }
    return try Book(
      name: name, prices: prices, accounts: accounts, asOf: time, liquidity: liquidity,
      funding: funding, futures: futures, inputs: inputs)
  }
}
