internal import PlimsollMarket

/// One run's saved results as a compact document.
struct SavedReport {
  private let result: SavedResult
  private let links: RelativeLinks
  private let manifest: RunManifest

  /// Rows shown of each table.
  private static let mostRows = 20

  init(
    _ result: SavedResult, links: RelativeLinks, study: ReportStudy, _ environment: RunEnvironment
  ) {
    self.result = result
    self.links = links
    manifest = RunManifest(
      study: study, inputs: result.record.inputs, environment: environment)
  }

  var report: Report {
    let main = result.mainTable
    var report = Report(
      headline: result.headline(most: MarginReport.mostListed),
      records: main?.records ?? CSVTable(columns: []),
      manifest: manifest)
    report.document = document
    report.savedCharts = result.charts.compactMap { chart in
      (try? InputFile(path: "\(result.folder)/\(chart)")).map {
        (links.link(to: chart, in: result.folder), $0.bytes)
      }
    }
    // The run's own document holds more, and stays.
    if result.hasDocument, links.startIn(result.folder) { report.documentPath = "summary.md" }
    return report
  }

  private var document: MarkdownDocument {
    let record = result.record
    var document = MarkdownDocument(
      title: "Saved results of \(record.verb), \(InputFile.displayName(of: result.folder))")
    SavedWords.write(result.verdicts, to: &document)
    if result.hasDocument {
      document.paragraph(
        "The run's own report: [report.md](\(links.link(to: "report.md", in: result.folder))).")
    }
    document.write(result.headline(most: Self.mostRows))
    for table in result.tables where table.name != result.mainTable?.name {
      document.heading(2, table.name)
      document.write(table.headline(nil, most: Self.mostRows))
    }
    for chart in result.charts {
      document.image(
        InputFile.displayName(of: chart).stem, path: links.link(to: chart, in: result.folder))
    }
    document.heading(2, "Diagnostics")
    ModelTables.write(record.diagnostics ?? [], to: &document)
    document.heading(2, "Inputs")
    document.paragraph(
      "Release \(record.version)" + (record.seed.map { ", seed \($0)" } ?? "") + ".")
    ModelTables.write(record.inputs, to: &document)
    return document
  }
}

/// What reports of saved results share.
enum SavedWords {
  /// Verdicts as a list, or a line that says there are none.
  static func write(_ verdicts: [String], to document: inout MarkdownDocument) {
    if verdicts.isEmpty {
      document.paragraph("**Nothing calls for a decision.**")
    } else {
      document.bullets(verdicts.map { "**\($0)**" })
    }
  }
}

extension MarkdownDocument {
  /// Adds a headline with its note; nothing when it has no columns.
  mutating func write(_ headline: Report.Headline) {
    guard !headline.columns.isEmpty else { return }
    table(headline.columns, headline.rows)
    if let note = headline.note { paragraph(note) }
  }
}

extension SavedResult {
  /// The verb's main table; nil for a verb that this release does not know.
  var mainTable: CSVFile? { SavedView.of(verb: record.verb).flatMap { table($0.file) } }

  /// The main table for people: of margin the lowest levels first, of stress the worst scenario of
  /// each account.
  func headline(most: Int) -> Report.Headline {
    guard let table = mainTable else {
      return Report.Headline(
        columns: ["figure", .right("value")],
        rows: (record.figures ?? []).map {
          [$0.column, $0.value.map(NumberText.figure) ?? ""]
        })
    }
    let view = SavedView.of(verb: record.verb)
    let columns = (view?.columns ?? []).compactMap { table.index(of: $0) }
    switch record.verb {
    case "margin":
      let lowest = table.sorted(Array(0..<table.rowCount), by: "margin_level")
      return table.headline(columns: columns, rows: lowest, most: most)
    case "stress":
      let accounts = (0..<table.rowCount).map { table.text($0, "account") }.unique()
      let worst = accounts.compactMap { account in
        table.sorted(table.rows(where: "account") { $0 == account }, by: "pnl").first
      }
      let lowest = table.sorted(worst, by: "margin_level_after")
      var headline = table.headline(columns: columns, rows: lowest, most: most)
      headline.note =
        "The worst scenario of each account, the lowest margin level first; \(table.name) has all."
      return headline
    default:
      return table.headline(view, most: most)
    }
  }
}

extension CSVFile {
  /// Rows by the number in a column, the least first, those without one last.
  func sorted(_ rows: [Int], by column: String) -> [Int] {
    let numbers = rows.map { Double(text($0, column)) ?? .infinity }
    return rows.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.map { rows[$0] }
  }

  /// The table as it was written.
  var records: CSVTable {
    var table = CSVTable(columns: header)
    for row in 0..<rowCount {
      table.append(
        header.indices.map { column in
          if isBlank(row: row, column: column) { return .blank }
          return number(row, column).map(CSVValue.number)
            ?? .text(text(row: row, column: column))
        })
    }
    return table
  }
}
