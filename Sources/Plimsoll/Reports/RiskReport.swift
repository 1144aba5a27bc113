internal import PlimsollMargin
internal import PlimsollMarket

/// A risk study's answer as files.
struct RiskReport {
  let book: Book
  let cells: [RiskStudy.Cell]
  /// Whether a control variate was asked for.
  let controls: Bool
  let manifest: RunManifest

  var report: Report {
    let headline = headline
    let diagnostics = diagnostics
    var report = Report(headline: headline, records: table, manifest: manifest)
    let sampling = SamplingTables(book: book, cells: cells, controls: controls)
    report.tables = [("risk.csv", report.records)] + sampling.tables
    let charts = charts
    report.charts = charts.map { ($0.path, $0.svg) }
    report.figures = figures
    report.diagnostics = diagnostics
    report.document = document(
      headline: headline, charts: charts.map { ($0.path, $0.caption) }, diagnostics: diagnostics)
    return report
  }

  private var diagnostics: [Diagnostic] {
    var notes: [Diagnostic] = []
    forEachFigure { account, _, figures, _ in
      if let note = figures.note { notes.append(Diagnostic(.warning, account, note)) }
    }
    notes += SamplingTables(book: book, cells: cells, controls: controls).diagnostics
    return
      (book.diagnostics + cells.flatMap(\.prepared.diagnostics) + notes
      + manifest.diagnostics).unique()
  }

  /// Calls `row` for every account, method, level and horizon, in that order of nesting.
  private func forEachFigure(
    ofFirst count: Int = .max,
    _ row: (
      _ account: String, _ cell: RiskStudy.Cell, _ figures: TailFigures, _ scenarios: Int
    ) -> Void
  ) {
    for (index, account) in book.accounts.prefix(count).enumerated() {
      for cell in cells.indices {
        let risk = cells[cell].accounts[index]
        for (level, figures) in risk.figures.enumerated() {
          row(
            account.name, cells[cell], figures,
            risk.sampled.isEmpty ? cells[cell].prepared.source.count : risk.sampled[level].scenarios
          )
        }
      }
    }
  }

  private var table: CSVTable {
    var table = CSVTable(columns: [
      "account", "method", "measure", "level", "horizon", "value", "standard_error", "ci_low",
      "ci_high", "scenarios",
    ])
    forEachFigure { account, cell, figures, scenarios in
      for measure in RiskMeasure.allCases {
        let estimate = figures.value(of: measure)
        table.append([
          .text(account), .text(cell.method.rawValue), .text(measure.rawValue),
          .number(figures.level.value), .text(cell.horizon.description), .optional(estimate?.value),
          .optional(estimate?.standardError), .optional(estimate?.lower),
          .optional(estimate?.upper), .integer(scenarios),
        ])
      }
    }
    return table
  }

  private var headline: Report.Headline {
    var rows: [[String]] = []
    forEachFigure(ofFirst: MarginReport.mostListed) { account, cell, figures, _ in
      let (valueAtRisk, shortfall) = (figures.valueAtRisk, figures.expectedShortfall)
      rows.append([
        account, cell.method.rawValue, figures.level.description, cell.horizon.description,
        valueAtRisk.map { NumberText.money($0.value) } ?? "", interval(valueAtRisk),
        shortfall.map { NumberText.money($0.value) } ?? "", interval(shortfall),
      ])
    }
    return Report.Headline(
      columns: [
        "account", "method", .right("level"), .right("horizon"), .right("VaR"),
        .right("95 % interval"), .right("ES"), .right("95 % interval"),
      ], rows: rows,
      note: book.accounts.count > MarginReport.mostListed
        ? "The first \(MarginReport.mostListed) of \(book.accounts.count) accounts; risk.csv has all."
        : nil)
  }

  /// Both ends, `?` for one that is not attainable; nothing for a figure without an interval.
  private func interval(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.lower != nil || estimate.upper != nil else { return "" }
    func end(_ value: Double?) -> String { value.map(NumberText.money) ?? "?" }
    return "\(end(estimate.lower)) … \(end(estimate.upper))"
  }

