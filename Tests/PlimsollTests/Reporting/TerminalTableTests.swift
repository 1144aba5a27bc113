import Plimsoll
import Testing

@Suite("Terminal tables")
struct TerminalTableTests {
  @Test("Columns line up, two spaces apart, without trailing spaces")
  func renders() {
    let text = TerminalTable.render(
      ["account", .right("margin"), "status"],
      [["alpha", "1,234.5", "healthy"], ["a longer name", "3", ""]])
    #expect(
      text == """
        account         margin  status
        alpha          1,234.5  healthy
        a longer name        3

        """)
  }

  @Test("Names cannot steer the terminal")
  func controlCharacters() {
    let text = TerminalTable.render(["account"], [["red\u{1B}[31m\nnext"]])
    #expect(text == "account\nred [31m next\n")
  }
}
