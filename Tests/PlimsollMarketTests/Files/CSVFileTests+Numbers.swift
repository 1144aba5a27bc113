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

  /// Numbers of every size and length, in every notation: doubles written in full, subnormal ones,
  /// prices, more digits than a double has, digits on either side of a tie, zeros in front.
  private static func randomText(_ generator: inout SeededGenerator) -> String {
    func digits(_ count: Int) -> String {
      var digits = ""
      while digits.utf8.count < count { digits += "\(generator.next())" }
      return String(digits.suffix(count))
    }
    let sign = ["", "", "-", "+"].randomElement(using: &generator) ?? ""
    let exponent = Int.random(in: -345...310, using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return "\(Double(bitPattern: generator.next() & ~(0x7FF << 52)))"
    case 1:
      let value = Double(bitPattern: generator.next())
      return value.isFinite ? "\(value)" : "0"
    case 2: return "\(sign)\(Double.random(in: 1e-5..<1e5, using: &generator))"
    case 3: return "\(sign)\(digits(Int.random(in: 1...30, using: &generator)))e\(exponent)"
    case 4:
      let whole = digits(Int.random(in: 0...22, using: &generator))
      return "\(sign)\(whole)\(whole.isEmpty ? "." : "")\(digits(1))"
        + (whole.isEmpty ? "" : "." + digits(Int.random(in: 0...22, using: &generator)))
    case 5: return "\(sign)0.\(String(repeating: "0", count: exponent & 31))\(digits(19))"
    case 6:
      // An odd multiple of half a unit above 2^53, and what a further digit makes of it.
      let tie = (1 << 53) + 1 + 2 * Int.random(in: 0..<(1 << 50), using: &generator)
      return "\(sign)\(tie).\(digits(Int.random(in: 0...3, using: &generator)))E+\(exponent & 3)"
    default: return "\(digits(2)).\(digits(2))e-\(320 + exponent & 7)"
    }
  }

  /// A million numbers against the standard library, which is right to the last bit.
  @Test func numbersAreTheNearestDoubles() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let texts = (0..<50_000).map { _ in Self.randomText(&generator) }
      let table = try Self.table("x,y\n" + texts.map { "\($0),0\n" }.joined())
      for (row, text) in texts.enumerated() {
        let read = try? table.requiredNumber(row: row, column: 0)
        let expected = Double(text).flatMap { $0.isFinite ? $0 : nil }
        guard read?.bitPattern == expected?.bitPattern else {
          Issue.record("\(text) reads \(read ?? .nan)")
          return
        }
      }
    }
  }
}
