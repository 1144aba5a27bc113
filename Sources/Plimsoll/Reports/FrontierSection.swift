internal import PlimsollMargin

/// Coverage, cost and procyclicality of rules side by side: which of them no other one beats.
struct FrontierSection {
  private let frontiers: [MarginFrontier]
  private let rules: [String]

  /// Accounts of which tables are shown; `frontier.csv` has all.
  private static let mostAccounts = 20
  /// Points of a chart have names when there are no more.
  private static let mostNamed = 30

  init(_ backtest: Backtest, _ findings: [[BacktestFindings]]) {
    frontiers = MarginFrontier.all(of: backtest, findings)
    rules = backtest.rules.map(\.rule)
  }

  /// Whether there is something to weigh: two rules, and an account with margin.
  private var isWanted: Bool { rules.count > 1 && !frontiers.isEmpty }

  /// The charts, none when there is nothing to weigh.
  var charts: [BacktestCharts.Chart] {
    guard isWanted else { return [] }
    return [
      BacktestCharts.Chart(
        path: "charts/frontier-cost-procyclicality.svg",
        caption: "Cost of margin against its swings",
        svg: chart(
          "Cost of margin against its swings", x: ("average margin, % of average notional", cost),
          y: ("margin / notional, peak over trough", \.peakToTrough))),
      BacktestCharts.Chart(
        path: "charts/frontier-coverage-procyclicality.svg",
        caption: "Coverage of margin against its swings",
        svg: chart(
          "Coverage of margin against its swings",
          x: ("margin / notional, peak over trough", \.peakToTrough),
          y: ("windows covered by margin, %", { 100 * $0.coverage }))),
    ]
  }

  private func cost(_ point: MarginFrontier.Point) -> Double { 100 * point.cost }

  private func chart(
    _ title: String, x: (label: String, value: (MarginFrontier.Point) -> Double),
    y: (label: String, value: (MarginFrontier.Point) -> Double)
  ) -> String {
    let hasNames = frontiers.count > 1 && frontiers.count * rules.count <= Self.mostNamed
    return ScatterChart(
      title: title,
      subtitle:
        "each point an account under a rule; ringed where no other rule is better all round",
      xLabel: x.label, yLabel: y.label,
      series: rules.enumerated().map { rule, name in
        .init(
          name: name,
          points: frontiers.map { frontier in
            let point = frontier.points[rule]
            return .init(
              x: x.value(point), y: y.value(point), label: hasNames ? frontier.account : "",
              isRinged: frontier.isOnFrontier(point))
          })
      }
    ).svg
  }

  /// One row per account and rule; nil when there is nothing to weigh.
  var table: CSVTable? {
    guard isWanted else { return nil }
    var table = CSVTable(columns: [
      "account", "rule", "margin_coverage", "average_margin_of_notional",
      "peak_to_trough_of_notional", "max_relative_increase_5d_of_notional", "on_frontier",
      "beaten_by",
    ])
    for frontier in frontiers {
      for point in frontier.points {
        table.append([
          .text(frontier.account), .text(rules[point.rule]), .number(point.coverage),
          .number(point.cost), .number(point.peakToTrough), .number(point.largestRise),
          .text(frontier.isOnFrontier(point) ? "yes" : "no"),
          .text(beaters(of: point, in: frontier).joined(separator: " ")),
        ])
      }
    }
    return table
  }

  private func beaters(of point: MarginFrontier.Point, in frontier: MarginFrontier) -> [String] {
    frontier.beaters(of: point).map { rules[$0.rule] }
  }

  /// Writes the section, nothing when there is nothing to weigh.
  func write(to document: inout MarkdownDocument) {
    guard isWanted else { return }
    document.heading(2, "Coverage, cost, procyclicality")
    document.bullets(
      frontiers.prefix(Self.mostAccounts).map { frontier in
        "**\(frontier.account)**: no other rule beats "
          + frontier.frontier.map { rules[$0.rule] }.joined(separator: ", ") + "."
      })
    document.table(
      [
        "account", "rule", .right("coverage"), .right("margin / notional"),
        .right("peak / trough"), .right("rise in \(MarginFrontier.riseDays)d"), "frontier",
      ],
      frontiers.prefix(Self.mostAccounts).flatMap { frontier in
        frontier.points.map { point in
          let others = beaters(of: point, in: frontier)
          return [
            frontier.account, rules[point.rule],
            NumberText.percent(point.coverage, decimals: 2), NumberText.percent(point.cost),
            NumberText.ratio(point.peakToTrough),
            NumberText.percent(point.largestRise, decimals: 0),
            others.isEmpty ? "yes" : "beaten by " + others.joined(separator: ", "),
          ]
        }
      })
    for chart in charts { document.image(chart.caption, path: chart.path) }
    document.paragraph(
      "A rule beats another when it covers as much, costs no more and swings no more, and is better in "
        + "one of the three. Coverage is the share of windows of the margin period whose loss the "
        + "margin covered; cost the average margin over the average notional; peak / trough the "
        + "largest over the least ratio of margin to notional, so that prices alone do not move it. The "
        + "largest rise of that ratio over \(MarginFrontier.riseDays) days is shown beside them. A "
        + "buffer is drawn and rebuilt from bar to bar. `frontier.csv` has all accounts.")
  }
}
