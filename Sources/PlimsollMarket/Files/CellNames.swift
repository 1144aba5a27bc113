/// The names in a column's cells by number, each made a text once however many rows hold it.
///
/// - Verified by: AccountTableTests.
struct CellNames {
  private let table: CSVFile
  private let column: Int
  /// Spellings, by where each stood first.
  private var seen = FirstSeen<Range<Int>>()
  /// The number of each spelling's name.
  private var numbers: [Int] = []
  /// The cell asked for last and its number: rows of one account often follow each other.
  private var last: (range: Range<Int>, number: Int) = (0..<0, 0)

  /// The names in column number `column`.
  init(_ table: CSVFile, column: Int) {
    self.table = table
    self.column = column
  }

  /// The number of the name in a cell; nil when its spelling is new, and `learn` is to be told.
  ///
  /// One text may have several spellings in bytes, as é has.
  ///
  /// - Throws: an `InputError` when the cell is blank.
  mutating func known(row: Int) throws(InputError) -> Int? {
    let range = table.range(row, column)
    if range.isEmpty { _ = try table.requiredText(row: row, column: column) }
    if Self.areSame(table.bytes.span, range, last.range) { return last.number }
    let bytes = table.bytes
    let (spelling, isNew) = seen.number(of: range, hash: Self.hash(bytes.span, range)) {
      Self.areSame(bytes.span, range, $0)
    }
    if isNew { return nil }
    last = (range, numbers[spelling])
    return last.number
  }

  /// The name in a cell.
  func text(row: Int) -> String { table.text(row: row, column: column) }

  /// Takes note of the number of a name whose spelling was new.
  ///
  /// - Returns: the number.
  mutating func learn(_ number: Int) -> Int {
    numbers.append(number)
    return number
  }

  /// - Source: Fowler, Noll and Vo's hash FNV-1a.
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return hash
  }

  private static func areSame(_ bytes: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool
  {
    guard one.count == other.count else { return false }
    for place in 0..<one.count
    where bytes[one.lowerBound + place] != bytes[other.lowerBound + place] { return false }
    return true
  }
}
