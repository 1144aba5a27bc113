internal import PlimsollMarket

/// Two runs of one verb compared, table by table and key by key, with why figures of margin and risk
/// moved.
struct ComparisonReport {
  private let before: SavedResult
  private let after: SavedResult
  private let differences: [TableDifference]
  /// Nil for a verb whose figures are not explained.
  private let explanation: ExplanationSection?
  private let manifest: RunManifest

  /// Rows of the tables for people.
  private static let mostListed = 50

  /// - Throws: an `InputError` when the runs are of different verbs, or a table's rows cannot be
  ///   told apart.
  init(
    _ before: SavedResult, _ after: SavedResult, study: ReportStudy,
    _ environment: RunEnvironment
  ) throws(InputError) {
    guard before.record.verb == after.record.verb else {
      throw .usage(
        "\(before.folder) is of \(before.record.verb), \(after.folder) of \(after.record.verb)",
        remedy: "Compare two runs of the same verb.")
    }
    self.before = before
    self.after = after
    var differences: [TableDifference] = []
    let main = before.mainTable?.name
    let ordered =
      before.tables.filter { $0.name == main } + before.tables.filter { $0.name != main }
    for table in ordered {
      guard let other = after.table(table.name) else { continue }
      differences.append(try TableDifference(table, other))
    }
    self.differences = differences
    explanation = ExplanationRuns.outcome(before, after, in: environment).map {
      ExplanationSection($0, verb: before.record.verb)
    }
    manifest = RunManifest(
      study: study, inputs: before.record.inputs + after.record.inputs, environment: environment)
  }

  var report: Report {
    var report = Report(headline: headline, records: table, manifest: manifest)
    report.tables = [("comparison.csv", table)] + (explanation?.tables ?? [])
    report.charts = (explanation?.charts ?? []).map { ($0.path, $0.svg) }
    report.diagnostics = explanation?.diagnostics ?? []
    report.document = document
    return report
  }

  /// Numbers that changed, table by table, the largest relative changes first; then rows that only
  /// one run has, and other words.
  private var table: CSVTable {
    var table = CSVTable(columns: [
      "table", "key", "column", "before", "after", "change", "relative_change",
    ])
    for difference in differences {
      for change in difference.changes {
        table.append([
          .text(difference.file), .text(change.key), .text(change.column), change.before,
          change.after, .optional(change.absolute), .optional(change.relative),
        ])
      }
    }
    return table
  }

  private var headline: Report.Headline {
    let all = differences.flatMap { difference in
      difference.changes.map { (difference.file, $0) }
    }
    return Report.Headline(
      columns: [
        "table", "key", "column", .right("before"), .right("after"), .right("change"),
        .right("relative"),
      ],
      rows: all.prefix(Self.mostListed).map { [$0] + Self.row($1) },
      note: notes(of: all.count))
  }

  private func notes(of count: Int) -> String? {
    if count == 0 { return "Nothing differs in the tables that both runs have." }
    let cut =
      count > Self.mostListed
      ? "\(Self.mostListed) of \(count) differences; comparison.csv has all." : nil
    let notes = [strangers, cut].compactMap(\.self)
    return notes.isEmpty ? nil : notes.joined(separator: "\n")
  }

  /// Said when the main tables have no row in common; nil when they have.
  private var strangers: String? {
    guard let main = SavedView.of(verb: before.record.verb)?.file,
      let found = differences.first(where: { $0.file == main }),
      found.shared == 0, found.added + found.removed > 0
    else { return nil }
    return "The runs have no row of \(main) in common, by \(found.key.joined(separator: ", ")): "
      + "their rows are listed, and nothing is compared."
  }

  private static func row(_ change: TableDifference.Change) -> [String] {
    func text(_ value: CSVValue) -> String {
      switch value {
      case .number(let number): NumberText.figure(number)
      case .text(let text): text
      default: ""
      }
    }
    return [
      change.key, change.column, text(change.before), text(change.after),
      change.absolute.map(NumberText.figure) ?? "",
      change.relative.map { NumberText.percent($0, decimals: 2) } ?? "",
    ]
  }

  private var document: MarkdownDocument {
    var document = MarkdownDocument(
      title: "Two runs of \(before.record.verb): \(before.folder) and \(after.folder)")
    let count = differences.reduce(0) { $0 + $1.changes.count }
    document.paragraph(
      count == 0
        ? "**The tables are the same.**"
        : "**\(count) differences in \(differences.count { !$0.changes.isEmpty }) of "
          + "\(differences.count) tables.** Changes are of the second run against the first.")
    if let strangers { document.paragraph(strangers) }
    explanation?.write(to: &document)
    document.heading(2, "What the runs rest on")
    writeRecords(to: &document)
    for difference in differences { write(difference, to: &document) }
    writeMissingTables(to: &document)
    return document
  }

  private func writeRecords(to document: inout MarkdownDocument) {
    var rows: [[String]] = []
    func compare(_ name: String, _ first: String?, _ second: String?) {
      if first != second { rows.append([name, first ?? "none", second ?? "none"]) }
    }
    compare("release", before.record.version, after.record.version)
    compare("seed", before.record.seed.map { "\($0)" }, after.record.seed.map { "\($0)" })
    let first = Dictionary(before.record.study.leaves().map { ($0.path, $0.value) }) { $1 }
    let second = Dictionary(after.record.study.leaves().map { ($0.path, $0.value) }) { $1 }
    for path in Set(first.keys).union(second.keys).sorted() where path != "seed" {
      compare("study: \(path)", first[path], second[path])
    }
    let inputs = (before.record.inputs + after.record.inputs).map(\.file).unique()
    for file in inputs {
      func digests(_ record: SavedRecord) -> String? {
        let found = record.inputs.filter { $0.file == file }.map(\.sha256)
        return found.isEmpty
          ? nil
          : found.sorted().map { "`\($0.prefix(12))`" }
            .joined(separator: ", ")
      }
      compare("input: \(file)", digests(before.record), digests(after.record))
    }
    if rows.isEmpty {
      document.paragraph("The same release, seed, settings and inputs.")
    } else {
      document.table(
        ["", MarkdownColumn(before.folder), MarkdownColumn(after.folder)], rows)
    }
  }

  private func write(_ difference: TableDifference, to document: inout MarkdownDocument) {
    document.heading(2, difference.file)
    document.paragraph(difference.summary)
    guard !difference.changes.isEmpty else { return }
    document.table(
      [
        "key", "column", .right("before"), .right("after"), .right("change"),
        .right("relative"),
      ], difference.changes.prefix(Self.mostListed).map(Self.row))
    let hidden = difference.changes.count - Self.mostListed
    if hidden > 0 { document.paragraph("`comparison.csv` has \(hidden) more.") }
  }

  private func writeMissingTables(to document: inout MarkdownDocument) {
    let (first, second) = (before.tables.map(\.name), after.tables.map(\.name))
    let lines =
      first.filter { !second.contains($0) }.map { "`\($0)` is in \(before.folder) only." }
      + second.filter { !first.contains($0) }.map { "`\($0)` is in \(after.folder) only." }
    document.bullets(lines)
  }
}
