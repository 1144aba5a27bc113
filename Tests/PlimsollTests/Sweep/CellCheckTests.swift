import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct CellCheckTests {
  private static let row = ["margin": 3e6, "rule.level": 0.99, "zero": 0]

  private static func holds(_ text: String) throws -> Bool {
    try CellCheck(text).holds { row[$0] }
  }

  @Test(arguments: [
    ("margin > 2.9e6", true), ("margin>3e6", false), ("margin >= 3e6", true),
    ("rule.level < 0.995", true), ("rule.level <= 0.98", false), ("zero == 0", true),
    ("zero != 0", false), ("margin > -1 and zero > -1", true), ("margin > 1 and zero > 0", false),
    ("blank > 0", false), ("blank != 0", false),
  ]) func comparesColumns(text: String, answer: Bool) throws {
    #expect(try Self.holds(text) == answer)
  }

  @Test(arguments: [
    "", "margin", "margin >", "> 3", "margin > x", "margin > 1 and", "and margin > 1",
    "margin = 3", "margin > nan", "margin > 1 or zero > 1", "margin >> 1",
  ]) func whatIsNoComparisonIsRefused(text: String) {
    let error = #expect(throws: InputError.self) { try CellCheck(text) }
    #expect(error?.kind == .usage)
  }

  @Test func anUnknownColumnIsRefused() throws {
    let check = try CellCheck("margn > 3")
    let error = #expect(throws: InputError.self) { try check.requireColumns(["margin", "zero"]) }
    #expect(error?.remedy.contains("margin") == true)
    try CellCheck("margin > 3 and zero < 1").requireColumns(["margin", "zero"])
  }
}
