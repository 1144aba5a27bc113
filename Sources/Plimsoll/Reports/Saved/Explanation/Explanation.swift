internal import PlimsollMarket

/// Why figures of two runs differ: a bridge from the first's to the second's, whose steps are real runs
/// with one group of inputs after another replaced.
///
/// The steps of a figure add up to its change, but for rounding. An account or rule that a state does
/// not have counts as zero in it.
///
/// - Verified by: ExplanationTests.
struct Explanation: Sendable {
  /// One figure's way.
  struct Row: Sendable, Equatable {
    var key: ExplainedFigures.Key
    var before: Double
    /// By group, in their order.
    var steps: [Double]
    var after: Double
    /// What running both again does not come to: zero when it gives their saved figures.
    var unexplained: Double
    var errorBefore, errorAfter: Double?
    /// What is in one run only; empty when nothing is.
    var note: String

    var change: Double { after - before }
  }

  let rows: [Row]
  /// Rules of one run only: all of their figures come or go with them.
  let unshared: [String]
  /// Figures that a state in between does not have.
  let undefined: [ExplainedFigures.Key]

  /// - Parameter saved: the figures of both runs as they were saved.
  /// - Parameter states: the figures with no group replaced, one, two, and so on.
  init(
    saved: (before: ExplainedFigures, after: ExplainedFigures), states: [ExplainedFigures]
  ) {
    let (before, after) = saved
    var rows: [Row] = []
    var undefined: [ExplainedFigures.Key] = []
    let present = ([before, after] + states).map { Set($0.keys) }
    for key in (before.keys + after.keys).unique() {
      func value(_ figures: ExplainedFigures, _ place: Int) -> Double? {
        figures.values[key] ?? (present[place].contains(key) ? nil : 0)
      }
      guard let first = value(before, 0), let last = value(after, 1) else { continue }
      let path = states.enumerated().compactMap { value($1, $0 + 2) }
      guard path.count == states.count, let start = path.first, let end = path.last else {
        undefined.append(key)
        continue
      }
      rows.append(
        Row(
          key: key, before: first, steps: zip(path.dropFirst(), path).map { $0 - $1 }, after: last,
          unexplained: (last - end) + (start - first), errorBefore: before.errors[key],
          errorAfter: after.errors[key], note: Self.note(key, before, after)))
    }
    self.rows = rows
    let rules = (Set(before.keys.map(\.rule)), Set(after.keys.map(\.rule)))
    unshared = (before.keys + after.keys).map(\.rule).unique().filter {
      !rules.0.contains($0) || !rules.1.contains($0)
    }
    self.undefined = undefined
  }

  private static func note(
    _ key: ExplainedFigures.Key, _ before: ExplainedFigures, _ after: ExplainedFigures
  ) -> String {
    func has(_ figures: ExplainedFigures, _ part: KeyPath<ExplainedFigures.Key, String>) -> Bool {
      figures.keys.contains { $0[keyPath: part] == key[keyPath: part] }
    }
    let notes = [
      has(before, \.account) ? nil : "new account", has(after, \.account) ? nil : "account gone",
      has(before, \.rule) ? nil : "new rule", has(after, \.rule) ? nil : "rule gone",
    ]
    return notes.compactMap(\.self).joined(separator: ", ")
  }

  /// Every figure's way.
  var table: CSVTable {
    let steps = InputGroup.allCases.map { "from_\($0.rawValue)" }
    var table = CSVTable(
      columns: ["account", "rule", "measure", "before"] + steps
        + [
          "after", "change", "unexplained", "standard_error_before", "standard_error_after", "note",
        ])
    for row in rows {
      let name = [row.key.account, row.key.rule, row.key.measure].map(CSVValue.text)
      table.append(
        name + [.number(row.before)] + row.steps.map(CSVValue.number)
          + [
            .number(row.after), .number(row.change), .number(row.unexplained),
            .optional(row.errorBefore), .optional(row.errorAfter),
            row.note.isEmpty ? .blank : .text(row.note),
          ])
    }
    return table
  }
}
