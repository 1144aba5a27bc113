import Testing

@testable import Plimsoll

@Suite struct HeadingIDsTests {
  @Test func everyHeadingHasItsOwnName() {
    var document = MarkdownDocument(title: "Margin of <a>")
    document.heading(2, "Who drives it")
    document.heading(3, "Who drives it!")
    document.heading(3, "who-drives-it-2")
    document.heading(2, "日本")
    let ids = HeadingIDs(document.blocks)
    #expect(
      document.blocks.indices.map { ids[$0] } == [
        "margin-of-a", "who-drives-it", "who-drives-it-2", "who-drives-it-2-2", "section",
      ])
    #expect(ids.title == "Margin of <a>")
    #expect(ids.firstSection == 1)
    #expect(ids.contents.contains("<li><a href=\"#section\">日本</a></li>"))
    #expect(ids.contents.split(separator: "\n").count { $0.hasPrefix("<li>") } == 2)
  }

  @Test func oneSectionNeedsNoContents() {
    var document = MarkdownDocument(title: "t")
    document.heading(2, "Only")
    #expect(HeadingIDs(document.blocks).firstSection == nil)
  }
}
