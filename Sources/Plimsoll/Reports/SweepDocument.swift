internal import PlimsollMarket

/// The Markdown of a sweep: the range of the main figures first, then every cell, charts, and what
/// was run.
struct SweepDocument {
  let report: SweepReport
  let charts: [SweepCharts.Chart]
  let sensitivities: SweepSensitivities

  /// Diagnostics of cells that are listed.
  private static let mostDiagnostics = 20
  /// Values of a field that are listed.
  private static let mostValues = 12

  var document: MarkdownDocument {
    var document = MarkdownDocument(
      title: "Sweep of \(InputFile.displayName(of: report.plan.study))")
    document.paragraph(verdict)
    document.write(report.headline)
    document.paragraph(
      "A row is one run, a cell of the sweep; its first columns are what was varied, by its path in the "
        + "study file.")
    document.bullets(
      report.shownColumns.map(\.name).unique().compactMap { name in
        FigureWords.meaning(of: name).map { "`\(name)`: \($0)" }
      })
    for chart in charts { document.image(chart.caption, path: chart.path) }
    writeExtremes(to: &document)
    sensitivities.write(to: &document)
    writeFailures(to: &document)
    document.heading(2, "What was run")
    document.table(
      ["varied field", .right("values"), "which"],
      report.plan.fields.map { field in
        [
          "`\(field.path.text)`", field.bounds == nil ? "\(field.values.count)" : "",
          field.shown(atMost: Self.mostValues),
        ]
      })
    document.paragraph(
      chosen
        + "A field of a file is varied wherever the study uses that file. Cells share seeds unless "
        + "the seed is varied, so they differ by what is varied and not by luck. The base study:")
    document.code(report.baseStudy, language: "yaml")
    document.heading(2, "Diagnostics")
    writeDiagnostics(to: &document)
    document.heading(2, "Inputs")
    ModelTables.write(report.manifest.inputs, to: &document)
    return document
  }

  /// One sentence on how cells were chosen.
  private var chosen: String {
    guard let design = report.design else {
      return report.isZipped
        ? "Values were taken together, first with first. " : "All combinations were run. "
    }
    let points =
      switch design.kind {
      case .sobol: "Sobol points, shifted at random"
      case .random: "independent uniform points"
      }
    return "Cells are \(report.cells.count) \(points) by seed \(design.seed), "
      + "between bounds or among listed values. "
  }

  /// One sentence with the first figure's range.
  private var verdict: String {
    let (count, failed) = (report.cells.count, report.failed.count)
    var text = "**\(count) cells, \(failed == 0 ? "all done" : "\(failed) failed")"
    if let column = report.shownColumns.first, let range = extremes(of: column) {
      text +=
        "; \(column.title) from \(NumberText.figure(range.low.value)) to "
        + NumberText.figure(range.high.value) + (FigureWords.isMoney(column.name) ? " USD" : "")
    }
    return text + ".**"
  }

  private typealias Extreme = (value: Double, cell: SweepCell)

  /// The first of the cells with the least and with the greatest value.
  private func extremes(of column: SweepReport.Column) -> (low: Extreme, high: Extreme)? {
    let values = report.cells.compactMap { cell in
      column.value(in: cell).map { (value: $0, cell: cell) }
    }
    guard let low = values.min(by: { $0.value < $1.value }),
      let most = values.map(\.value).max(), let high = values.first(where: { $0.value == most })
    else { return nil }
    return (low, high)
  }

  private func writeExtremes(to document: inout MarkdownDocument) {
    let rows = report.shownColumns.compactMap { column -> [String]? in
      guard let range = extremes(of: column), range.low.value < range.high.value else { return nil }
      return [
        column.title, NumberText.figure(range.low.value), report.place(of: range.low.cell),
        NumberText.figure(range.high.value), report.place(of: range.high.cell),
      ]
    }
    guard !rows.isEmpty else { return }
    document.heading(2, "Lowest and highest")
    document.table(["figure", .right("lowest"), "at", .right("highest"), "at"], rows)
  }

  private func writeFailures(to document: inout MarkdownDocument) {
    guard !report.failed.isEmpty else { return }
    document.heading(2, "Failed cells")
    document.table(
      ["cell", "error"],
      report.failed.prefix(SweepReport.mostListed).map { [report.place(of: $0), $0.error ?? ""] })
    let hidden = report.failed.count - SweepReport.mostListed
    if hidden > 0 { document.paragraph("`sweep.csv` has \(hidden) more.") }
  }

  private func writeDiagnostics(to document: inout MarkdownDocument) {
    let found = report.cellDiagnostics
    guard !found.isEmpty else {
      ModelTables.write([Diagnostic](), to: &document)
      return
    }
    document.bullets(
      found.prefix(Self.mostDiagnostics).map { found, cells in
        "**\(found.severity.rawValue)** \(found.subject): \(found.message) "
          + "(\(cells) of \(report.cells.count) cells)"
      })
    let hidden = found.count - Self.mostDiagnostics
    if hidden > 0 {
      document.paragraph("\(hidden) more; each cell's study run on its own lists its own.")
    }
  }
}
