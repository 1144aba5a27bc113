extension InstrumentTable {
  /// What is called `name`: a listed instrument, one of the option chain, or the coin of a price
  /// column.
  ///
  /// - Throws: an `InputError` without a place when there is none, or when the price file does not have
  ///   its underlying.
  func instrument(_ name: String, orCoinOf prices: PriceHistory) throws(InputError) -> Instrument {
    let factor = RiskFactor(name)
    let coin = prices.contains(factor) ? Instrument.spot(Spot(name: name, underlying: factor)) : nil
    guard let instrument = try instrument(name) ?? coin else {
      throw InputError(
        .data, "unknown instrument \"\(name)\"",
        remedy: InputError.suggestion(for: name, among: names + prices.factors.map(\.name)))
    }
    guard prices.contains(instrument.underlying) else {
      throw InputError(
        .data,
        "\(name) follows \(instrument.underlying), which \(prices.digest.file) has no prices of",
        remedy: "Add a price column \(instrument.underlying).")
    }
    return instrument
  }
}

extension CSVFile {
  /// The instrument a cell names.
  ///
  /// - Throws: an `InputError` with the cell's place, unless the error has one of its own.
  func instrument(
    row: Int, column: Int, among instruments: InstrumentTable, prices: PriceHistory
  ) throws(InputError) -> Instrument {
    let name = try requiredText(row: row, column: column)
    do throws(InputError) {
      return try instruments.instrument(name, orCoinOf: prices)
    } catch {
      guard error.place == nil else { throw error }
      throw self.error(row: row, column: column, error.message, remedy: error.remedy)
    }
  }
}
