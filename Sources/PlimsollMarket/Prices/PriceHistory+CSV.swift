extension PriceHistory {
  /// What to do with rows of one time.
  public enum DuplicateRows: Sendable {
    /// Refuse the file.
    case refuse
    /// Keep the later row and say so.
    case keepLast
  }

  /// Reads a price file: wide (`date` or `timestamp`, then one column per factor) or long
  /// (`timestamp,asset[,market],close`).
  ///
  /// A blank is missing, never zero. Times must be strictly increasing and prices positive.
  ///
  /// - Throws: an `InputError` with line and column for anything else.
  public init(csv file: InputFile, duplicates: DuplicateRows = .refuse) throws(InputError) {
    let table = try CSVFile(file)
    guard table.rowCount > 0 else {
      throw .data(file.name, "there are no rows", remedy: "Give at least two rows of prices.")
    }
    if Self.isLong(table) {
      try self.init(long: table, file: file, duplicates: duplicates)
    } else {
      try self.init(wide: table, file: file, duplicates: duplicates)
    }
  }

  private init(wide table: CSVFile, file: InputFile, duplicates: DuplicateRows) throws(InputError) {
    guard let timeColumn = table.index(of: "timestamp") ?? table.index(of: "date") else {
      throw .data(
        file.name, line: 1, column: "date", "the column is missing",
        remedy: "Name the column of times `date` or `timestamp`. "
          + "Columns found: \(table.header.joined(separator: ", ")).")
    }
    let columns = table.header.indices.filter { $0 != timeColumn }
    guard !columns.isEmpty else {
      throw .data(
        file.name, line: 1, "there is no price column",
        remedy: "Add one column per factor after \(table.header[timeColumn]).")
    }
    var rows = TimeColumn(duplicates)
    for row in 0..<table.rowCount { try rows.append(table, row: row, column: timeColumn) }
    var prices: [[Double]] = []
    for column in columns { prices.append(try Self.prices(table, column: column, rows: rows.kept)) }
    let factors = columns.map { RiskFactor(table.header[$0]) }
    self.init(
      factors: factors, times: rows.times, prices: prices, digest: InputDigest(file),
      diagnostics: rows.diagnostics(file: file.name)
        + Self.spikes(factors: factors, times: rows.times, prices: prices))
  }

  private static func prices(_ table: CSVFile, column: Int, rows: [Int]) throws(InputError)
    -> [Double]
  {
    var prices: [Double] = []
    prices.reserveCapacity(rows.count)
    for row in rows {
      prices.append(
        try table.size(
          row: row, column: column, meaning: "price",
          remedy: "Leave a missing price blank; prices are positive.") ?? .nan)
    }
    return prices
  }
}

/// The times of a price file as they are read, checked to increase.
private struct TimeColumn {
  private let duplicates: PriceHistory.DuplicateRows
  private(set) var times: [Timestamp] = []
  /// The row of the file behind each time.
  private(set) var kept: [Int] = []
  private var dropped = 0

  init(_ duplicates: PriceHistory.DuplicateRows) { self.duplicates = duplicates }

  mutating func append(_ table: CSVFile, row: Int, column: Int) throws(InputError) {
    let time = try table.timestamp(row: row, column: column)
    if let last = times.last, time <= last {
      if time == last, duplicates == .keepLast {
        kept[kept.count - 1] = row
        dropped += 1
        return
      }
      throw table.error(
        row: row, column: column,
        "\(table.text(row: row, column: column)) is not after line \(table.line(ofRow: row - 1))",
        remedy: time == last
          ? "Rows must be strictly increasing in time. Remove the duplicate, or pass "
            + "--duplicates keep-last."
          : "Rows must be strictly increasing in time. Sort the file by time.")
    }
    times.append(time)
    kept.append(row)
  }

  func diagnostics(file: String) -> [Diagnostic] {
    guard dropped > 0 else { return [] }
    return [Diagnostic(.warning, file, "\(dropped) repeated rows dropped, the last of each kept")]
  }
}
