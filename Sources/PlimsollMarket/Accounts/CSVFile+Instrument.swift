extension CSVFile {
  /// The instrument a cell names: a listed one, else one of the chain, else a price column as spot.
  ///
  /// - Throws: an `InputError` for an unknown name, or an underlying without prices.
  func instrument(
    row: Int, column: Int, among instruments: InstrumentTable, prices: PriceHistory
  ) throws(InputError) -> Instrument {
    let name = try requiredText(row: row, column: column)
    let factor = RiskFactor(name)
    let spot =
      prices.contains(factor) ? Instrument.spot(Spot(name: name, underlying: factor)) : nil
    guard let instrument = try instruments.instrument(name) ?? spot else {
      throw error(
        row: row, column: column, "unknown instrument \"\(name)\"",
        remedy: InputError.suggestion(
          for: name,
          among: instruments.names + prices.factors.map(\.name)))
    }
    guard prices.contains(instrument.underlying) else {
      throw error(
        row: row, column: column,
        "\(name) follows \(instrument.underlying), which \(prices.digest.file) has no prices of",
        remedy: "Add a price column \(instrument.underlying).")
    }
    return instrument
  }
}
