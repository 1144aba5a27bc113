/// Reads what makes an option of a row: right, strike, expiry and marks.
///
/// - Verified by: OptionInstrumentTests.
struct OptionTermsReader {
  private let table: CSVFile
  private let rightName: String
  private let right, strike, expiry, mark, volatility, underlyingPrice: Int?

  /// - Parameter right: the name of the column that says call or put.
  init(_ table: CSVFile, right: String) {
    self.table = table
    rightName = right
    self.right = table.index(of: right)
    strike = table.index(of: "strike")
    expiry = table.index(of: "expiry")
    mark = table.index(of: "mark_price")
    volatility = table.index(of: "mark_iv")
    underlyingPrice = table.index(of: "underlying_price")
  }

  /// The option of a row.
  ///
  /// - Throws: an `InputError` without strike, expiry or right, without both mark price and
  ///   volatility, and for a mark out of range.
  func option(
    _ name: String, on underlying: RiskFactor, settlement: Settlement, contractSize: Double,
    row: Int
  ) throws(InputError) -> EuropeanOption {
    let volatility = try markVolatility(row: row)
    return EuropeanOption(
      name: name, underlying: underlying, settlement: settlement, contractSize: contractSize,
      right: try right(row: row), strike: try strike(row: row), expiry: try expiry(row: row),
      markPrice: try markPrice(row: row, impliesVolatility: volatility == nil),
      markVolatility: volatility,
      underlyingPrice: try underlyingPrice.flatMap { column throws(InputError) in
        try table.size(row: row, column: column, meaning: "underlying_price")
      }, origin: InputError.Place(file: table.name, line: table.line(ofRow: row)))
  }

  private func right(row: Int) throws(InputError) -> OptionRight {
    let column = try given(right, row: row, name: rightName, remedy: "Write call or put.")
    let text = table.text(row: row, column: column)
    if let right = OptionRight(rawValue: text) { return right }
    throw table.error(
      row: row, column: column, "unknown right \"\(text)\"", remedy: "Write call or put.")
  }

  private func strike(row: Int) throws(InputError) -> Double {
    let remedy = "Give the option's strike in USD."
    let column = try given(strike, row: row, name: "strike", remedy: remedy)
    let value = try table.requiredNumber(row: row, column: column)
    guard value > 0 else {
      throw table.error(
        row: row, column: column,
        "strike \(table.text(row: row, column: column)) is not above zero", remedy: remedy)
    }
    return value
  }

  private func expiry(row: Int) throws(InputError) -> Timestamp {
    let column = try given(
      expiry, row: row, name: "expiry", remedy: "Give the option's expiry on this row.")
    return try table.timestamp(row: row, column: column)
  }

  private func markVolatility(row: Int) throws(InputError) -> Double? {
    guard let volatility, let value = try table.number(row: row, column: volatility) else {
      return nil
    }
    guard value > 0, value <= EuropeanOption.largestVolatility else {
      throw table.error(
        row: row, column: volatility,
        "a volatility of \(table.text(row: row, column: volatility)) a year is not between 0 and "
          + "\(EuropeanOption.largestVolatility)",
        remedy: "Write a fraction a year: 0.65 for 65 %.")
    }
    return value
  }

  /// A premium may be zero, rounded by the venue, when a volatility stands beside it.
  private func markPrice(row: Int, impliesVolatility: Bool) throws(InputError) -> Double? {
    guard let mark, let value = try table.number(row: row, column: mark) else {
      guard impliesVolatility else { return nil }
      throw .data(
        table.name, line: table.line(ofRow: row), column: "mark_iv",
        "an option needs a mark_iv or a mark_price",
        remedy: "Give its volatility as a fraction a year, or its premium.")
    }
    guard value > 0 || (value == 0 && !impliesVolatility) else {
      throw table.error(
        row: row, column: mark,
        "mark_price \(table.text(row: row, column: mark)) is not above zero",
        remedy: "Give the premium per unit, or leave it blank and give mark_iv.")
    }
    return value
  }

  private func given(_ column: Int?, row: Int, name: String, remedy: String) throws(InputError)
    -> Int
  {
    if let column, !table.isBlank(row: row, column: column) { return column }
    throw .data(
      table.name, line: table.line(ofRow: row), column: name, "an option needs it", remedy: remedy)
  }
}
