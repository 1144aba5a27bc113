import Testing

@testable import Plimsoll

@Suite struct PageTableTests {
  @Test func headsSayWhatTheyHead() {
    let html = PageTable(
      ["", "rule | x", .right("level")], [["a<b", "**one**", "1.5"], ["", "two", "2"]]
    ).html
    #expect(html.contains("<thead><tr><td></td><th scope=\"col\">rule | x</th>"))
    #expect(html.contains("<th scope=\"col\" class=\"r\">level</th></tr></thead>"))
    #expect(
      html.contains(
        "<tr><th scope=\"row\">a&lt;b</th><td><strong>one</strong></td><td class=\"r\">1.5</td></tr>"
      ))
    #expect(html.contains("<tr><td></td><td>two</td>"))
    #expect(html.contains("aria-label=\"Table: rule | x, level\""))
  }
}
