internal import PlimsollMarket

/// The part of a comparison that says why figures moved.
struct ExplanationSection {
  private let outcome: ExplanationRuns.Outcome
  let verb: String

  /// Rows of the table for people.
  private static let mostListed = 20
  /// Figures that have a chart of their own.
  static let mostCharted = 3
  /// Rules whose sum over all accounts has a chart.
  static let mostRules = 3

  /// The file of every figure's way.
  static let tablePath = "explanation.csv"

  init(_ outcome: ExplanationRuns.Outcome, verb: String) {
    self.outcome = outcome
    self.verb = verb
  }

  private var explanation: Explanation? {
    if case .explained(let explanation) = outcome { explanation } else { nil }
  }

  /// Of margin the initial one, of risk every measure, under the rules that both runs have.
  var leading: [Explanation.Row] {
    guard let explanation else { return [] }
    return explanation.rows.filter { row in
      !explanation.unshared.contains(row.key.rule)
        && (verb != MarginStudy.verb || row.key.measure == "initial_margin")
    }
  }

  /// The largest changes first.
  var movers: [Explanation.Row] {
    leading.enumerated().filter { $0.element.change != 0 }.sorted { left, right in
      let (a, b) = (left.element.change.magnitude, right.element.change.magnitude)
      return a != b ? a > b : left.offset < right.offset
    }.map(\.element)
  }

  var tables: [(path: String, table: CSVTable)] {
    explanation.map { [(Self.tablePath, $0.table)] } ?? []
  }

  var diagnostics: [Diagnostic] {
    switch outcome {
    case .refused(let reasons): reasons
    case .explained(let explanation):
      Self.unreproduced(explanation)
        + explanation.undefined.map {
          Diagnostic(
            .warning, "\($0.account), \($0.rule)",
            "\($0.measure) does not exist with inputs of both runs, and is not explained")
        }
    }
  }

  private static func unreproduced(_ explanation: Explanation) -> [Diagnostic] {
    let off = explanation.rows.filter { $0.unexplained != 0 }
    guard let worst = off.max(by: { $0.unexplained.magnitude < $1.unexplained.magnitude }) else {
      return []
    }
    return [
      Diagnostic(
        .warning, "explanation",
        "\(off.count) figures are not those saved when their runs are made again; the largest "
          + "difference is \(NumberText.figure(worst.unexplained)) (\(worst.key.account), "
          + "\(worst.key.rule), \(worst.key.measure)): another release or machine, or rounding")
    ]
  }

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "Why figures moved")
    guard case .explained(let explanation) = outcome else {
      document.paragraph(
        "**Not explained:** that takes runs with the inputs of both, and they are not all there as "
          + "they were. Keep each run's inputs in a folder of its own. The tables below show what differs."
      )
      writeDiagnostics(to: &document)
      return
    }
    let movers = movers
    guard !movers.isEmpty else {
      document.paragraph("**No figure moved** under a rule that both runs have.")
      writeUnshared(explanation, to: &document)
      writeDiagnostics(to: &document)
      return
    }
    for verdict in verdicts { document.paragraph(verdict) }
    document.paragraph(method)
    document.table(columns, movers.prefix(Self.mostListed).map(cells))
    document.paragraph(
      "\(verb == MarginStudy.verb ? "Initial margin" : "Losses") in USD; a step above zero raises the "
        + "figure. s.e. is the standard error of the measured core before and after. Steps share the "
        + "seed where the runs do, so their own noise is smaller; but new or lost price factors change "
        + "every account's draws, and a step well within the standard errors may be that alone. "
        + (movers.count > Self.mostListed
          ? "The \(Self.mostListed) largest of \(movers.count) changes; " : "")
        + "`\(Self.tablePath)` has \(explanation.rows.count) figures.")
    writeUnshared(explanation, to: &document)
    for chart in charts { document.image(chart.caption, path: chart.path) }
    writeDiagnostics(to: &document)
  }

  /// What a committee wants first: of margin the sum under each rule, of risk the largest move.
  private var verdicts: [String] {
    let told = sums.isEmpty ? Array(movers.prefix(1)) : Array(sums.prefix(Self.mostRules))
    return told.map { row in
      let steps = zip(InputGroup.allCases, row.steps).map { "\($0.rawValue) \(Self.signed($1))" }
      return "**\(row.key.account), \(row.key.rule): \(figure) went from "
        + "\(NumberText.money(row.before)) to \(NumberText.money(row.after)) USD**, by "
        + steps.joined(separator: ", ") + "."
    }
  }

  private var method: String {
    let groups = InputGroup.allCases.map { "*\($0.rawValue)* (\($0.words))" }
    return "Inputs of the first run are replaced by those of the second, one group after another: "
      + groups.joined(separator: ", ")
      + ". Each step is the difference between two runs; the steps "
      + "add up to the change. Another order would share the change out otherwise. An account that "
      + "only one run has is worth zero in the other, explained by positions; a rule, by rule."
  }

  private var columns: [MarkdownColumn] {
    ["account", "rule", .right("before")]
      + InputGroup.allCases.map { .right($0 == .rule ? "the rule" : $0.rawValue) }
      + [.right("after"), .right("s.e. before"), .right("s.e. after"), "note"]
  }

  private func cells(_ row: Explanation.Row) -> [String] {
    [row.key.account, row.key.rule, NumberText.money(row.before)] + row.steps.map(Self.signed)
      + [
        NumberText.money(row.after), row.errorBefore.map(NumberText.money) ?? "",
        row.errorAfter.map(NumberText.money) ?? "", row.note,
      ]
  }

  private static func signed(_ step: Double) -> String {
    step == 0 ? "0" : (step > 0 ? "+" : "") + NumberText.money(step)
  }

  private func writeUnshared(_ explanation: Explanation, to document: inout MarkdownDocument) {
    guard !explanation.unshared.isEmpty else { return }
    document.paragraph(
      "In one run only: \(explanation.unshared.joined(separator: ", ")). Their figures come or go with "
        + "the rule; `\(Self.tablePath)` has them.")
  }

  private func writeDiagnostics(to document: inout MarkdownDocument) {
    document.bullets(
      diagnostics.map { "**\($0.severity.rawValue)** \($0.subject): \($0.message)." })
  }
}
