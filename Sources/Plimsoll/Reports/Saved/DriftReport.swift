internal import PlimsollMarket
internal import PlimsollScenarios

/// How calibrated models changed from night to night: jumps first, then every parameter's path.
struct DriftReport {
  private let models: SavedModels
  private let drift: ModelDrift
  private let threshold: Double
  private let manifest: RunManifest

  /// Rows of the tables for people.
  private static let mostListed = 50

  init(
    _ models: SavedModels, threshold: Double, study: ReportStudy, _ environment: RunEnvironment
  ) {
    self.models = models
    self.threshold = threshold
    drift = ModelDrift(models.models)
    manifest = RunManifest(study: study, inputs: models.files, environment: environment)
  }

  var report: Report {
    var report = Report(headline: headline, records: table, manifest: manifest)
    report.tables = [("drift.csv", table)]
    let charts = DriftCharts(models: models.models, drift: drift).all
    report.charts = charts.map { ($0.path, $0.svg) }
    report.figures = [
      Report.Figure("models", Double(models.models.count)),
      Report.Figure("jumps_of_the_last_model", Double(lastJumps)),
      Report.Figure("jumps", Double(jumps.count)),
      Report.Figure("changes_of_factors", Double(drift.comings.count)),
    ]
    report.diagnostics = models.diagnostics
    report.document = document(charts)
    return report
  }

  private var jumps: [ModelDrift.Step] { drift.jumps(over: threshold) }

  private var lastJumps: Int { jumps.count { $0.asOf == models.models.last?.asOf } }

  private var table: CSVTable {
    var table = CSVTable(columns: ["as_of", "factor", "parameter", "value", "change"])
    for step in drift.steps {
      table.append([
        .text(step.asOf.description), .text(step.factor), .text(step.parameter),
        .number(step.value), .optional(step.change),
      ])
    }
    return table
  }

  /// Each factor's volatility and tail, the last model against the one before.
  private var headline: Report.Headline {
    guard let last = models.models.last else { return .init(columns: [], rows: []) }
    return Report.Headline(
      columns: [
        "factor", .right("volatility p.a."), .right("change"), .right("lowest"),
        .right("highest"), .right("degrees of freedom"), .right("change"), .right("jumps"),
      ],
      rows: last.factors.map { factor in
        let name = factor.factor.name
        let volatilities = drift.path("volatility_per_bar", of: name)
        let scale = VolatilityModel(model: .constant, perBar: 1).annualised(bar: last.bar)
        let degrees = drift.path("degrees_of_freedom", of: name).last {
          $0.asOf == last.asOf
        }
        func percent(_ value: Double?) -> String {
          value.map { NumberText.percent($0 * scale) } ?? ""
        }
        return [
          name, percent(volatilities.last?.value), Self.text(volatilities.last?.change),
          percent(volatilities.map(\.value).min()), percent(volatilities.map(\.value).max()),
          degrees.map { NumberText.ratio($0.value) } ?? "", Self.text(degrees?.change),
          "\(jumps.count { $0.factor == name })",
        ]
      },
      note: "\(Self.count(models.models.count, "model")); a jump is a change above "
        + "\(NumberText.percent(threshold, decimals: 0)) from one model to the next.")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A relative change with its sign.
  private static func text(_ change: Double?) -> String {
    guard let change else { return "" }
    return (change > 0 ? "+" : "") + NumberText.percent(change)
  }

  private func document(_ charts: [DriftCharts.Chart]) -> MarkdownDocument {
    var document = MarkdownDocument(
      title: "Drift of the models in \(InputFile.displayName(of: models.folder))")
    document.paragraph(verdict)
    document.write(headline)
    writeJumps(to: &document)
    writeComings(to: &document)
    for chart in charts { document.image(chart.caption, path: chart.path) }
    document.paragraph("`drift.csv` has every parameter of every model.")
    if !models.diagnostics.isEmpty {
      document.heading(2, "Models of one time")
      ModelTables.write(models.diagnostics, to: &document)
    }
    document.heading(2, "Diagnostics that appeared")
    writeDiagnostics(to: &document)
    document.heading(2, "Models")
    document.table(
      ["as of", "file", "release", .right("factors"), .right("warnings"), "SHA-256"],
      zip(models.models, models.files).map { model, file in
        [
          model.asOf.description, file.file, model.plimsoll, "\(model.factors.count)",
          "\(model.diagnostics.count { $0.severity == .warning })", "`\(file.sha256)`",
        ]
      })
    return document
  }

  private var verdict: String {
    guard models.models.count > 1, let first = models.models.first, let last = models.models.last
    else { return "**One model: nothing to compare yet.**" }
    return "**\(models.models.count) models from \(first.asOf) to \(last.asOf): "
      + "\(Self.count(jumps.count, "jump")), \(lastJumps) of them in the last model.**"
  }

  private func writeJumps(to document: inout MarkdownDocument) {
    guard !jumps.isEmpty else { return }
    document.heading(2, "Jumps")
    document.table(
      ["as of", "factor", "parameter", .right("before"), .right("value"), .right("change")],
      jumps.prefix(Self.mostListed).map { step in
        [
          step.asOf.description, step.factor.isEmpty ? "all" : step.factor, step.parameter,
          step.before.map(NumberText.figure) ?? "", NumberText.figure(step.value),
          Self.text(step.change),
        ]
      })
    let hidden = jumps.count - Self.mostListed
    if hidden > 0 { document.paragraph("\(hidden) smaller ones are in `drift.csv`.") }
  }

  private func writeComings(to document: inout MarkdownDocument) {
    guard !drift.comings.isEmpty else { return }
    document.heading(2, "Factors that came and went")
    document.table(
      ["as of", "new", "gone"],
      drift.comings.map { coming in
        [
          coming.asOf.description, coming.new.joined(separator: ", "),
          coming.gone.joined(separator: ", "),
        ]
      })
  }

  private func writeDiagnostics(to document: inout MarkdownDocument) {
    let found = zip(models.models.dropFirst(), models.models).flatMap { model, before in
      ModelDrift.newDiagnostics(of: model, since: before).map { (model.asOf, $0) }
    }.reversed()
    guard !found.isEmpty else {
      document.paragraph("None.")
      return
    }
    document.bullets(
      found.prefix(Self.mostListed).map { asOf, diagnostic in
        "\(asOf): **\(diagnostic.severity.rawValue)** \(diagnostic.subject): \(diagnostic.message)"
      })
    let hidden = found.count - Self.mostListed
    if hidden > 0 { document.paragraph("\(hidden) earlier ones.") }
  }
}
