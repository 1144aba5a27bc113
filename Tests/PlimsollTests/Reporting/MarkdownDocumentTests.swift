import Plimsoll
import Testing

@Suite("Markdown documents")
struct MarkdownDocumentTests {
  @Test("Blocks are a blank line apart")
  func blocks() {
    var document = MarkdownDocument(title: "Risk")
    document.paragraph("Two **bold** words.")
    document.heading(2, "Methods")
    document.bullets(["one", "two\nstill two"])
    document.bullets([])
    document.image("P&L [1 day]", path: "charts/pnl.svg")
    document.code("plimsoll demo", language: "sh")
    #expect(
      document.text == """
        # Risk

        Two **bold** words.

        ## Methods

        - one
        - two
          still two

        ![P&L \\[1 day\\]](charts/pnl.svg)

        ```sh
        plimsoll demo
        ```

        """)
  }

  @Test("Tables line up in the source, and pipes and line breaks are harmless")
  func table() {
    var document = MarkdownDocument(title: "T")
    document.table(
      ["account", .right("margin"), "s"],
      [["a|b", "1,234,567", "ok"], ["two\nlines", "3", ""]])
    #expect(
      document.text == """
        # T

        | account   |    margin | s   |
        | --------- | --------: | --- |
        | a\\|b      | 1,234,567 | ok  |
        | two lines |         3 |     |

        """)
  }

  @Test("A table without rows is its head")
  func emptyTable() {
    var document = MarkdownDocument(title: "T")
    document.table(["account", .right("n")], [])
    #expect(document.text == "# T\n\n| account |   n |\n| ------- | --: |\n")
  }

  @Test("A fence is longer than the backticks within")
  func fence() {
    var document = MarkdownDocument(title: "T")
    document.code("a ```` b\n")
    #expect(document.text.hasSuffix("`````\na ```` b\n`````\n"))
  }

  @Test("A path with spaces stays one path")
  func imagePath() {
    var document = MarkdownDocument(title: "T")
    document.image("x", path: "charts/a b.svg")
    #expect(document.text.hasSuffix("![x](<charts/a b.svg>)\n"))
  }
}
