/// The instruments of a book by name.
///
/// - Verified by: InstrumentTableTests.
public struct InstrumentTable: Sendable {
  /// In the order of the file.
  public private(set) var instruments: [Instrument] = []
  /// The latest time given for their marks.
  public private(set) var marksTime: Timestamp?

  /// Where each instrument stands in its file.
  private(set) var places: [String: InputError.Place] = [:]

  private var positions: [String: Int] = [:]

  /// A table without instruments: only spot can be held.
  public init() {}

  /// A table of `instruments`, whose names must differ.
  public init(_ instruments: [Instrument]) {
    for instrument in instruments {
      precondition(positions[instrument.name] == nil, "instrument \(instrument.name) twice")
      add(instrument)
    }
  }

  private mutating func add(_ instrument: Instrument) {
    positions[instrument.name] = instruments.count
    instruments.append(instrument)
  }

  /// The instrument called `name`.
  public subscript(_ name: String) -> Instrument? { positions[name].map { instruments[$0] } }
}

extension InstrumentTable {
  private enum Kind: String, CaseIterable {
    case spot, perpetual, future
  }

  /// Reads `instruments.csv`.
  ///
  /// - Throws: an `InputError` for a repeated name, an unknown kind or settlement, a price or size
  ///   that is not positive, a future without mark price or expiry.
  public init(csv file: InputFile) throws(InputError) {
    let table = try CSVFile(file)
    let reader = try InstrumentReader(table)
    self.init()
    for row in 0..<table.rowCount {
      let instrument = try reader.instrument(row: row)
      guard self[instrument.name] == nil else {
        throw table.error(
          row: row, column: try table.requiredIndex(of: "instrument"),
          "\(instrument.name) is there twice", remedy: "Keep one row per instrument.")
      }
      add(instrument)
      places[instrument.name] = InputError.Place(
        file: file.name, line: table.line(ofRow: row), column: "expiry")
      if let time = try reader.time(row: row) { marksTime = max(marksTime ?? time, time) }
    }
  }

  /// Reads rows of one table.
  private struct InstrumentReader {
    let table: CSVFile
    let name, kind, underlying: Int
    let settlement, size, mark, expiry, timestamp: Int?

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
    }

    func instrument(row: Int) throws(InputError) -> Instrument {
      let name = try table.requiredText(row: row, column: name)
      let underlying = RiskFactor(try table.requiredText(row: row, column: underlying))
      let size = try positive(row: row, column: size, name: "contract_size") ?? 1
      let mark = try positive(row: row, column: mark, name: "mark_price")
      switch try kind(row: row) {
      case .spot:
        return .spot(
          Spot(name: name, underlying: underlying, contractSize: size, markPrice: mark))
      case .perpetual:
        return .perpetual(
          Perpetual(
            name: name, underlying: underlying, settlement: try settlement(row: row),
            contractSize: size, markPrice: mark))
      case .future:
        return .future(
          DatedFuture(
            name: name, underlying: underlying, settlement: try settlement(row: row),
            contractSize: size, markPrice: try required(mark, row: row, column: "mark_price"),
            expiry: try required(try time(row: row, column: expiry), row: row, column: "expiry")))
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

    private func positive(row: Int, column: Int?, name: String) throws(InputError) -> Double? {
      guard let column else { return nil }
      return try table.size(
        row: row, column: column, meaning: name,
        remedy: "Give a positive number, or leave it blank.")
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
}
