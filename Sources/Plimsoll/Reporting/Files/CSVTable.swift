/// A table on its way to a CSV file: named columns and rows of values.
///
/// - Verified by: CSVTableTests.
public struct CSVTable: Equatable, Sendable {
  /// Column names, in the order of the file.
  public let columns: [String]
  /// Rows so far, each as long as `columns`.
  public private(set) var rows: [[CSVValue]] = []

  /// An empty table.
  public init(columns: [String]) { self.columns = columns }

  /// Adds a row at the bottom.
  ///
  /// - Parameter row: one value per column; another count is a programming error.
  public mutating func append(_ row: [CSVValue]) {
    precondition(
      row.count == columns.count, "a row of \(row.count) values for \(columns.count) columns")
    rows.append(row)
  }

  /// The file's text: a header and one line a row, each ended by a line feed.
  ///
  /// Fields are quoted only when they hold a comma, a quote or a line break.
  ///
  /// - Parameter significantDigits: digits kept of each number; nil for the shortest text that
  ///   reads back as the same number. Integers are always whole.
  public func encoded(significantDigits: Int?) -> String {
    var text = Self.line(columns)
    for row in rows { text += Self.line(row.map { $0.text(significantDigits: significantDigits) }) }
    return text
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(quotedIfNeeded).joined(separator: ",") + "\n"
  }

  private static func quotedIfNeeded(_ field: String) -> String {
    let special = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard special else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
