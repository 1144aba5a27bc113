/// Builds accounts from `positions.csv` and `collateral.csv`.
///
/// - Verified by: AccountTableTests.
struct AccountTable {
  private var accountNames = NumberedNames()
  private var instrumentNames = NumberedNames()
  /// The instruments held, by number.
  private var instruments: [Instrument] = []
  private var holdings: [Holding] = []
  /// Places in `holdings` by account and instrument.
  private var places = FirstSeen<Void>()
  /// By account.
  private var collateral: [[Collateral]] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// A position, with the numbers of its account and its instrument.
  private struct Holding {
    let account, instrument: Int
    var position: Position
  }

  /// Reads positions; an instrument that is not listed but is a price column is spot.
  ///
  /// - Parameter sumDuplicates: whether a repeated (account, instrument) adds up; refused otherwise.
  mutating func readPositions(
    _ file: InputFile, instruments: InstrumentTable, prices: PriceHistory, sumDuplicates: Bool
  ) throws(InputError) {
    let table = try CSVFile(file)
    var accounts = CellNames(table, column: try table.requiredIndex(of: "account"))
    let instrumentColumn = try table.requiredIndex(of: "instrument")
    var held = CellNames(table, column: instrumentColumn)
    let quantityColumn = try table.requiredIndex(of: "quantity")
    let entryColumn = table.index(of: "entry_price")
    guard table.rowCount > 0 else {
      throw .data(
        file.name, "there are no positions", remedy: "Give one row per account and instrument.")
    }
    holdings.reserveCapacity(table.rowCount)
    var summed = 0
    for row in 0..<table.rowCount {
      let account = try accounts.number(row: row) { accountNames.number(of: $0) }
      let instrument = try held.number(row: row) { name throws(InputError) in
        let number = instrumentNames.number(of: name)
        if number == self.instruments.count {
          self.instruments.append(
            try Self.instrument(name, table, row, instrumentColumn, instruments, prices))
        }
        return number
      }
      let position = Position(
        instrument: self.instruments[instrument],
        quantity: try table.requiredNumber(row: row, column: quantityColumn),
        entryPrice: try Self.entryPrice(table, row: row, column: entryColumn))
      let (place, isNew) = places.number(of: (), hash: UInt64(account) << 32 | UInt64(instrument))
      if isNew {
        holdings.append(Holding(account: account, instrument: instrument, position: position))
        continue
      }
      guard sumDuplicates else {
        throw table.error(
          row: row, column: instrumentColumn,
          "account \(accountNames.names[account]) holds \(position.instrument.name) twice",
          remedy: "Add the rows up, or pass --duplicates sum.")
      }
      holdings[place].position = try holdings[place].position.adding(
        position, table: table, row: row)
      summed += 1
    }
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
    var assets = CellNames(table, column: assetColumn)
    var names = NumberedNames()
    var seen = FirstSeen<Void>()
    for row in 0..<table.rowCount {
      let account = try accounts.number(row: row) { accountNames.number(of: $0) }
      let number = try assets.number(row: row) { name throws(InputError) in
        let asset = RiskFactor(name)
        guard name == Collateral.numeraire || prices.contains(asset) else {
          throw table.error(
            row: row, column: assetColumn, "unknown asset \"\(name)\"",
            remedy: InputError.suggestion(
              for: name, among: [Collateral.numeraire] + prices.factors.map(\.name)))
        }
        return names.number(of: name)
      }
      let name = names.names[number]
      guard seen.number(of: (), hash: UInt64(account) << 32 | UInt64(number)).isNew else {
        throw table.error(
          row: row, column: assetColumn,
          "account \(accountNames.names[account]) holds \(name) twice",
          remedy: "Add the rows up.")
      }
      while collateral.count <= account { collateral.append([]) }
      collateral[account].append(
        Collateral(
          asset: name == Collateral.numeraire ? nil : RiskFactor(name),
          amount: try table.requiredNumber(row: row, column: amountColumn)))
    }
  }

  private static func instrument(
    _ name: String, _ table: CSVFile, _ row: Int, _ column: Int, _ instruments: InstrumentTable,
    _ prices: PriceHistory
  ) throws(InputError) -> Instrument {
    let factor = RiskFactor(name)
    let spot =
      prices.contains(factor) ? Instrument.spot(Spot(name: name, underlying: factor)) : nil
    guard let instrument = try instruments.instrument(name) ?? spot else {
      throw table.error(
        row: row, column: column, "unknown instrument \"\(name)\"",
        remedy: InputError.suggestion(
          for: name,
          among: instruments.names + prices.factors.map(\.name)))
    }
    guard prices.contains(instrument.underlying) else {
      throw table.error(
        row: row, column: column,
        "\(name) follows \(instrument.underlying), which \(prices.digest.file) has no prices of",
        remedy: "Add a price column \(instrument.underlying).")
    }
    return instrument
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
    let byName = instruments.indices.sorted { instruments[$0].name < instruments[$1].name }
    var ranks = byName
    for (rank, instrument) in byName.enumerated() { ranks[instrument] = rank }
    // Those of an account one after another, in each in the order of the instruments' names.
    let byInstrument = Self.sorted(Array(holdings.indices), limit: instruments.count) {
      ranks[holdings[$0].instrument]
    }
    let order = Self.sorted(byInstrument, limit: accountNames.names.count) { holdings[$0].account }
    var slices = [Range<Int>](repeating: 0..<0, count: accountNames.names.count)
    for (place, holding) in order.enumerated() {
      let account = holdings[holding].account
      let start = slices[account].isEmpty ? place : slices[account].lowerBound
      slices[account] = start..<(place + 1)
    }
    var all = HeldInstruments()
    var isFound = [Bool](repeating: false, count: instruments.count)
    let accounts = accountNames.names.indices
      .sorted { accountNames.names[$0] < accountNames.names[$1] }
      .map { account in
        let held = order[slices[account]].map { holdings[$0] }
        for holding in held where !isFound[holding.instrument] {
          isFound[holding.instrument] = true
          all.add(holding.position.instrument)
        }
        let found = Account(
          name: accountNames.names[account], sorted: held.map(\.position),
          collateral: account < collateral.count ? collateral[account] : [])
        all.add(found.collateral)
        return found
      }
    return (accounts, all)
  }

  /// `places` in the order of their numbers, equals in the order they had.
  ///
  /// - Complexity: O(places + limit).
  private static func sorted(_ places: [Int], limit: Int, by number: (Int) -> Int) -> [Int] {
    var starts = [Int](repeating: 0, count: limit + 1)
    for place in places { starts[number(place) + 1] += 1 }
    for index in 0..<limit { starts[index + 1] += starts[index] }
    var result = places
    for place in places {
      result[starts[number(place)]] = place
      starts[number(place)] += 1
    }
    return result
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
