import PlimsollMarket
import Testing

extension CSVFileTests {
  /// The number in a cell of its own.
  private static func number(_ text: String) throws -> Double? {
    try table("a,x\n1,\(text)\n").number(row: 0, column: 1)
  }

  @Test(arguments: [
    ("1", 1), ("-2.5", -2.5), ("+3", 3), ("9.60000034e-05", 9.60000034e-05), ("1E3", 1000),
    (".5", 0.5), ("5.", 5), ("0", 0), ("1e+2", 100), ("\"7\"", 7), ("0.1", 0.1),
    ("123456789012345678", 123_456_789_012_345_680), ("00012", 12), ("1e-400", 0),
    ("73072.12345678901", 73072.12345678901), ("9007199254740993", 9_007_199_254_740_992),
    ("1.7976931348623157e308", Double.greatestFiniteMagnitude),
    ("5e-324", Double.leastNonzeroMagnitude),
    ("0.000000000000000000000000000001", 1e-30), ("1000000000000000000000001", 1e24),
  ]) func decimals(text: String, value: Double) throws {
    #expect(try Self.number(text) == value)
  }

  @Test func aBlankIsNoNumber() throws {
    #expect(try Self.number("") == nil)
    #expect(try Self.number("  ") == nil)
    let error = #expect(throws: InputError.self) {
      try Self.table("a,x\n1,\n").requiredNumber(row: 0, column: 1)
    }
    #expect(error?.description == "book.csv, line 2, column x: is blank\n  Give a number.")
  }

  @Test(arguments: [
    "nan", "NaN", "-nan", "inf", "Infinity", "-inf", "1e309", "-1e999", "abc", "1.2.3", "1,5",
    "0x10",
    "0x1p3", "1e", "1e+", "e5", "-", "+", ".", "--1", "1_000", "1 000", "$5", "5%", "1e1.5", "1d",
    "１２", "#N/A", "1\u{A0}",
  ]) func whatIsNoNumber(text: String) {
    let error = #expect(throws: InputError.self) { try Self.number("\"\(text)\"") }
    #expect(error?.message == "\"\(text)\" is not a finite number")
    #expect(error?.place == .init(file: "book.csv", line: 2, column: "x"))
  }

  /// Doubles of every size, and prices, written with 15 to 17 digits and in both notations.
  @Test func numbersAreTheNearestDoubles() throws {
    var generator = SeededGenerator(seed: 2)
    var texts: [String] = []
    while texts.count < 10_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { texts.append("\(value)") }
      texts.append("\(Double.random(in: 1e-5..<1e5, using: &generator))")
      let digits = Int.random(in: 1...20, using: &generator)
      let whole = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
      let exponent = Int.random(in: -30...30, using: &generator)
      texts.append("\(whole).\(generator.next() % 1_000_000)e\(exponent)")
    }
    let table = try Self.table("x,y\n" + texts.map { "\($0),0\n" }.joined())
    for (row, text) in texts.enumerated() {
      let read = try table.requiredNumber(row: row, column: 0)
      guard read.bitPattern == Double(text)?.bitPattern else {
        Issue.record("\(text) reads \(read)")
        return
      }
    }
  }
}
