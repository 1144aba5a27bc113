internal import PlimsollNumerics

/// A table on its way to a CSV file: named columns and rows of values.
///
/// - Verified by: CSVTableTests.
public struct CSVTable: Equatable, Sendable {
  /// Column names, in the order of the file.
  public let columns: [String]
  /// The number of rows so far.
  public private(set) var rowCount = 0

  /// Row by row.
  private var values: [CSVValue] = []

  /// An empty table.
  public init(columns: [String]) { self.columns = columns }

  /// The rows so far, each as long as `columns`.
  public var rows: [[CSVValue]] { (0..<rowCount).map { Array(values[range(ofRow: $0)]) } }

  /// Makes room for so many rows.
  mutating func reserve(rows: Int) { values.reserveCapacity(rows * columns.count) }

  /// Adds a row at the bottom.
  ///
  /// - Parameter row: one value per column; another count is a programming error.
  public mutating func append(_ row: [CSVValue]) {
    precondition(
      row.count == columns.count, "a row of \(row.count) values for \(columns.count) columns")
    values.append(contentsOf: row)
    rowCount += 1
  }

  /// The file's text in UTF-8: a header and one line a row, each ended by a line feed.
  ///
  /// Fields are quoted only when they hold a comma, a quote or a line break.
  ///
  /// - Parameters:
  ///   - significantDigits: digits kept of each number; nil for the shortest text that reads back
  ///     as the same number. Integers are always whole.
  ///   - threads: the most threads to use; nil for all cores. The text is the same.
  public func encoded(significantDigits: Int?, threads: Int? = nil) -> [UInt8] {
    var text: [UInt8] = []
    Self.append(columns.map(CSVValue.text), to: &text, significantDigits: significantDigits)
    let starts = Array(stride(from: 0, to: rowCount, by: Self.rowsAtOnce))
    let parts = Parallel.map(count: starts.count, threads: threads) { part in
      var text: [UInt8] = []
      for row in starts[part]..<min(rowCount, starts[part] + Self.rowsAtOnce) {
        Self.append(values[range(ofRow: row)], to: &text, significantDigits: significantDigits)
      }
      return text
    }
    text.reserveCapacity(parts.reduce(text.count) { $0 + $1.count })
    for part in parts { text.append(contentsOf: part) }
    return text
  }

  /// Rows encoded by one thread at a time.
  private static let rowsAtOnce = 4096

  private func range(ofRow row: Int) -> Range<Int> {
    row * columns.count..<(row + 1) * columns.count
  }

  private static func append(
    _ fields: some Collection<CSVValue>, to text: inout [UInt8], significantDigits: Int?
  ) {
    for field in fields {
      field.append(to: &text, significantDigits: significantDigits)
      text.append(UInt8(ascii: ","))
    }
    if !fields.isEmpty { text.removeLast() }
    text.append(UInt8(ascii: "\n"))
  }
}
