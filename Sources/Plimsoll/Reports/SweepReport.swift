internal import PlimsollMarket

/// A sweep's answer as files: a row for every cell, charts, and a document.
struct SweepReport {
  let plan: SweepPlan
  let isZipped: Bool
  /// How points were spread; nil for combinations, or values taken together.
  let design: SweepDesign?
  /// What must not hold in any cell.
  let checks: [CellCheck]
  /// In the plan's order.
  let cells: [SweepCell]
  /// The study file's text.
  let baseStudy: String
  let manifest: RunManifest
  /// Every figure of some cell, as the studies order them.
  let columns: [Column]
  /// The figures for people: the first kind of each subject, then the second kind, and so on.
  let shownColumns: [Column]

  init(
    plan: SweepPlan, isZipped: Bool, design: SweepDesign?, checks: [CellCheck], cells: [SweepCell],
    baseStudy: String, manifest: RunManifest
  ) {
    self.plan = plan
    self.isZipped = isZipped
    self.design = design
    self.checks = checks
    self.cells = cells
    self.baseStudy = baseStudy
    self.manifest = manifest
    let columns = Column.all(of: cells)
    self.columns = columns
    let byName = columns.map(\.name).unique().flatMap { name in columns.filter { $0.name == name } }
    shownColumns = Array(byName.prefix(Self.mostShown))
  }

  /// The tables for people list at most this many cells.
  static let mostListed = 50
  /// The tables for people show at most this many figures.
  private static let mostShown = 6
  /// Failed cells told one by one.
  private static let mostTold = 5

  var report: Report {
    var report = Report(headline: headline, records: table, manifest: manifest)
    let sensitivities = SweepSensitivities(plan: plan, cells: cells, columns: columns)
    report.tables = [("sweep.csv", table), ("sensitivities.csv", sensitivities.table)]
    var charts = sensitivities.charts
    if design == nil {
      charts +=
        SweepCharts(plan: plan, isZipped: isZipped, cells: cells, columns: columns).all
    }
    report.charts = charts.map { ($0.path, $0.svg) }
    if !failed.isEmpty {
      report.failedChecks = ["\(failed.count) of \(cells.count) cells failed"]
    }
    report.failedChecks += brokenChecks
    report.diagnostics = diagnostics
    report.document =
      SweepDocument(
        report: self, charts: charts, sensitivities: sensitivities
      ).document
    return report
  }

  var failed: [SweepCell] { cells.filter { !$0.isDone } }

  /// A figure of the study, in whatever cells it is.
  struct Column {
    let name: String
    let subject: String?
    let title: String
    /// Where it stands in the first cell that has it, and so in most.
    private let place: Int

    private init(_ figure: Report.Figure, place: Int) {
      name = figure.name
      subject = figure.subject
      title = figure.column
      self.place = place
    }

    fileprivate static func all(of cells: [SweepCell]) -> [Column] {
      var columns: [Column] = []
      var known: Set<[String?]> = []
      var last: [Report.Figure] = []
      for cell in cells {
        let figures = cell.figures
        // Most cells have the figures of the one before.
        if figures.elementsEqual(last, by: { $0.name == $1.name && $0.subject == $1.subject }) {
          continue
        }
        for (place, figure) in figures.enumerated()
        where known.insert([figure.name, figure.subject]).inserted {
          columns.append(Column(figure, place: place))
        }
        last = figures
      }
      return columns
    }

    /// The figure in a cell; nil where it does not exist.
    func value(in cell: SweepCell) -> Double? {
      if cell.figures.indices.contains(place), names(cell.figures[place]) {
        return cell.figures[place].value
      }
      return cell.figures.first(where: names)?.value
    }

    private func names(_ figure: Report.Figure) -> Bool {
      figure.name == name && figure.subject == subject
    }
  }

  private var table: CSVTable {
    var table = CSVTable(
      columns: plan.fields.map(\.path.text) + columns.map(\.title) + ["status", "error"])
    for cell in cells {
      table.append(
        cell.values.map(VariedField.cell) + columns.map { .optional($0.value(in: cell)) }
          + [.text(cell.isDone ? "ok" : "failed"), cell.error.map(CSVValue.text) ?? .blank])
    }
    return table
  }

  var headline: Report.Headline {
    Report.Headline(
      columns: plan.fields.map { .right($0.path.text) } + shownColumns.map { .right($0.title) }
        + ["status"],
      rows: cells.prefix(Self.mostListed).map { cell in
        cell.values + shownColumns.map { $0.value(in: cell).map(NumberText.figure) ?? "" }
          + [cell.isDone ? "ok" : "failed"]
      },
      note: cells.count > Self.mostListed
        ? "The first \(Self.mostListed) of \(cells.count) cells; sweep.csv has all." : nil)
  }

  /// Refuses a check of a column that is not there.
  func requireColumns() throws(InputError) {
    let known = plan.fields.map(\.path.text) + columns.map(\.title)
    for check in checks { try check.requireColumns(known) }
  }

  /// A sentence for each check that some cell does not pass.
  private var brokenChecks: [String] {
    checks.compactMap { check in
      let broken = cells.filter { cell in cell.isDone && check.holds { number($0, in: cell) } }
      guard let first = broken.first else { return nil }
      return "\(check.text) in \(broken.count) of \(cells.count) cells, first at "
        + place(of: first)
    }
  }

  /// A varied field's value or a figure, as a number.
  private func number(_ column: String, in cell: SweepCell) -> Double? {
    if let field = plan.fields.firstIndex(where: { $0.path.text == column }) {
      return VariedField.number(cell.values[field])
    }
    return columns.first { $0.title == column }?.value(in: cell)
  }

  /// Where a cell is: `rule.level 0.99, seed 2`.
  func place(of cell: SweepCell) -> String {
    zip(plan.fields, cell.values).map { "\($0.path.text) \($1)" }.joined(separator: ", ")
  }

  /// Failed cells, then what was repaired or bounded in some cell.
  private var diagnostics: [Diagnostic] {
    var found = failed.prefix(Self.mostTold).map {
      Diagnostic(.warning, place(of: $0), $0.error ?? "failed")
    }
    if failed.count > Self.mostTold {
      found.append(
        Diagnostic(
          .warning, "sweep", "\(failed.count - Self.mostTold) more cells failed; see sweep.csv"))
    }
    return (found + cellDiagnostics.map(\.diagnostic) + manifest.diagnostics).unique()
  }

  /// What some cells were told, with the number of these cells.
  var cellDiagnostics: [(diagnostic: Diagnostic, cells: Int)] {
    var counts: [Diagnostic: Int] = [:]
    for cell in cells { for found in cell.diagnostics.unique() { counts[found, default: 0] += 1 } }
    return cells.flatMap(\.diagnostics).unique().map { ($0, counts[$0] ?? 0) }
  }
}
