internal import PlimsollMargin
internal import PlimsollMarket

/// A backtest as tables in full.
struct BacktestTables {
  let backtest: Backtest
  /// Rules × accounts.
  let findings: [[BacktestFindings]]
  let choice: RuleChoice

  /// One row per bar, account and rule.
  var forecasts: CSVTable {
    var table = CSVTable(columns: [
      "date", "account", "rule", "pnl", "var", "es", "margin", "exception", "margin_breach",
      "window_pnl",
    ])
    let accounts = backtest.rules.first?.accounts.count ?? 0
    table.reserve(rows: backtest.times.count * accounts * backtest.rules.count)
    let dates = backtest.times.map { CSVValue.text($0.text(step: backtest.bar)) }
    for account in 0..<accounts {
      for rule in backtest.rules {
        let history = rule.accounts[account]
        let starts = Set(rule.windowStarts)
        for (bar, isException) in history.series.exceptions.enumerated() {
          let window = history.windowPnL[bar]
          table.append([
            dates[bar], .text(history.account), .text(rule.rule),
            .number(history.series.pnl[bar]), .number(history.series.valueAtRisk[bar]),
            .number(history.series.expectedShortfall[bar]), .number(history.margins[bar]),
            .integer(isException ? 1 : 0),
            starts.contains(bar) ? Self.breach(window, history.margins[bar]) : .blank,
            .optional(window),
          ])
        }
      }
    }
    return table
  }

  private static func breach(_ window: Double?, _ margin: Double) -> CSVValue {
    window.map { .integer(-$0 > margin ? 1 : 0) } ?? .blank
  }

  /// One row per account and rule.
  var tests: CSVTable {
    var table = CSVTable(columns: Self.testColumns)
    for account in findings.first?.indices ?? 0..<0 {
      for rule in findings.indices {
        table.append(row(findings[rule][account], isRecommended: rule == choice.best.rule))
      }
    }
    return table
  }

  private static let testColumns = [
    "account", "rule", "level", "observations", "exceptions", "coverage", "kupiec_lr", "kupiec_p",
    "christoffersen_lr", "christoffersen_p", "conditional_lr", "conditional_p", "traffic_light",
    "es_z1", "es_z2", "margin_breaches", "margin_breach_p", "peak_to_trough", "max_increase_5d",
    "average_margin", "verdict", "recommended", "es_z1_p", "es_z2_p", "es_z2_p_standard_error",
    "es_z2_critical", "mcneil_frey_p", "dynamic_quantile_p", "duration_p", "fz0",
    "exceptions_250", "traffic_light_multiplier", "margin_windows", "margin_coverage",
    "largest_uncovered", "average_uncovered", "overlapping_windows", "overlapping_breaches",
    "overlapping_traffic_light", "max_increase_1d", "max_increase_20d",
    "max_relative_increase_1d", "max_relative_increase_5d", "max_relative_increase_20d",
    "time_at_floor", "average_notional",
  ]

  private func row(_ finding: BacktestFindings, isRecommended: Bool) -> [CSVValue] {
    let kupiec = finding.coverage.likelihoodRatio
    let independence = finding.transitions.independence
    let conditional = finding.transitions.conditionalCoverage
    let moves = finding.procyclicality
    let steps = [1, 5, 20].map { backtest.steps(days: $0) }
    let tested: [CSVValue] = [
      .text(finding.account), .text(finding.rule), .number(finding.level.value),
      .integer(finding.coverage.observations), .integer(finding.coverage.exceptions),
      .number(finding.coverage.coverage), .number(kupiec.statistic), .number(kupiec.pValue),
      .number(independence.statistic), .number(independence.pValue),
      .number(conditional.statistic), .number(conditional.pValue),
      .text(finding.zone.rawValue), .optional(finding.shortfall?.test.conditional),
      .optional(finding.shortfall?.test.unconditional), .integer(finding.margin.breaches),
      .number(finding.margin.pValue(rate: finding.coverage.rate)),
      .optional(moves.peakToTrough), .number(moves.largestIncrease(over: steps[1])),
      .number(moves.average), .text(finding.verdict.outcome.rawValue),
      .text(isRecommended ? "yes" : "no"),
    ]
    return tested + forecastDetails(finding) + marginDetails(finding, steps: steps)
  }

  private func forecastDetails(_ finding: BacktestFindings) -> [CSVValue] {
    [
      .optional(finding.shortfall?.conditionalP), .optional(finding.shortfall?.unconditionalP),
      .optional(finding.shortfall?.standardError), .optional(finding.shortfall?.criticalValue),
      .optional(finding.residuals?.pValue), .optional(finding.dynamicQuantile?.test.pValue),
      .optional(finding.durations?.test.pValue), .optional(finding.jointScore),
      finding.recentExceptions.map(CSVValue.integer) ?? .blank,
      .optional(finding.recentExceptions.map { 1.5 + TrafficLight.plusOf2019(exceptions: $0) }),
    ]
  }

  private func marginDetails(_ finding: BacktestFindings, steps: [Int]) -> [CSVValue] {
    let moves = finding.procyclicality
    let overlapping = finding.overlapping
    return [
      .integer(finding.margin.observations), .number(finding.margin.coverage),
      .number(finding.margin.largestUncovered), .number(finding.margin.averageUncovered),
      overlapping.map { .integer($0.windows) } ?? .blank,
      overlapping.map { .integer($0.breaches) } ?? .blank,
      overlapping.map { .text($0.zone.rawValue) } ?? .blank,
      .number(moves.largestIncrease(over: steps[0])),
      .number(moves.largestIncrease(over: steps[2])),
    ] + steps.map { .optional(moves.largestRelativeIncrease(over: $0)) } + [
      .number(finding.timeAtFloor), .number(finding.averageNotional),
    ]
  }
}

extension Backtest {
  /// Bars of so many days, at least one.
  func steps(days: Int) -> Int {
    max(1, days * TimeSpan.day.seconds / max(1, bar.seconds))
  }
}
