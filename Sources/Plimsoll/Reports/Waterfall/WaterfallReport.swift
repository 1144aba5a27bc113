internal import PlimsollClearing
internal import PlimsollMarket

/// A waterfall study's answer as files.
struct WaterfallReport {
  let result: WaterfallResult
  let manifest: RunManifest

  var report: Report {
    let tables = WaterfallTables(result: result)
    let (cover, drawn) = (CoverTables(result: result), DefaultTables(result: result))
    let obligations = SettlementObligations(result.stress.scenarios[result.worst])
    var report = Report(headline: headline, records: tables.summary, manifest: manifest)
    report.tables = [
      ("waterfall.csv", tables.waterfall), ("waterfall-summary.csv", tables.summary),
      ("cover.csv", cover.cover), ("default-fund.csv", cover.fund),
      ("waterfall-layers.csv", drawn.layers), ("waterfall-payers.csv", drawn.payers),
      ("clearing-members.csv", drawn.members), ("replenishment.csv", tables.replenishment),
      ("obligations.csv", obligations.table),
      ("waterfall-prices.csv", MoveTables(result: result).table),
      ("disclosure.csv", DisclosureTable(result: result).table),
    ]
    let charts = WaterfallCharts(result: result)
    report.charts = charts.all
    report.figures = figures
    report.failedChecks = failedChecks
    report.diagnostics = diagnostics
    report.document =
      WaterfallDocument(
        result: result, headline: headline, failedChecks: failedChecks, diagnostics: diagnostics,
        obligations: obligations, inputs: manifest.inputs
      ).document
    return report
  }

  private var diagnostics: [Diagnostic] {
    (result.book.diagnostics + result.assessment.diagnostics + result.moves.diagnostics
      + (MoveTables(result: result).isBounded ? [ClearingMoves.bounded] : [])
      + (result.library.correlationBreaks.isEmpty
        ? []
        : [
          Diagnostic(
            .note, result.library.name,
            "its correlation breaks are measures without an instant: nobody defaults in them")
        ])
      + manifest.diagnostics).unique()
  }

  /// A loss that nobody bears is a failed check.
  private var failedChecks: [String] {
    let open = result.uncovered
    var checks: [String] = []
    if let worst = open.max(by: { $0.settlement.uncovered < $1.settlement.uncovered }) {
      checks.append(
        "\(open.count) of \(result.stress.scenarios.count) stress scenarios leave a loss uncovered, "
          + "the most \(worst.name) with \(NumberText.money(worst.settlement.uncovered.fromCents)) "
          + "USD")
    }
    let drawn = result.simulation.uncovered
    if drawn.reached.value > 0 {
      checks.append(
        "a loss is left uncovered with probability \(NumberText.figure(drawn.reached.value)), at "
          + "most \(NumberText.money(drawn.largest)) USD")
    }
    return checks
  }

  private static let mostListed = 12

  /// Scenarios by loss, the largest first.
  private var headline: Report.Headline {
    let scenarios = result.stress.scenarios
    let ranked = scenarios.indices.sorted { first, second in
      let (a, b) = (scenarios[first].settlement.loss, scenarios[second].settlement.loss)
      return a != b ? a > b : first < second
    }
    return Report.Headline(
      columns: [
        "scenario", "who defaults", .right("loss"), .right("drawn"), .right("uncovered"),
        "last layer", .right("cover 1"), .right("cover 2"),
      ],
      rows: ranked.prefix(Self.mostListed).map { number in
        let scenario = scenarios[number]
        let settled = scenario.settlement
        let names = scenario.event.defaulters.map(\.name)
        return [
          scenario.name, names.isEmpty ? "nobody" : names.joined(separator: ", "),
          NumberText.money(settled.loss.fromCents), NumberText.money(settled.drawn.fromCents),
          NumberText.money(settled.uncovered.fromCents),
          WaterfallTables.lastLayer(settled) ?? "none",
          NumberText.money(result.losses.cover(1, scenario: number).fromCents),
          NumberText.money(result.losses.cover(2, scenario: number).fromCents),
        ]
      },
      note: scenarios.count > Self.mostListed
        ? "The \(Self.mostListed) largest losses of \(scenarios.count) scenarios; "
          + "waterfall-summary.csv has all." : nil)
  }
}
