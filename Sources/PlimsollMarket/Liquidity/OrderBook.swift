/// What stands in a market's order book at one moment.
///
/// - Verified by: ImpactModelTests.
public struct OrderBook: Sendable, Equatable {
  /// One price.
  public struct Level: Sendable, Equatable {
    /// USD per coin.
    public var price: Double
    /// What stands there, in USD.
    public var value: Double

    /// A level; both are above zero.
    public init(price: Double, value: Double) {
      self.price = price
      self.value = value
    }
  }

  /// Best first, falling.
  public let bids: [Level]
  /// Best first, rising.
  public let asks: [Level]

  /// Halfway between the best bid and the best ask.
  public var middle: Double { (bids[0].price + asks[0].price) / 2 }

  /// A book; both sides have levels, in order, and do not cross.
  public init(bids: [Level], asks: [Level]) {
    precondition(!bids.isEmpty && !asks.isEmpty, "a book has two sides")
    self.bids = bids
    self.asks = asks
  }
}

extension OrderBook {
  /// USD of one contract of a book that counts contracts.
  private static let contractValue = 100.0

  private struct Row {
    var level: Int
    var place: Int
    var content: Level
  }

  /// Reads the books of a snapshot by symbol: columns `symbol`, `side` (bid or ask), `level`, `price`,
  /// `quantity` and optional `quantity_unit`, `contracts` for contracts of 100 USD, anything else for
  /// coins.
  ///
  /// - Throws: an `InputError` for sides that are missing, levels out of order or repeated, and books
  ///   that cross.
  public static func read(csv file: InputFile) throws(InputError) -> [String: OrderBook] {
    let table = try CSVFile(file)
    let symbolColumn = try table.requiredIndex(of: "symbol")
    let sideColumn = try table.requiredIndex(of: "side")
    let levelColumn = try table.requiredIndex(of: "level")
    let priceColumn = try table.requiredIndex(of: "price")
    let quantityColumn = try table.requiredIndex(of: "quantity")
    let unitColumn = table.index(of: "quantity_unit")
    var rows: [String: [String: [Row]]] = [:]
    for row in 0..<table.rowCount {
      let symbol = try table.requiredText(row: row, column: symbolColumn)
      let side = try table.requiredText(row: row, column: sideColumn)
      guard side == "bid" || side == "ask" else {
        throw table.error(
          row: row, column: sideColumn, "unknown side \"\(side)\"", remedy: "Write bid or ask.")
      }
      let number = try table.requiredNumber(row: row, column: levelColumn)
      guard let level = Int(exactly: number) else {
        throw table.error(
          row: row, column: levelColumn, "level \(number) is not whole", remedy: "Count from one.")
      }
      let price = try Self.above(table, row, priceColumn, "price")
      let quantity = try Self.above(table, row, quantityColumn, "quantity")
      let isContracts = unitColumn.map { table.text(row: row, column: $0) == "contracts" } ?? false
      rows[symbol, default: [:]][side, default: []].append(
        Row(
          level: level, place: row,
          content: Level(
            price: price, value: quantity * (isContracts ? contractValue : price))))
    }
    var books: [String: OrderBook] = [:]
    for (symbol, sides) in rows.sorted(by: { $0.key < $1.key }) {
      let bids = try levels(sides["bid"], symbol, "bid", table, priceColumn) { $1 < $0 }
      let asks = try levels(sides["ask"], symbol, "ask", table, priceColumn) { $1 > $0 }
      guard bids[0].price < asks[0].price else {
        throw .data(
          file.name, column: "price",
          "the book of \(symbol) crosses: bid \(bids[0].price), ask \(asks[0].price)",
          remedy: "Give one snapshot of one moment.")
      }
      books[symbol] = OrderBook(bids: bids, asks: asks)
    }
    guard !books.isEmpty else {
      throw .data(file.name, "there are no levels", remedy: "Give a row for each level of a side.")
    }
    return books
  }

  private static func above(_ table: CSVFile, _ row: Int, _ column: Int, _ meaning: String)
    throws(InputError) -> Double
  {
    guard let value = try table.size(row: row, column: column, meaning: meaning) else {
      throw table.error(
        row: row, column: column, "the \(meaning) is blank",
        remedy: "Give it, or leave out the row.")
    }
    return value
  }

  private static func levels(
    _ rows: [Row]?, _ symbol: String, _ side: String, _ table: CSVFile, _ priceColumn: Int,
    isFarther: (Double, Double) -> Bool
  ) throws(InputError) -> [Level] {
    guard let rows else {
      throw .data(
        table.name, column: "side", "\(symbol) has no \(side)", remedy: "Give both sides.")
    }
    let sorted = rows.sorted { ($0.level, $0.place) < ($1.level, $1.place) }
    for (near, far) in zip(sorted, sorted.dropFirst())
    where !isFarther(near.content.price, far.content.price) {
      throw table.error(
        row: far.place, column: priceColumn,
        "\(side) \(far.content.price) of \(symbol) is not farther away than \(near.content.price) "
          + "of line \(table.line(ofRow: near.place))",
        remedy: "Give one snapshot, with each level once, counted from the best price.")
    }
    return sorted.map(\.content)
  }
}
