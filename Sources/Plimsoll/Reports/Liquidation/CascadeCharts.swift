internal import PlimsollClearing
internal import PlimsollMargin

/// The charts of a liquidation study: what forced trades did to prices, what became of accounts, who
/// paid.
struct CascadeCharts {
  let world: LiquidationWorld
  let told: LiquidationWorld.Told
  let distribution: CascadeDistribution

  /// Paths drawn: those with the largest forced volume.
  private static let mostDrawn = 3

  typealias Chart = (caption: String, path: String, svg: String)

  var all: [Chart] {
    var names = FileNames()
    return drawn.flatMap { place in
      let (outcome, record, path) = told.records[place]
      let stem = names.name(for: record.scenario)
      return [
        timeline(outcome, record, path, stem), levels(record, path, stem), payers(outcome, stem),
      ].compactMap(\.self)
    } + (shortfalls.map { [$0] } ?? [])
  }

  private var drawn: [Int] {
    told.records.indices.filter { told.records[$0].outcome.liquidated > 0 }
      .sorted { told.records[$0].outcome.volume > told.records[$1].outcome.volume }
      .prefix(Self.mostDrawn).sorted()
  }

  private static func hours(_ step: Int, _ path: CascadePath) -> Double {
    Double(step) * path.stepLength.days * 24
  }

  /// The price that gave way most, before forced trades and with them.
  private func timeline(
    _ outcome: CascadeOutcome, _ record: CascadeRecord, _ path: CascadePath, _ stem: String
  ) -> Chart? {
    guard let factor = outcome.factor else { return nil }
    func series(_ name: String, _ logs: (CascadeRecord.Step) -> [Double]) -> LineChart.Series {
      LineChart.Series(
        name: name,
        points: [(0, 100)]
          + record.steps.map { step in
            let move = MarketShock(logMoves: ["X": logs(step)[factor]]).relativeMove(of: "X")
            return (Self.hours(step.step, path), 100 * (1 + move))
          })
    }
    let name = world.cascade.factors[factor].name
    return (
      "\(name) in \(LiquidationReport.shown(record.scenario)), before forced trades and with them",
      "charts/cascade-\(stem).svg",
      LineChart(
        title: "Cascade: \(LiquidationReport.shown(record.scenario))",
        subtitle:
          "\(outcome.liquidated) accounts liquidated, \(outcome.bankrupt) bankrupt; "
          + "\(NumberText.money(outcome.volume)) USD traded by force in all markets",
        xLabel: "hours", yLabel: "\(name), 100 at the start",
        series: [
          series("before forced trades") { $0.exogenous },
          series("with forced trades") { $0.total },
        ]
      ).svg
    )
  }

  /// The margin levels of the accounts that are followed.
  private func levels(_ record: CascadeRecord, _ path: CascadePath, _ stem: String) -> Chart? {
    let highest = 4.0
    let series = told.followed.compactMap { account -> LineChart.Series? in
      let points = record.standings.filter { $0.account == account && $0.maintenance > 0 }
        .map { standing in
          (
            x: Self.hours(standing.step, path),
            y: min(highest, max(-1, standing.collateralValue / standing.maintenance))
          )
        }
      return points.isEmpty
        ? nil : LineChart.Series(name: world.cascade.names[account], points: points)
    }
    guard let last = record.steps.last, !series.isEmpty else { return nil }
    let loadLine = LineChart.Series(
      name: "load line", points: [(0, 1), (Self.hours(last.step, path), 1)])
    return (
      "Margin levels in \(LiquidationReport.shown(record.scenario))", "charts/levels-\(stem).svg",
      LineChart(
        title: "Margin levels: \(LiquidationReport.shown(record.scenario))",
        subtitle:
          "collateral value over maintenance margin, shown from -1 to \(NumberText.ratio(highest)); "
          + "a line ends where all is closed",
        xLabel: "hours", yLabel: "margin level", series: series + [loadLine]
      ).svg
    )
  }

  /// Who pays what was left.
  private func payers(_ outcome: CascadeOutcome, _ stem: String) -> Chart? {
    guard outcome.shortfall > 0 else { return nil }
    return (
      "Who pays in \(LiquidationReport.shown(outcome.scenario))", "charts/payers-\(stem).svg",
      WaterfallChart(
        title: "Who pays: \(LiquidationReport.shown(outcome.scenario))",
        subtitle: "USD owed by bankrupt accounts and the backstop, and what covers it",
        start: ("shortfall", outcome.shortfall),
        steps: [
          WaterfallChart.Step(label: "insurance fund", reduction: outcome.fundDraw),
          WaterfallChart.Step(label: "auto-deleveraging", reduction: outcome.deleveraged),
          WaterfallChart.Step(label: "socialised", reduction: outcome.socialised),
        ], end: "uncovered", axis: "USD"
      ).svg
    )
  }

  /// How often which shortfall comes up.
  private var shortfalls: Chart? {
    let losses = told.outcomes.map(\.shortfall)
    guard let most = losses.max(), most > 0, let row = distribution.rows.first else { return nil }
    let bins = 30
    var counts = [Int](repeating: 0, count: bins)
    for loss in losses { counts[min(bins - 1, Int(loss / most * Double(bins)))] += 1 }
    return (
      "Shortfall over all Monte Carlo paths", "charts/shortfall.svg",
      HistogramChart(
        title: "Shortfall", subtitle: "\(losses.count) Monte Carlo paths",
        xLabel: "USD owed by bankrupt accounts and the backstop",
        binEdges: (0...bins).map { Double($0) * most / Double(bins) }, counts: counts,
        markers: [
          ChartMarker(label: "mean", value: row.mean.value),
          ChartMarker(label: "ES 99%", value: row.tail99.value),
        ]
      ).svg
    )
  }
}
