/// Reads rows of `instruments.csv`.
///
/// - Verified by: InstrumentTableTests.
struct InstrumentReader {
  private enum Kind: String, CaseIterable {
    case spot, perpetual, future, option
  }

  let table: CSVFile
  let name, kind, underlying: Int
  let settlement, size, mark, expiry, timestamp: Int?
  let optionTerms: OptionTermsReader

  init(_ table: CSVFile) throws(InputError) {
    self.table = table
    name = try table.requiredIndex(of: "instrument")
    kind = try table.requiredIndex(of: "kind")
    underlying = try table.requiredIndex(of: "underlying")
    settlement = table.index(of: "settlement")
    size = table.index(of: "contract_size")
    mark = table.index(of: "mark_price")
    expiry = table.index(of: "expiry")
    timestamp = table.index(of: "timestamp")
    optionTerms = OptionTermsReader(table, right: "right")
  }

  func instrument(row: Int) throws(InputError) -> Instrument {
    let name = try table.requiredText(row: row, column: name)
    let underlying = RiskFactor(try table.requiredText(row: row, column: underlying))
    let size = try positive(row: row, column: size, name: "contract_size") ?? 1
    switch try kind(row: row) {
    case .spot:
      return .spot(
        Spot(name: name, underlying: underlying, contractSize: size, markPrice: try mark(row: row)))
    case .perpetual:
      return .perpetual(
        Perpetual(
          name: name, underlying: underlying, settlement: try settlement(row: row),
          contractSize: size, markPrice: try mark(row: row)))
    case .future:
      return .future(
        DatedFuture(
          name: name, underlying: underlying, settlement: try settlement(row: row),
          contractSize: size,
          markPrice: try required(try mark(row: row), row: row, column: "mark_price"),
          expiry: try required(try time(row: row, column: expiry), row: row, column: "expiry")))
    case .option:
      let settlement = try settlement(row: row)
      return .option(
        try optionTerms.option(
          name, on: underlying, settlement: settlement, contractSize: size, row: row))
    }
  }

  func time(row: Int) throws(InputError) -> Timestamp? {
    try time(row: row, column: timestamp)
  }

  private func time(row: Int, column: Int?) throws(InputError) -> Timestamp? {
    guard let column, !table.isBlank(row: row, column: column) else { return nil }
    return try table.timestamp(row: row, column: column)
  }

  private func kind(row: Int) throws(InputError) -> Kind {
    let text = try table.requiredText(row: row, column: kind)
    if let kind = Kind(rawValue: text) { return kind }
    throw table.error(
      row: row, column: kind, "unknown kind \"\(text)\"",
      remedy: "This version values \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  }

  private func settlement(row: Int) throws(InputError) -> Settlement {
    guard let settlement, !table.isBlank(row: row, column: settlement) else { return .linear }
    let text = table.text(row: row, column: settlement)
    if let value = Settlement(rawValue: text) { return value }
    throw table.error(
      row: row, column: settlement, "unknown settlement \"\(text)\"",
      remedy: "Write linear (P&L in USD) or inverse (P&L in coin).")
  }

  private func mark(row: Int) throws(InputError) -> Double? {
    try positive(row: row, column: mark, name: "mark_price")
  }

  private func positive(row: Int, column: Int?, name: String) throws(InputError) -> Double? {
    guard let column else { return nil }
    return try table.size(row: row, column: column, meaning: name)
  }

  private func required<Value>(_ value: Value?, row: Int, column: String) throws(InputError)
    -> Value
  {
    if let value { return value }
    throw .data(
      table.name, line: table.line(ofRow: row), column: column, "a future needs it",
      remedy: "Give the future's \(column) on this row.")
  }
}
