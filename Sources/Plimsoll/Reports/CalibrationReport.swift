internal import PlimsollMarket
internal import PlimsollScenarios

/// The answer of a calibration: a model, what the gates say of it, and what a committee reads.
struct CalibrationReport {
  let model: RiskModel
  /// The last good model; nil when none was given.
  let previous: RiskModel?
  let outcomes: [GateOutcome]
  let history: PriceHistory
  let manifest: RunManifest

  private var failed: [GateOutcome] { outcomes.filter { !$0.passed } }

  var report: Report {
    var report = Report(
      headline: ModelTables.headline(model), records: ModelTables.records(model),
      manifest: manifest)
    report.tables = [("factors.csv", report.records), ("gates.csv", gates)]
    report.failedChecks = failed.map { "gate \(Self.sentence($0))" }
    report.diagnostics = model.diagnostics + manifest.diagnostics
    report.charts = CalibrationCharts(model: model, previous: previous, history: history).all
      .map { ($0.path, $0.svg) }
    report.document = document
    return report
  }

  private static func sentence(_ outcome: GateOutcome) -> String {
    "\(outcome.gate): \(outcome.subject) \(NumberText.plain(outcome.value, significantDigits: 4)), "
      + "the spec allows \(NumberText.plain(outcome.limit, significantDigits: 4))"
  }

  private var gates: CSVTable {
    var table = CSVTable(columns: ["gate", "subject", "value", "limit", "passed"])
    for outcome in outcomes {
      table.append([
        .text(outcome.gate), .text(outcome.subject), .number(outcome.value),
        .number(outcome.limit), .text(outcome.passed ? "yes" : "no"),
      ])
    }
    return table
  }

  private var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Model of \(model.asOf)")
    document.paragraph(verdict)
    document.heading(2, "Gates")
    if outcomes.isEmpty {
      document.paragraph("The spec has none, or none that can be held without a previous model.")
    } else {
      document.table(
        ["gate", "what", .right("found"), .right("allowed"), "passed"],
        outcomes.map {
          [
            $0.gate, $0.subject, NumberText.plain($0.value, significantDigits: 4),
            NumberText.plain($0.limit, significantDigits: 4), $0.passed ? "yes" : "**no**",
          ]
        })
      document.paragraph(
        "A gate is a limit of the spec: a model with more than is allowed is not used.")
    }
    document.heading(2, "Factors")
    writeVolatilities(to: &document)
    for chart in CalibrationCharts(model: model, previous: previous, history: history).all {
      document.image(chart.caption, path: chart.path)
    }
    let recursions = ModelTables.recursions(of: model)
    if !recursions.rows.isEmpty {
      document.heading(2, "Fitted variance")
      document.table(recursions.columns, recursions.rows)
      document.paragraph(
        "σ²(t) = ω + α e²(t−1) + γ e²(t−1)·1[e < 0] + β σ²(t−1), by maximum likelihood. In brackets "
          + "robust standard errors, blank where persistence is held at its bound of 1. Half-life: "
          + "bars until half of a shock to variance is gone. \(ModelTables.likelihoods(of: model))")
    }
    document.heading(2, "Laws and dependence")
    ModelTables.write(model, to: &document)
    document.heading(2, "Coverage")
    ModelTables.writeCoverage(model.coverage, to: &document)
    ModelTables.writeGrounds(
      model.diagnostics + manifest.diagnostics, manifest.inputs, to: &document)
    return document
  }

  /// One sentence a committee can minute.
  private var verdict: String {
    let warnings = model.diagnostics.count { $0.severity == .warning }
    let facts =
      "\(model.factors.count) factors, bars of \(model.bar), last return \(model.asOf), "
      + "\(warnings) warnings."
    guard failed.isEmpty else {
      return "**Rejected: \(failed.count) of \(outcomes.count) gate checks fail** (first: "
        + Self.sentence(failed[0]) + "). The last good model stays in place. \(facts)"
    }
    let held = outcomes.isEmpty ? "no gate was held against it" : "every gate passes"
    return "**Accepted: \(held).** \(facts)"
  }

  private func writeVolatilities(to document: inout MarkdownDocument) {
    let before = Dictionary(
      uniqueKeysWithValues: (previous?.factors ?? []).map { ($0.factor, $0.volatility) })
    var columns: [MarkdownColumn] = ["factor", "model", .right("volatility p.a.")]
    if previous != nil { columns += [.right("before"), .right("change")] }
    document.table(
      columns,
      model.factors.map { factor in
        let now = factor.volatility.annualised(bar: model.bar)
        var row = [
          factor.factor.name, factor.volatility.model.rawValue, NumberText.percent(now),
        ]
        if previous != nil {
          let old = before[factor.factor]?.annualised(bar: model.bar)
          row.append(old.map { NumberText.percent($0) } ?? "new")
          row.append(old.flatMap { $0 > 0 ? NumberText.percent(now / $0 - 1) : nil } ?? "")
        }
        return row
      })
  }
}
