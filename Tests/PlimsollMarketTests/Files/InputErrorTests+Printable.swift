import PlimsollMarket
import Testing

extension InputErrorTests {
  /// A value that holds a terminal's commands, or a whole file, is shown so that the error can be read.
  @Test func whateverAFileHoldsCanBeShown() {
    let error = InputError.data(
      "a.csv", line: 2, column: "b\u{0}", "\"\u{1B}[2J\r\nx\" is not a number", remedy: "Fix it.")
    #expect(
      error.description == #"a.csv, line 2, column b\0: "\u{1B}[2J\r\nx" is not a number"#
        + "\n  Fix it.")
    #expect(error.description.split(separator: "\n").count == 2)

    let long = InputError.data(
      "a.csv", "\"" + String(repeating: "x", count: 100_000) + "\"", remedy: "Shorten it.")
    #expect(long.description.utf8.count < 1_000)
    #expect(long.description.hasSuffix("…\n  Shorten it."))
  }
}
