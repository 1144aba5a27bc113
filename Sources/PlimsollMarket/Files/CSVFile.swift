/// A comma-separated file split into cells, read byte by byte in one pass.
///
/// Understands what spreadsheets write: a byte-order mark, CRLF line ends, quoted cells with
/// doubled quotes and line breaks. Cells are ranges of the file's bytes; nothing is copied until
/// it is asked for.
///
/// - Complexity: O(bytes).
/// - Source: RFC 4180, with LF line ends allowed.
/// - Verified by: CSVFileTests.
public struct CSVFile: Sendable {
  /// The file's name in errors.
  public let name: String
  /// The names of the columns, in order.
  public let header: [String]
  /// The number of data rows.
  public var rowCount: Int { lines.count }

  /// The file's content.
  let bytes: [UInt8]
  /// Start of cell k = 2k, end = 2k + 1, row by row.
  private let bounds: [Int32]
  private let lines: [Int32]

  /// Splits `file` into cells.
  ///
  /// - Throws: an `InputError` for an empty or binary file, a repeated or empty column name, a row
  ///   with another number of cells than the header, or a quote that is not closed.
  public init(_ file: InputFile) throws(InputError) {
    try Self.refuseWhatIsNotText(file)
    var scanner = CSVScanner(file)
    let names = try scanner.nextRecord().map { Self.text(file.bytes, $0) }
    header = try Self.checkedHeader(names, file: file.name)
    var bounds: [Int32] = []
    var lines: [Int32] = []
    bounds.reserveCapacity(file.bytes.count / 4)
    while true {
      let line = scanner.line
      let start = bounds.count
      guard try scanner.appendRecord(to: &bounds) else { break }
      let cells = (bounds.count - start) / 2
      guard cells == header.count else {
        throw .data(
          file.name, line: line,
          "the number of cells is \(cells), the header has \(header.count)",
          remedy: "Give every row as many cells as the header; leave a missing value blank.")
      }
      lines.append(Int32(line))
    }
    name = file.name
    bytes = file.bytes
    self.bounds = bounds
    self.lines = lines
  }

  /// The number of the column called `column`, or nil.
  public func index(of column: String) -> Int? { header.firstIndex(of: column) }

  /// The number of a column that must be there.
  public func requiredIndex(of column: String) throws(InputError) -> Int {
    if let index = index(of: column) { return index }
    throw .data(
      name, line: 1, column: column, "the column is missing",
      remedy: "Add it to the header. Columns found: \(header.joined(separator: ", ")).")
  }

  /// The line of the file on which a row starts, counted from one.
  public func line(ofRow row: Int) -> Int { Int(lines[row]) }

  /// An error about one cell.
  public func error(row: Int, column: Int, _ message: String, remedy: String) -> InputError {
    .data(name, line: line(ofRow: row), column: header[column], message, remedy: remedy)
  }

  /// Where a cell stands in `bytes`.
  func range(_ row: Int, _ column: Int) -> Range<Int> {
    let cell = 2 * (row * header.count + column)
    return Int(bounds[cell])..<Int(bounds[cell + 1])
  }

  /// Whether the cell holds nothing.
  public func isBlank(row: Int, column: Int) -> Bool { range(row, column).isEmpty }

  /// The text of a cell.
  public func text(row: Int, column: Int) -> String { Self.text(bytes, range(row, column)) }

  /// The text of a cell that must not be blank.
  public func requiredText(row: Int, column: Int) throws(InputError) -> String {
    let value = text(row: row, column: column)
    guard !value.isEmpty else {
      throw error(row: row, column: column, "is blank", remedy: "Give a value.")
    }
    return value
  }

  /// The number in a cell; nil when it is blank.
  ///
  /// - Throws: an `InputError` when the cell holds text, NaN or an infinity.
  public func number(row: Int, column: Int) throws(InputError) -> Double? {
    let range = range(row, column)
    if range.isEmpty { return nil }
    if let value = DecimalNumber.parse(bytes, range) { return value }
    throw error(
      row: row, column: column, "\"\(text(row: row, column: column))\" is not a finite number",
      remedy: "Write a plain number such as 1234.5 or 9.6e-05; leave a missing value blank.")
  }

