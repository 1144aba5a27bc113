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
  private var chain: OptionChain?

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

  /// The listed instrument called `name`.
  public subscript(_ name: String) -> Instrument? { positions[name].map { instruments[$0] } }

  /// The names of all that can be held.
  public var names: [String] { instruments.map(\.name) + (chain?.names ?? []) }

  /// What they follow.
  var underlyings: Set<RiskFactor> {
    Set(instruments.map(\.underlying)).union(chain?.underlyings ?? [])
  }

  /// Half of what lies between bid and ask of an option of the chain, in coin of its underlying; nil
  /// for any other instrument, and without both quotes.
  ///
  /// - Throws: an `InputError` for a quote that is not a number.
  public func halfSpread(_ name: String) throws(InputError) -> Double? {
    guard self[name] == nil else { return nil }
    return try chain?.halfSpread(name)
  }

  /// Makes every option of `chain` holdable, and its time one of the marks' times.
  public mutating func add(_ chain: OptionChain) {
    self.chain = chain
    if let time = chain.time { marksTime = max(marksTime ?? time, time) }
  }

  /// The instrument called `name`: a listed one, else one of the chain.
  ///
  /// - Throws: an `InputError` when the chain's quote of it cannot be used.
  public func instrument(_ name: String) throws(InputError) -> Instrument? {
    if let listed = self[name] { return listed }
    return try chain?.option(name).map(Instrument.option)
  }
}

extension InstrumentTable {
  /// Reads `instruments.csv`.
  ///
  /// - Throws: an `InputError` for a repeated name, an unknown kind or settlement, a price or size
  ///   that is not positive, a future without mark price or expiry, an option without strike, expiry,
  ///   right, or both mark price and volatility.
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
}
