internal import PlimsollMargin
internal import PlimsollMarket

/// A backtest's answer as files.
struct BacktestReport {
  let book: Book
  let backtest: Backtest
  /// Rules × accounts.
  let findings: [[BacktestFindings]]
  let refit: TimeSpan
  let manifest: RunManifest

  /// The headline lists at most this many rows; the CSV files have all.
  static let mostListed = 60

  var report: Report {
    let choice = RuleChoice(findings)
    let tables = BacktestTables(backtest: backtest, findings: findings, choice: choice)
    let charts = BacktestCharts(backtest: backtest, findings: findings, choice: choice).all
    var report = Report(headline: headline, records: tables.tests, manifest: manifest)
    report.tables = [("backtest.csv", tables.forecasts), ("backtest-tests.csv", report.records)]
    let frontier = FrontierSection(backtest, findings)
    if let table = frontier.table { report.tables.append(("frontier.csv", table)) }
    report.charts = (charts + frontier.charts).map { ($0.path, $0.svg) }
    report.diagnostics = diagnostics
    report.figures = figures
    report.failedChecks = failedChecks
    report.document =
      BacktestDocument(
        book: book, backtest: backtest, findings: findings, choice: choice, refit: refit,
        diagnostics: report.diagnostics, charts: charts, frontier: frontier,
        inputs: manifest.inputs
      ).document
    return report
  }

  private var diagnostics: [Diagnostic] {
    (book.diagnostics + backtest.diagnostics
      + backtest.rules.flatMap { rule in
        rule.diagnostics.map { Diagnostic($0.severity, "\(rule.rule): \($0.subject)", $0.message) }
      } + manifest.diagnostics).unique()
  }

  /// One sentence a rule that is rejected for an account.
  private var failedChecks: [String] {
    findings.compactMap { accounts in
      let rejected = accounts.filter { $0.verdict.outcome == .rejected }
      guard let first = rejected.first else { return nil }
      let others = rejected.count - 1
      return "rule \(first.rule) is rejected for \(first.account): "
        + first.verdict.failures.map { BacktestWords.failure($0, of: first) }
        .joined(separator: "; ")
        + (others > 0 ? "; and for \(others) of \(accounts.count - 1) other accounts" : "")
    }
  }

  private var headline: Report.Headline {
    let all = (findings.first?.indices ?? 0..<0).flatMap { account in findings.map { $0[account] } }
    return Report.Headline(
      columns: [
        "account", "rule", "verdict", .right("bars"), .right("exceptions"), .right("expected"),
        .right("kupiec p"), .right("conditional p"), .right("Z2 p"), "light",
        .right("margin breaches"), .right("average margin"),
      ],
      rows: all.prefix(Self.mostListed).map(Self.row),
      note: all.count > Self.mostListed
        ? "\(Self.mostListed) of \(all.count) rows; backtest-tests.csv has all." : nil)
  }

  private static func row(of finding: BacktestFindings) -> [String] {
    [
      finding.account, finding.rule, finding.verdict.outcome.rawValue,
      "\(finding.coverage.observations)", "\(finding.coverage.exceptions)",
      BacktestWords.expected(finding.coverage),
      BacktestWords.pValue(finding.coverage.likelihoodRatio.pValue),
      BacktestWords.pValue(finding.transitions.conditionalCoverage.pValue),
      finding.shortfall.map { BacktestWords.pValue($0.unconditionalP) } ?? "",
      finding.zone.rawValue,
      "\(finding.margin.breaches) of \(finding.margin.observations)",
      NumberText.money(finding.procyclicality.average),
    ]
  }
}
