/// The options of a venue as one table of quotes: `surface.csv`.
///
/// Coin-settled options of one coin a contract, as Deribit lists them. A row is read when its option
/// is held, so a quote that cannot be used only matters there.
///
/// - Verified by: OptionChainTests.
public struct OptionChain: Sendable {
  /// The latest time of its rows.
  public let time: Timestamp?
  /// The file, for the record of inputs.
  public let digest: InputDigest

  private let table: CSVFile
  private let terms: OptionTermsReader
  private let underlying: Int
  private let bid, ask: Int?
  private var rows: [String: Int] = [:]

  /// Finds the rows of a chain.
  ///
  /// - Throws: an `InputError` for a missing column, a repeated instrument, or a time that is none.
  public init(csv file: InputFile) throws(InputError) {
    let table = try CSVFile(file)
    self.table = table
    digest = InputDigest(file)
    terms = OptionTermsReader(table, right: "type")
    underlying = try table.requiredIndex(of: "underlying")
    for required in ["type", "strike", "expiry", "mark_price", "mark_iv"] {
      _ = try table.requiredIndex(of: required)
    }
    bid = table.index(of: "bid")
    ask = table.index(of: "ask")
    let name = try table.requiredIndex(of: "instrument")
    let timestamp = table.index(of: "timestamp")
    var latest: Timestamp?
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let instrument = try table.requiredText(row: row, column: name)
      guard rows.updateValue(row, forKey: instrument) == nil else {
        throw table.error(
          row: row, column: name, "\(instrument) is there twice",
          remedy: "Keep one row per instrument: the chain of one moment.")
      }
      if let timestamp, !table.isBlank(row: row, column: timestamp) {
        let time = try table.timestamp(row: row, column: timestamp)
        latest = max(latest ?? time, time)
      }
    }
    time = latest
  }

  /// The file's name in errors.
  var fileName: String { table.name }

  /// The names of its options.
  var names: [String] { rows.keys.sorted() }

  /// What its options are on.
  var underlyings: Set<RiskFactor> {
    Set((0..<table.rowCount).map { RiskFactor(table.text(row: $0, column: underlying)) })
  }

  /// Half of what lies between the bid and the ask of an option; nil without both, a bid of zero being none.
  func halfSpread(_ name: String) throws(InputError) -> Double? {
    guard let row = rows[name], let bid, let ask,
      let bidPrice = try table.number(row: row, column: bid), bidPrice > 0,
      let askPrice = try table.number(row: row, column: ask)
    else { return nil }
    return (askPrice - bidPrice) / 2
  }

  /// The option called `name`; nil when the chain has none.
  ///
  /// - Throws: an `InputError` for terms that are missing or out of range, or crossed quotes.
  public func option(_ name: String) throws(InputError) -> EuropeanOption? {
    guard let row = rows[name] else { return nil }
    if let bid, let ask, let bidPrice = try table.number(row: row, column: bid),
      let askPrice = try table.number(row: row, column: ask), bidPrice > askPrice
    {
      throw table.error(
        row: row, column: bid,
        "\(name) is quoted crossed: bid \(table.text(row: row, column: bid)) above ask "
          + table.text(row: row, column: ask),
        remedy: "Correct the quotes, or leave them blank.")
    }
    return try terms.option(
      name, on: RiskFactor(try table.requiredText(row: row, column: underlying)),
      settlement: .inverse, contractSize: 1, row: row)
  }

  /// The option called `name` with its quotes; nil when the chain has none.
  ///
  /// - Throws: an `InputError` as `option` does, and for a quote that is negative or absurd.
  func quote(_ name: String) throws(InputError) -> ChainQuotes.Quote? {
    guard let option = try option(name), let row = rows[name] else { return nil }
    return ChainQuotes.Quote(
      option: option, bid: try premium(bid, row: row), ask: try premium(ask, row: row))
  }

  /// A quote in coin; nil when it is blank or zero, which is how some venues write that there is none.
  private func premium(_ column: Int?, row: Int) throws(InputError) -> Double? {
    guard let column, let value = try table.number(row: row, column: column), value != 0 else {
      return nil
    }
    return try table.size(row: row, column: column, meaning: table.header[column])
  }

  /// The spot index of each underlying: the median of its rows, whose times differ by seconds.
  ///
  /// - Throws: an `InputError` for an index price that is not a positive number.
  public func indexPrices() throws(InputError) -> [RiskFactor: Double] {
    guard let index = table.index(of: "index_price") else { return [:] }
    var found: [RiskFactor: [Double]] = [:]
    for row in 0..<table.rowCount {
      let factor = RiskFactor(try table.requiredText(row: row, column: underlying))
      if let price = try table.size(row: row, column: index, meaning: "index_price") {
        found[factor, default: []].append(price)
      }
    }
    return found.mapValues { $0.sorted()[$0.count / 2] }
  }
}
