/// Builds accounts from `positions.csv` and `collateral.csv`.
///
/// - Verified by: AccountTableTests.
struct AccountTable {
  private var accountNames = NumberedNames()
  private var positions = PositionRows()
  /// By account.
  private var collateral: [[Collateral]] = []
  private(set) var diagnostics: [Diagnostic] = []

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
    var accounts = CellNames(table, column: accountColumn)
    var held = CellNames(table, column: instrumentColumn)
    var heldNames = NumberedNames()
    positions.reserve(table.rowCount)
    var failure: InputError?
    do throws(InputError) {
      for row in 0..<table.rowCount {
        let account = try number(ofAccount: &accounts, row: row)
        let instrument: Int
        if let known = try held.known(row: row) {
          instrument = known
        } else {
          let name = held.text(row: row)
          instrument = held.learn(heldNames.number(of: name))
          if instrument == positions.instruments.count {
            positions.append(
              try table.instrument(
                row: row, column: instrumentColumn, among: instruments, prices: prices))
          }
        }
        positions.append(
          PositionRows.Row(
            account: account, instrument: instrument,
            quantity: try table.requiredNumber(row: row, column: quantityColumn),
            entryPrice: try Self.entryPrice(table, row: row, column: entryColumn)))
      }
    } catch {
      // Of several mistakes in a file the first is named, and a row before may be a repeated one.
      failure = error
    }
    let summed = try positions.putInOrder { first, second, row throws(InputError) in
      guard sumDuplicates else {
        let account = try table.requiredText(row: row, column: accountColumn)
        throw table.error(
          row: row, column: instrumentColumn,
          "account \(account) holds \(first.instrument.name) twice",
          remedy: "Add the rows up, or pass --duplicates sum.")
      }
      return try first.adding(second, table: table, row: row)
    }
    if let failure { throw failure }
    if summed > 0 {
      diagnostics.append(
        Diagnostic(.warning, file.name, "\(summed) repeated positions added to earlier rows"))
    }
  }

  /// Reads collateral: USD or any asset that is a price column.
  mutating func readCollateral(_ file: InputFile, prices: PriceHistory) throws(InputError) {
    let table = try CSVFile(file)
    var accounts = CellNames(table, column: try table.requiredIndex(of: "account"))
    let assetColumn = try table.requiredIndex(of: "asset")
    let amountColumn = try table.requiredIndex(of: "amount")
    let trading = accountNames.names
    for row in 0..<table.rowCount {
      let account = try number(ofAccount: &accounts, row: row)
      let name = try table.requiredText(row: row, column: assetColumn)
      let asset = name == Collateral.numeraire ? nil : RiskFactor(name)
      if let asset, !prices.contains(asset) {
        throw table.error(
          row: row, column: assetColumn, "unknown asset \"\(name)\"",
          remedy: InputError.suggestion(
            for: name, among: [Collateral.numeraire] + prices.factors.map(\.name)))
      }
      while collateral.count <= account { collateral.append([]) }
      guard !collateral[account].contains(where: { $0.asset == asset }) else {
        throw table.error(
          row: row, column: assetColumn,
          "account \(accountNames.names[account]) holds \(name) twice",
          remedy: "Add the rows up.")
      }
      collateral[account].append(
        Collateral(
          asset: asset, amount: try table.requiredNumber(row: row, column: amountColumn)))
    }
    tell(ofAccounts: Array(accountNames.names.dropFirst(trading.count)), beside: trading)
  }

  /// Accounts named more than this many at once are counted.
  private static let mostNamed = 5

  /// Says which accounts have collateral alone; a name like another's is likely a slip.
  private mutating func tell(ofAccounts names: [String], beside trading: [String]) {
    var others: [String] = []
    for name in names {
      // Slips are few; short names are all alike, and those that differ in their numbers alone are numbered
      // accounts.
      guard names.count <= Self.mostNamed, name.utf8.count > 3,
        let meant = InputError.nearest(to: name, among: trading),
        meant.filter({ !$0.isNumber }) != name.filter({ !$0.isNumber })
      else {
        others.append(name)
        continue
      }
      diagnostics.append(
        Diagnostic(
          .warning, name, "has collateral and no position: is \(meant) meant in collateral.csv?"))
    }
    guard !others.isEmpty else { return }
    let listed = others.prefix(Self.mostNamed).joined(separator: ", ")
    diagnostics.append(
      Diagnostic(
        .note, "collateral.csv",
        "\(others.count) account\(others.count == 1 ? " has" : "s have") collateral and no position: "
          + listed + (others.count > Self.mostNamed ? ", …" : "")))
  }

  /// The number of the account in a cell of its column.
  private mutating func number(ofAccount names: inout CellNames, row: Int)
    throws(InputError) -> Int
  {
    if let known = try names.known(row: row) { return known }
    return names.learn(accountNames.number(of: names.text(row: row)))
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

extension AccountTable {
  /// The accounts in order of name.
  var accounts: [Account] { content.accounts }

  /// The accounts in order of name, and what they hold.
  var content: (accounts: [Account], held: HeldInstruments) {
    let rows = positions.rows
    var slices = [Range<Int>](repeating: 0..<0, count: accountNames.names.count)
    for (place, row) in rows.enumerated() {
      let start = slices[row.account].isEmpty ? place : slices[row.account].lowerBound
      slices[row.account] = start..<(place + 1)
    }
    var held = HeldInstruments()
    var isHeld = [Bool](repeating: false, count: positions.instruments.count)
    let accounts = accountNames.names.indices
      .sorted { accountNames.names[$0] < accountNames.names[$1] }
      .map { account in
        for row in rows[slices[account]] where !isHeld[row.instrument] {
          isHeld[row.instrument] = true
          held.add(positions.instruments[row.instrument])
        }
        let found = Account(
          name: accountNames.names[account],
          sorted: rows[slices[account]].map(positions.position),
          collateral: account < collateral.count ? collateral[account] : [])
        held.add(found.collateral)
        return found
      }
    return (accounts, held)
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
