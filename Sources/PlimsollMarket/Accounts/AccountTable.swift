/// Builds accounts from `positions.csv` and `collateral.csv`.
///
/// - Verified by: AccountTableTests.
struct AccountTable {
  private var positions: [String: [String: Position]] = [:]
  private var collateral: [String: [Collateral]] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  /// The accounts in order of name.
  var accounts: [Account] {
    Set(positions.keys).union(collateral.keys).sorted().map { name in
      Account(
        name: name, positions: Array((positions[name] ?? [:]).values),
        collateral: collateral[name] ?? [])
    }
  }

  /// Reads positions; an instrument that is not listed but is a price column is spot.
  ///
  /// - Parameter sumDuplicates: whether a repeated (account, instrument) adds up; refused otherwise.
  mutating func readPositions(
    _ file: InputFile, instruments: InstrumentTable, prices: PriceHistory, sumDuplicates: Bool
  ) throws(InputError) {
    let table = try CSVFile(file)
    let accountColumn = try table.requiredIndex(of: "account")
    let instrumentColumn = try table.requiredIndex(of: "instrument")
    let quantityColumn = try table.requiredIndex(of: "quantity")
    let entryColumn = table.index(of: "entry_price")
    guard table.rowCount > 0 else {
      throw .data(
        file.name, "there are no positions", remedy: "Give one row per account and instrument.")
    }
    var summed = 0
    for row in 0..<table.rowCount {
      let account = try table.requiredText(row: row, column: accountColumn)
      let name = try table.requiredText(row: row, column: instrumentColumn)
      guard let instrument = try Self.instrument(name, instruments, prices) else {
        throw table.error(
          row: row, column: instrumentColumn, "unknown instrument \"\(name)\"",
          remedy: InputError.suggestion(
            for: name,
            among: instruments.names + prices.factors.map(\.name)))
      }
      guard prices.contains(instrument.underlying) else {
        throw table.error(
          row: row, column: instrumentColumn,
          "\(name) follows \(instrument.underlying), which \(prices.digest.file) has no prices of",
          remedy: "Add a price column \(instrument.underlying).")
      }
      let position = Position(
        instrument: instrument,
        quantity: try table.requiredNumber(row: row, column: quantityColumn),
        entryPrice: try Self.entryPrice(table, row: row, column: entryColumn))
      if let earlier = positions[account]?[name] {
        guard sumDuplicates else {
          throw table.error(
            row: row, column: instrumentColumn, "account \(account) holds \(name) twice",
            remedy: "Add the rows up, or pass --duplicates sum.")
        }
        positions[account]?[name] = try earlier.adding(position, table: table, row: row)
        summed += 1
      } else {
        positions[account, default: [:]][name] = position
      }
    }
    if summed > 0 {
      diagnostics.append(
        Diagnostic(.warning, file.name, "\(summed) repeated positions added to earlier rows"))
    }
  }

  /// Reads collateral: USD or any asset that is a price column.
  mutating func readCollateral(_ file: InputFile, prices: PriceHistory) throws(InputError) {
    let table = try CSVFile(file)
    let accountColumn = try table.requiredIndex(of: "account")
    let assetColumn = try table.requiredIndex(of: "asset")
    let amountColumn = try table.requiredIndex(of: "amount")
    var seen: Set<[String]> = []
    for row in 0..<table.rowCount {
      let account = try table.requiredText(row: row, column: accountColumn)
      let name = try table.requiredText(row: row, column: assetColumn)
      let asset = name == Collateral.numeraire ? nil : RiskFactor(name)
      if let asset, !prices.contains(asset) {
        throw table.error(
          row: row, column: assetColumn, "unknown asset \"\(name)\"",
          remedy: InputError.suggestion(
            for: name, among: [Collateral.numeraire] + prices.factors.map(\.name)))
      }
      guard seen.insert([account, name]).inserted else {
        throw table.error(
          row: row, column: assetColumn, "account \(account) holds \(name) twice",
          remedy: "Add the rows up.")
      }
      collateral[account, default: []].append(
        Collateral(
          asset: asset, amount: try table.requiredNumber(row: row, column: amountColumn)))
    }
  }

  private static func instrument(
    _ name: String, _ instruments: InstrumentTable, _ prices: PriceHistory
  ) throws(InputError) -> Instrument? {
    if let listed = try instruments.instrument(name) { return listed }
    let factor = RiskFactor(name)
    return prices.contains(factor) ? .spot(Spot(name: name, underlying: factor)) : nil
  }

  private static func entryPrice(_ table: CSVFile, row: Int, column: Int?) throws(InputError)
    -> Double?
  {
    guard let column else { return nil }
    return try table.size(
      row: row, column: column, meaning: "entry price",
      remedy: "Give the price it was opened at, or leave it blank.")
  }
}

extension Position {
  /// Both holdings as one, opened at the price that keeps the sum of their unrealised P&L.
  ///
  /// Entry prices average by size: arithmetically for linear contracts, harmonically for inverse
  /// ones, whose P&L is linear in 1/price.
  fileprivate func adding(_ other: Position, table: CSVFile, row: Int) throws(InputError)
    -> Position
  {
    let total = quantity + other.quantity
    if entryPrice == other.entryPrice {
      return Position(instrument: instrument, quantity: total, entryPrice: entryPrice)
    }
    let isInverse = instrument.settlement == .inverse && instrument.option == nil
    guard let mine = entryPrice, let theirs = other.entryPrice, total != 0,
      case let average = isInverse
        ? total / (quantity / mine + other.quantity / theirs)
        : (quantity * mine + other.quantity * theirs) / total,
      average > 0, average.isFinite
    else {
      throw table.error(
        row: row, column: try table.requiredIndex(of: "instrument"),
        "the entry prices of repeated rows do not average to a price",
        remedy: "Add the rows up by hand and give one entry price.")
    }
    return Position(instrument: instrument, quantity: total, entryPrice: average)
  }
}