  /// The number in a cell that must not be blank.
  public func requiredNumber(row: Int, column: Int) throws(InputError) -> Double {
    if let value = try number(row: row, column: column) { return value }
    throw error(row: row, column: column, "is blank", remedy: "Give a number.")
  }

  /// The size in a cell, such as a price; nil when it is blank.
  ///
  /// - Parameters:
  ///   - meaning: what it is, for the error.
  ///   - remedy: what to do when it is zero or negative.
  /// - Throws: an `InputError` when it is not above zero, or of a size that no market has.
  func size(
    row: Int, column: Int, meaning: String,
    remedy: String = "Give a positive number, or leave it blank."
  ) throws(InputError) -> Double? {
    guard let value = try number(row: row, column: column) else { return nil }
    guard value > 0 else {
      throw error(
        row: row, column: column,
        "\(meaning) \(text(row: row, column: column)) is not above zero", remedy: remedy)
    }
    guard DecimalNumber.plausible.contains(value) else {
      throw error(
        row: row, column: column, "\(meaning) \(text(row: row, column: column)) is absurd",
        remedy: "Give a size between \(DecimalNumber.plausible.lowerBound) and "
          + "\(DecimalNumber.plausible.upperBound).")
    }
    return value
  }

  /// The time in a cell.
  public func timestamp(row: Int, column: Int) throws(InputError) -> Timestamp {
    if let time = Timestamp(bytes, range(row, column)) { return time }
    throw error(
      row: row, column: column,
      "\"\(text(row: row, column: column))\" is not an ISO-8601 date or time",
      remedy: "Write 2024-03-10 or 2024-03-10T08:00:00Z.")
  }
}

extension CSVFile {
  private static func refuseWhatIsNotText(_ file: InputFile) throws(InputError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = file.bytes.dropFirst(file.bytes.starts(with: mark) ? mark.count : 0)
    guard content.contains(where: { $0 > 32 }) else {
      throw .data(file.name, "the file is empty", remedy: "Give a header and at least one row.")
    }
    guard file.bytes.count < Int(Int32.max) else {
      throw .data(file.name, "the file is larger than 2 GiB", remedy: "Split it.")
    }
    if file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF]) {
      throw .data(file.name, "the file is UTF-16", remedy: "Save it as CSV in UTF-8.")
    }
    if file.bytes.reduce(UInt8.max, min) == 0, let position = file.bytes.firstIndex(of: 0) {
      let line = file.bytes[..<position].count { $0 == 10 } + 1
      throw .data(
        file.name, line: line, "a zero byte: the file is binary",
        remedy: "Give a plain text CSV; unpack it first when it is compressed.")
    }
  }

  private static func checkedHeader(_ names: [String], file: String) throws(InputError) -> [String]
  {
    for (position, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw .data(
          file, line: 1, column: "\(position + 1)", "the column has no name",
          remedy: "Name every column in the header.")
      }
      guard !name.contains("\u{FFFD}") else {
        throw .data(
          file, line: 1, column: "\(position + 1)", "the name is not UTF-8",
          remedy: "Save the file as CSV in UTF-8.")
      }
      guard !names[..<position].contains(name) else {
        throw .data(
          file, line: 1, column: name, "the column is there twice",
          remedy: "Remove or rename one of them.")
      }
    }
    if names.count == 1, names[0].contains(";") || names[0].contains("\t") {
      throw .data(
        file, line: 1, "the cells are not separated by commas",
        remedy: "Save the file with commas between cells and points in numbers.")
    }
    return names
  }

  /// The text of a cell: surrounding blanks trimmed, doubled quotes made single.
  private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    let cell = bytes[range]
    let text = String(decoding: cell, as: UTF8.self)
    return cell.contains(UInt8(ascii: "\"")) ? text.replacing("\"\"", with: "\"") : text
  }
}
