/// An order that waits to be filled.
public struct OpenOrder: Sendable, Equatable {
  /// The account that placed it.
  public var account: String
  /// The instrument ordered.
  public var instrument: Instrument
  /// Contracts, negative to sell.
  public var quantity: Double

  /// An order.
  public init(account: String, instrument: Instrument, quantity: Double) {
    self.account = account
    self.instrument = instrument
    self.quantity = quantity
  }
}

extension OpenOrder {
  /// Reads `open-orders.csv`: account, instrument, quantity.
  ///
  /// - Throws: an `InputError` for an unknown account or instrument, or a quantity of zero.
  static func read(
    _ file: InputFile, accounts: [String], instruments: InstrumentTable, prices: PriceHistory
  ) throws(InputError) -> [OpenOrder] {
    let table = try CSVFile(file)
    let account = try table.requiredIndex(of: "account")
    let instrument = try table.requiredIndex(of: "instrument")
    let quantity = try table.requiredIndex(of: "quantity")
    let known = Set(accounts)
    var orders: [OpenOrder] = []
    for row in 0..<table.rowCount {
      let name = try table.requiredText(row: row, column: account)
      guard known.contains(name) else {
        throw table.error(
          row: row, column: account, "no account is called \"\(name)\"",
          remedy: InputError.suggestion(for: name, among: accounts))
      }
      let found = try table.instrument(
        row: row, column: instrument, among: instruments, prices: prices)
      let size = try table.requiredNumber(row: row, column: quantity)
      guard size != 0 else {
        throw table.error(
          row: row, column: quantity, "an order of nothing",
          remedy: "Give contracts to buy, negative to sell.")
      }
      orders.append(OpenOrder(account: name, instrument: found, quantity: size))
    }
    return orders
  }
}
