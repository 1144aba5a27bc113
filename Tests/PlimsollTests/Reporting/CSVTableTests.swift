import Plimsoll
import Testing

@Suite("CSV tables")
struct CSVTableTests {
  private static func text(_ table: CSVTable, significantDigits: Int? = nil) -> String {
    String(decoding: table.encoded(significantDigits: significantDigits), as: UTF8.self)
  }

  @Test("Header, rows, blanks and numbers")
  func encodes() {
    var table = CSVTable(columns: ["account", "value", "n"])
    table.append(["alpha", 1_234_567.891234567, 3])
    table.append(["beta", .optional(nil), .integer(1_234_567_890_123)])
    table.append([.text("gamma"), .optional(-0.0), .blank])
    #expect(
      Self.text(table) == """
        account,value,n
        alpha,1234567.891234567,3
        beta,,1234567890123
        gamma,0,

        """)
    #expect(Self.text(table, significantDigits: 9).contains("alpha,1234567.89,3\n"))
    #expect(table.rows.map(\.count) == [3, 3, 3] && table.rowCount == 3)
    #expect(table.rows[1] == ["beta", .blank, 1_234_567_890_123])
    #expect(Self.text(table, significantDigits: 2).contains("beta,,1234567890123\n"))
  }

  @Test(
    "Quotes only where they are needed",
    arguments: [
      ("plain words", "plain words"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""), ("cr\rhere", "\"cr\rhere\""), ("crlf\r\n", "\"crlf\r\n\""),
      ("\"", "\"\"\"\""), (" spaced ", " spaced "), ("a;b|c", "a;b|c"),
    ])
  func quoting(text: String, field: String) {
    var table = CSVTable(columns: [text])
    table.append([.text(text)])
    #expect(Self.text(table) == "\(field)\n\(field)\n")
  }

  @Test("Long tables are the same for any number of threads, and keep their order")
  func longTables() {
    var table = CSVTable(columns: ["n", "x"])
    var expected = "n,x\n"
    for n in 0..<10_000 {
      table.append([.integer(n), .number(Double(n) / 8)])
      expected += "\(n),\(NumberText.plain(Double(n) / 8, significantDigits: nil))\n"
    }
    for threads in [1, 2, 5] {
      let text = table.encoded(significantDigits: nil, threads: threads)
      #expect(String(decoding: text, as: UTF8.self) == expected)
    }
  }

  @Test("A row of another length is a programming error")
  func wrongLength() async {
    await #expect(processExitsWith: .failure) {
      var table = CSVTable(columns: ["a", "b"])
      table.append(["only one"])
    }
  }
}
