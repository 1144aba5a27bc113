import Testing

@testable import Plimsoll

@Suite struct ExplainedFiguresTests {
  /// A table in memory and the same one read from a file have the same keys.
  @Test func keysDoNotDependOnHowCellsAreHeld() {
    func figures(_ level: CSVValue, _ value: CSVValue) -> ExplainedFigures {
      var table = CSVTable(columns: ["account", "method", "level", "value", "standard_error"])
      table.append([.text("a"), .text("m"), level, value, .blank])
      return ExplainedFigures(
        table, rule: ["method", "level"], measures: ["value"], errorOf: "value")
    }
    let key = ExplainedFigures.Key(account: "a", rule: "m 0.99", measure: "value")
    for figures in [figures(.text("0.99"), .number(3)), figures(.number(0.99), .integer(3))] {
      #expect(figures.keys == [key] && figures.values == [key: 3] && figures.errors.isEmpty)
    }
    #expect(figures(.number(0.99), .blank).values.isEmpty)
  }
}
