import PlimsollMarket

extension PreTradeCheck {
  /// More USD than this in one order is a mistake.
  private static let largestValue = 1e20

  /// The place of an account in the book.
  func place(of account: String) throws(InputError) -> Int {
    if let place = places[account] { return place }
    throw InputError(
      .data, "unknown account \"\(account)\"",
      remedy: InputError.suggestion(for: account, among: book.accounts.map(\.name)))
  }

  /// The instrument of a name, valued and kept.
  mutating func instrument(_ name: String) throws(InputError) -> Instrument {
    if let known = instruments[name] { return known }
    let found = try book.instrument(name)
    guard book.spot[found.underlying] != nil else {
      throw InputError(
        .data, "\(name) follows \(found.underlying), which is neither held nor listed",
        remedy: "Add a row for it to instruments.csv, so that scenarios are drawn for it.")
    }
    if let option = found.option {
      try shortfall?.valuation.include(option, asOf: book.asOf)
      try venue?.valuation.include(option, asOf: book.asOf)
    }
    instruments[name] = found
    return found
  }

  /// Refuses a quantity that makes no sense.
  func refuseAbsurd(_ quantity: Double, of instrument: Instrument) throws(InputError) {
    let price = max(1, book.spot[instrument.underlying] ?? 1)
    guard quantity != 0,
      abs(quantity) * instrument.contractSize * price <= Self.largestValue
    else {
      throw InputError(
        .data, "a quantity of \(quantity) \(instrument.name) makes no sense",
        remedy: "Give contracts, positive to buy and negative to sell.")
    }
  }
}
