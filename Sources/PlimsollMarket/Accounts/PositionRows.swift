/// The rows of `positions.csv` as numbers, and then in the order of accounts and instruments.
///
/// - Verified by: AccountTableTests.
struct PositionRows {
  /// A holding; account and instrument by number.
  struct Row {
    let account, instrument: Int
    var quantity: Double
    var entryPrice: Double?
  }

  /// The instruments held, by number.
  private(set) var instruments: [Instrument] = []
  /// In the order of the file until they are put in order.
  private(set) var rows: [Row] = []

  /// Makes room for so many rows.
  mutating func reserve(_ count: Int) { rows.reserveCapacity(count) }

  /// Adds an instrument, whose number is the next.
  mutating func append(_ instrument: Instrument) { instruments.append(instrument) }

  /// Adds a row of the file.
  mutating func append(_ row: Row) { rows.append(row) }

  /// The position of a row.
  func position(_ row: Row) -> Position {
    Position(
      instrument: instruments[row.instrument], quantity: row.quantity, entryPrice: row.entryPrice)
  }

  /// Puts rows in order of account number and name of instrument, and repeated ones together.
  ///
  /// - Parameter add: both rows as one, the second being that of the number given.
  /// - Returns: how many rows were added to others.
  /// - Throws: the error of the first row, in the order of the file, that `add` refuses.
  mutating func putInOrder(
    add: (_ first: Position, _ second: Position, _ row: Int) throws(InputError) -> Position
  ) throws(InputError) -> Int {
    let byName = instruments.indices.sorted { instruments[$0].name < instruments[$1].name }
    var ranks = byName
    for (rank, instrument) in byName.enumerated() { ranks[instrument] = rank }
    var ordered: [Row] = []
    ordered.reserveCapacity(rows.count)
    var refused: (row: Int, error: InputError)?
    for slice in byAccount() {
      for number in slice.sorted(by: {
        (ranks[rows[$0].instrument], $0) < (ranks[rows[$1].instrument], $1)
      }) {
        let row = rows[number]
        guard let last = ordered.last, last.account == row.account,
          last.instrument == row.instrument
        else {
          ordered.append(row)
          continue
        }
        do throws(InputError) {
          let sum = try add(position(last), position(row), number)
          ordered[ordered.count - 1].quantity = sum.quantity
          ordered[ordered.count - 1].entryPrice = sum.entryPrice
        } catch {
          if number < refused?.row ?? .max { refused = (number, error) }
        }
      }
    }
    if let refused { throw refused.error }
    let added = rows.count - ordered.count
    rows = ordered
    return added
  }

  /// The numbers of each account's rows, by account number; those of one in the order of the file.
  ///
  /// - Complexity: O(rows).
  private func byAccount() -> [ArraySlice<Int>] {
    var ends = [Int](repeating: 0, count: (rows.map(\.account).max() ?? -1) + 2)
    for row in rows { ends[row.account + 1] += 1 }
    for account in ends.indices.dropFirst() { ends[account] += ends[account - 1] }
    let bounds = ends
    var numbers = [Int](repeating: 0, count: rows.count)
    for (number, row) in rows.enumerated() {
      numbers[ends[row.account]] = number
      ends[row.account] += 1
    }
    return zip(bounds, bounds.dropFirst()).map { numbers[$0..<$1] }
  }
}
