public import PlimsollMarket

/// An order, and where it came from.
public struct PreTradeOrder: Sendable {
  /// The account that gives it.
  public var account: String
  /// What it trades.
  public var instrument: String
  /// Contracts or coins bought, negative when sold.
  public var quantity: Double
  /// For errors.
  public var place: InputError.Place
}

/// Reads orders: `account,instrument,quantity`.
struct OrderReader {
  private let table: CSVFile
  private let account, instrument, quantity: Int

  init(_ table: CSVFile) throws(InputError) {
    self.table = table
    account = try table.requiredIndex(of: "account")
    instrument = try table.requiredIndex(of: "instrument")
    quantity = try table.requiredIndex(of: "quantity")
  }

  /// The order of a row.
  func order(row: Int) throws(InputError) -> PreTradeOrder {
    PreTradeOrder(
      account: try table.requiredText(row: row, column: account),
      instrument: try table.requiredText(row: row, column: instrument),
      quantity: try table.requiredNumber(row: row, column: quantity),
      place: InputError.Place(file: table.name, line: table.line(ofRow: row)))
  }
}

/// Orders that come as lines of text, the header first.
public struct OrderLines: Sendable {
  /// What errors call their source.
  public let name: String
  private var header: String?
  private var line = 0

  /// Lines of `name`.
  public init(_ name: String) { self.name = name }

  /// The order of the next line; nil for the header and for a blank line.
  ///
  /// - Throws: an `InputError` with the line for what is not an order.
  public mutating func next(_ text: String) throws(InputError) -> PreTradeOrder? {
    line += 1
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    let header = header ?? text
    let isHeader = self.header == nil
    self.header = header
    do throws(InputError) {
      let table = try CSVFile(
        InputFile(name: name, text: isHeader ? header : header + "\n" + text))
      let reader = try OrderReader(table)
      guard !isHeader, table.rowCount > 0 else { return nil }
      var order = try reader.order(row: 0)
      order.place.line = line
      return order
    } catch {
      var error = error
      error.place = InputError.Place(file: name, line: line, column: error.place?.column)
      throw error
    }
  }
}
