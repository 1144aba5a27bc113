import Plimsoll
import Testing

@Suite("CSV tables")
struct CSVTableTests {
  @Test("Header, rows, blanks and numbers")
  func encodes() {
    var table = CSVTable(columns: ["account", "value", "n"])
    table.append(["alpha", 1_234_567.891234567, 3])
    table.append(["beta", .optional(nil), .integer(1_234_567_890_123)])
    table.append([.text("gamma"), .optional(-0.0), .blank])
    #expect(
      table.encoded(significantDigits: nil) == """
        account,value,n
        alpha,1234567.891234567,3
        beta,,1234567890123
        gamma,0,

        """)
    #expect(table.encoded(significantDigits: 9).contains("alpha,1234567.89,3\n"))
    #expect(table.encoded(significantDigits: 2).contains("beta,,1234567890123\n"))
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
    #expect(table.encoded(significantDigits: nil) == "\(field)\n\(field)\n")
  }

  @Test("A row of another length is a programming error")
  func wrongLength() async {
    await #expect(processExitsWith: .failure) {
      var table = CSVTable(columns: ["a", "b"])
      table.append(["only one"])
    }
  }
}