  private var charts: [(path: String, caption: String, svg: String)] {
    var names = FileNames()
    var charts: [(path: String, caption: String, svg: String)] = []
    for (index, account) in book.accounts.prefix(MarginReport.mostCharted).enumerated()
    where !account.positions.isEmpty {
      for cell in cells {
        let risk = cell.accounts[index]
        guard let pnl = risk.histogram else { continue }
        let path = names.name(for: "pnl-\(account.name)-\(cell.method.rawValue)-\(cell.horizon)")
        charts.append(
          (
            "charts/\(path).svg",
            "P&L of \(account.name) over \(cell.horizon), \(cell.method.rawValue)",
            HistogramChart(
              title: "P&L of \(account.name) over \(cell.horizon)",
              subtitle: "\(cell.method.rawValue), \(cell.prepared.source.count) "
                + (risk.sampled.isEmpty ? "scenarios" : "plain scenarios; markers from its own"),
              xLabel: "P&L, USD", binEdges: pnl.edges, counts: pnl.counts,
              markers: risk.figures.flatMap(markers),
              lossesBelow: risk.figures.first?.valueAtRisk.map { -$0.value }
            ).svg
          ))
      }
    }
    return charts
  }

  private func markers(_ figures: TailFigures) -> [ChartMarker] {
    let level = NumberText.percent(figures.level.value, decimals: 1)
    return [("VaR", figures.valueAtRisk), ("ES", figures.expectedShortfall)].compactMap {
      name, estimate in
      estimate.map { ChartMarker(label: "\(name) \(level)", value: -$0.value) }
    }
  }

  private func document(
    headline: Report.Headline, charts: [(path: String, caption: String)],
    diagnostics: [Diagnostic]
  ) -> MarkdownDocument {
    var document = MarkdownDocument(title: "Risk of \(book.name), \(book.asOf)")
    if let worst = worst {
      document.paragraph(
        "**Largest expected shortfall: \(worst.account), \(NumberText.money(worst.value)) USD** "
          + "(\(worst.label)).")
    }
    document.table(headline.columns, headline.rows)
    if let note = headline.note { document.paragraph(note) }
    let sampling = SamplingTables(book: book, cells: cells, controls: controls)
    document.paragraph(
      "Losses in USD, positive when money is lost; positions only, collateral stands still. VaR (value "
        + "at risk) is the loss that all but the worst scenarios stay within: at level 0.99, the worst "
        + "1 in 100. ES (expected shortfall) is the mean loss of those worst ones. "
        + (sampling.isEmpty
          ? "VaR intervals come from order statistics, ES intervals from its asymptotic standard "
            + "error; " : "")
        + "`?` stands where the sample is too small for that end of an interval; a blank, where the "
        + "method gives no interval.")
    sampling.write(to: &document)
    for chart in charts { document.image(chart.caption, path: chart.path) }
    let hidden = book.accounts.count - MarginReport.mostCharted
    if hidden > 0 { document.paragraph("\(hidden) more accounts are not drawn.") }
    document.heading(2, "Method")
    document.bullets(
      (cells.map(\.prepared.summary) + cells.compactMap(\.method.summary)).unique()
        + cells.flatMap { Valuation.methodNotes(of: book, under: $0.prepared) }.unique())
    if let model = cells.compactMap(\.prepared.model).first {
      ModelTables.write(model, to: &document)
    }
    for cell in cells {
      guard let joint = cell.prepared.joint else { continue }
      JointTables.write(joint, under: "\(cell.method.rawValue), \(cell.horizon)", to: &document)
    }
    document.heading(3, "Price history used")
    ModelTables.writeCoverage(cells.first?.prepared.coverage ?? [], to: &document)
    ModelTables.writeGrounds(diagnostics, manifest.inputs, to: &document)
    return document
  }

  private var worst: (account: String, value: Double, label: String)? {
    var found: (account: String, value: Double, label: String)?
    forEachFigure { account, cell, figures, _ in
      guard let value = figures.expectedShortfall?.value else { return }
      if value > found?.value ?? -.infinity {
        found = (account, value, "\(cell.method.rawValue), \(figures.level) over \(cell.horizon)")
      }
    }
    return found
  }
}
