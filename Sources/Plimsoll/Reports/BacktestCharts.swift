internal import PlimsollMargin
internal import PlimsollMarket

/// The charts of a backtest.
struct BacktestCharts {
  let backtest: Backtest
  /// Rules × accounts.
  let findings: [[BacktestFindings]]
  let choice: RuleChoice

  /// P&L against VaR and margin is drawn for at most this many pairs of account and rule.
  static let mostPairs = 12
  /// Margin through time is drawn for at most this many accounts.
  static let mostAccounts = 6
  /// Points of a scatter have names when there are no more.
  private static let mostNamed = 24

  /// One chart with what it shows.
  struct Chart {
    var path: String
    var caption: String
    var svg: String
    /// The account it is about; nil for one of all accounts.
    var account: String?
  }

  var all: [Chart] {
    var names = FileNames()
    func path(_ stem: String) -> String { "charts/\(names.name(for: stem)).svg" }
    let accounts = findings.first?.count ?? 0
    var charts = [
      Chart(
        path: path("coverage-cost"), caption: "Coverage of margin against its cost",
        svg: coverageAgainstCost)
    ]
    for account in 0..<min(accounts, Self.mostAccounts) {
      let name = findings[0][account].account
      charts.append(
        Chart(
          path: path("margin-\(name)"), caption: "Margin of \(name) through time",
          svg: margins(of: account), account: name))
    }
    // The best rules first, so that a bound on the number leaves those in.
    let pairs = choice.ranked.flatMap { candidate in
      (0..<accounts).map { (rule: candidate.rule, account: $0) }
    }
    for pair in pairs.prefix(Self.mostPairs) {
      let finding = findings[pair.rule][pair.account]
      charts.append(
        Chart(
          path: path("pnl-\(finding.rule)-\(finding.account)"),
          caption: "P&L of \(finding.account) against VaR and margin, rule \(finding.rule)",
          svg: pnl(pair.rule, pair.account), account: finding.account))
    }
    return charts
  }

  private var coverageAgainstCost: String {
    let accounts = findings.first?.count ?? 0
    let hasNames = accounts > 1 && accounts * findings.count <= Self.mostNamed
    let levels = Set(findings.compactMap { $0.first?.level.value })
    return ScatterChart(
      title: "Coverage of margin against its cost",
      subtitle: "each point an account under a rule, over windows of the margin period",
      xLabel: "average margin, % of average notional",
      yLabel: "windows covered by margin, %",
      series: findings.map { accounts in
        .init(
          name: accounts.first?.rule ?? "",
          points: accounts.filter { $0.averageNotional > 0 }.map { finding in
            .init(
              x: 100 * finding.procyclicality.average / finding.averageNotional,
              y: 100 * finding.margin.coverage, label: hasNames ? finding.account : "")
          })
      },
      target: levels.count == 1
        ? levels.first.map { (100 * $0, "level \(NumberText.percent($0))") } : nil
    ).svg
  }

  private func margins(of account: Int) -> String {
    var chart = TimeSeriesChart(
      title: "Margin of \(findings[0][account].account) through time",
      subtitle: "initial margin of the same holdings at the prices of then", yLabel: "margin, USD",
      times: backtest.times,
      lines: backtest.rules.map { .init(name: $0.rule, values: $0.accounts[account].margins) })
    chart.showsZero = true
    return chart.svg
  }

  private func pnl(_ number: Int, _ account: Int) -> String {
    let rule = backtest.rules[number]
    let history = rule.accounts[account]
    let series = history.series
    let level = NumberText.percent(rule.level.value, decimals: 1)
    let breaches = rule.windowStarts.filter { bar in
      history.windowPnL[bar].map { -$0 > history.margins[bar] } ?? false
    }
    return TimeSeriesChart(
      title: "P&L of \(history.account)",
      subtitle: "one bar of \(backtest.bar), rule \(rule.rule): "
        + "\(series.exceptionPlaces.count) of \(series.count) losses beyond VaR, "
        + "\(breaches.count) of \(rule.windowStarts.count) windows of \(rule.marginPeriodOfRisk) "
        + "beyond margin",
      yLabel: "USD", times: backtest.times,
      strokes: .init(name: "P&L of a bar", values: series.pnl),
      lines: [
        .init(name: "−VaR \(level)", values: series.valueAtRisk.map { -$0 }),
        .init(name: "−margin", values: history.margins.map { -$0 }, style: 2),
      ],
      marks: [
        .init(
          name: "exceptions", shape: .dot,
          places: series.exceptionPlaces.map { ($0, series.pnl[$0]) }),
        .init(
          name: "margin breaches, P&L of the window", shape: .ring,
          places: breaches.map { ($0, history.windowPnL[$0] ?? 0) }),
      ]
    ).svg
  }
}
