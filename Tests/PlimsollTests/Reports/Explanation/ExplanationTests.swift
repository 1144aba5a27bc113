import Testing

@testable import Plimsoll

@Suite struct ExplanationTests {
  private func figures(_ rows: [(String, String, Double?)]) -> ExplainedFigures {
    var table = CSVTable(columns: ["account", "rule", "initial_margin", "standard_error"])
    for (account, rule, value) in rows {
      table.append([.text(account), .text(rule), .optional(value), .number(2)])
    }
    return ExplainedFigures(
      table, rule: ["rule"], measures: ["initial_margin"], errorOf: "initial_margin")
  }

  @Test func stepsAreDifferencesOfStates() throws {
    let explanation = Explanation(
      saved: (figures([("a", "r", 100)]), figures([("a", "r", 170)])),
      states: [100, 130, 120, 125, 170].map { figures([("a", "r", $0)]) })
    let row = try #require(explanation.rows.first)
    #expect(row.steps == [30, -10, 5, 45] && row.change == 70 && row.unexplained == 0)
    #expect(row.errorBefore == 2 && row.errorAfter == 2 && row.note.isEmpty)
    #expect(explanation.undefined.isEmpty && explanation.unshared.isEmpty)
  }

  /// What making the runs again does not give is stated, and the sum still holds.
  @Test func whatCannotBeReproducedIsUnexplained() {
    let row = Explanation(
      saved: (figures([("a", "r", 99)]), figures([("a", "r", 173)])),
      states: [100, 130, 120, 125, 170].map { figures([("a", "r", $0)]) }
    ).rows[0]
    #expect(row.unexplained == 4)
    #expect(row.steps.reduce(row.unexplained, +) == row.change)
  }

  @Test func whatOneRunLacksIsZeroInIt() {
    let (old, new) = (("old", "r", 10.0 as Double?), ("new", "r", 20.0 as Double?))
    let explanation = Explanation(
      saved: (figures([old, ("old", "s", 5)]), figures([new, ("new", "t", 7)])),
      states: [figures([old, ("old", "s", 5)])]
        + Array(repeating: figures([new, ("new", "s", 6)]), count: 3)
        + [figures([new, ("new", "t", 7)])])
    #expect(
      explanation.rows.map(\.note) == [
        "account gone", "account gone, rule gone", "new account", "new account, new rule",
      ])
    #expect(
      explanation.rows.map(\.steps) == [
        [-10, 0, 0, 0], [-5, 0, 0, 0], [20, 0, 0, 0], [0, 0, 0, 7],
      ])
    #expect(explanation.unshared == ["s", "t"])
  }

  /// A blank is no zero: such a figure has no bridge.
  @Test func aBlankOnTheWayIsNotExplained() {
    let one = figures([("a", "r", 1)])
    let explanation = Explanation(
      saved: (one, one), states: [one, figures([("a", "r", nil)]), one, one, one])
    #expect(explanation.rows.isEmpty && explanation.undefined.map(\.account) == ["a"])
  }
}
