import Testing

@testable import Plimsoll

@Suite("Marker labels")
struct MarkerLabelsTests {
  @Test(
    "No two labels overlap, and none leaves the page",
    arguments: [
      [100, 100, 100], [100, 130, 160, 400], [700, 735, 738, 740], [20, 740], [300, 299, 301, 650],
    ] as [[Double]])
  func apart(lines: [Double]) {
    let labels = MarkerLabels(
      lines.map { (text: "VaR 99.9%: -1.23M", lineX: $0) }, rightEdge: 740)
    for (index, first) in labels.placed.enumerated() {
      #expect(first.x >= 20)
      #expect(first.x + first.width <= 740.001)
      for second in labels.placed[(index + 1)...] where first.row == second.row {
        #expect(first.x + first.width <= second.x || second.x + second.width <= first.x)
      }
    }
  }

  @Test("The leftmost of labels that would touch is the highest")
  func order() {
    let labels = MarkerLabels([("VaR 99%", 140), ("ES 99%", 100)], rightEdge: 740)
    #expect(labels.placed.map(\.text) == ["ES 99%", "VaR 99%"])
    #expect(labels.placed.map(\.row) == [1, 0])
  }

  @Test("Text is wrapped at breaks and shortened at the end")
  func wrapping() {
    let name = "client-segregated-omnibus-account-000123"
    let lines = TextStyle.name.wrapped(name, width: 230, lines: 2)
    #expect(lines == ["client-segregated-omnibus-", "account-000123"])
    let long = TextStyle.name.wrapped(String(repeating: "x", count: 200), width: 230, lines: 2)
    #expect(long.count == 2 && long[1].hasSuffix("…"))
    #expect(long.allSatisfy { TextStyle.name.width(of: $0) <= 230 })
  }
}
