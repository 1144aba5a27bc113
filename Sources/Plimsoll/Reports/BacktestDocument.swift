internal import PlimsollMargin
internal import PlimsollMarket

/// The Markdown of a backtest: verdicts and the recommendation first, then the figures behind them,
/// then how they were made and what to doubt.
struct BacktestDocument {
  let book: Book
  let backtest: Backtest
  /// Rules × accounts.
  let findings: [[BacktestFindings]]
  let choice: RuleChoice
  let refit: TimeSpan
  let diagnostics: [Diagnostic]
  let charts: [BacktestCharts.Chart]
  let frontier: FrontierSection
  let inputs: [InputDigest]

  /// Accounts of which tables are shown; the CSV files have all.
  private static let mostAccounts = 20

  private var accounts: Range<Int> { 0..<min(findings.first?.count ?? 0, Self.mostAccounts) }

  /// Account by account, the findings of every rule.
  private var shown: [BacktestFindings] {
    accounts.flatMap { account in findings.map { $0[account] } }
  }

  var document: MarkdownDocument {
    var document = MarkdownDocument(title: "Backtest of \(book.name)")
    let recommendation = BacktestRecommendation(
      backtest: backtest, findings: findings, choice: choice)
    document.paragraph(recommendation.sentence)
    document.paragraph(
      "\(backtest.times.count) bars of \(backtest.bar) from "
        + "\((backtest.times.first ?? book.asOf).text(step: backtest.bar)) "
        + "to \((backtest.times.last ?? book.asOf).text(step: backtest.bar)), \(findings.count) "
        + "\(findings.count == 1 ? "rule" : "rules"), \(findings.first?.count ?? 0) "
        + "\(findings.first?.count == 1 ? "account" : "accounts").")
    writeVerdicts(to: &document)
    recommendation.write(to: &document)
    for chart in charts where chart.account == nil {
      document.image(chart.caption, path: chart.path)
    }
    writeCoverage(to: &document)
    writeTests(to: &document)
    writeProcyclicality(to: &document)
    frontier.write(to: &document)
    writeScores(to: &document)
    document.heading(2, "Charts")
    for chart in charts where chart.account != nil {
      document.image(chart.caption, path: chart.path)
    }
    let pairs = findings.count * (findings.first?.count ?? 0)
    if pairs > BacktestCharts.mostPairs {
      document.paragraph(
        "\(BacktestCharts.mostPairs) of \(pairs) pairs of account and rule are drawn, the best rules "
          + "first; `backtest.csv` has all.")
    }
    writeMethod(to: &document)
    ModelTables.writeGrounds(diagnostics, inputs, to: &document)
    return document
  }

  private func writeVerdicts(to document: inout MarkdownDocument) {
    document.heading(2, "Verdicts")
    document.table(
      [
        "account", "rule", "verdict", .right("exceptions"), .right("least p"), "rejected by",
      ],
      shown.map { finding in
        let outcome = finding.verdict.outcome
        return [
          finding.account, finding.rule,
          outcome == .rejected ? "**\(outcome.rawValue)**" : outcome.rawValue,
          BacktestWords.ofExpected(finding.coverage), BacktestWords.pValue(finding.verdict.leastP),
          finding.verdict.failures.map(BacktestWords.test).joined(separator: ", "),
        ]
      })
    document.paragraph(
      "Exceptions are losses of one bar beyond the value at risk (VaR) that was forecast, of those "
        + "that the level leads one to expect. Four tests decide: Kupiec's of the number of "
        + "exceptions, conditional coverage (number and spacing), Z2 (number and size of the losses in "
        + "them), and margin breaches. Least p is the least of their p-values: a test rejects below "
        + "\(NumberText.plain(BacktestVerdict.significance, significantDigits: 2)).")
    let doubted = shown.filter { $0.verdict.outcome != .accepted }
    if !doubted.isEmpty { document.paragraph("What is not accepted, and why:") }
    document.bullets(
      doubted.map { finding in
        "\(finding.account) under \(finding.rule): \(BacktestWords.reasons(of: finding))"
      })
    let hidden = (findings.first?.count ?? 0) - accounts.count
    if hidden > 0 {
      document.paragraph(
        "\(hidden) more accounts are in `backtest-tests.csv`; the recommendation counts all.")
    }
  }

  private func writeCoverage(to document: inout MarkdownDocument) {
    document.heading(2, "Coverage of margin")
    document.table(
      [
        "account", "rule", .right("windows"), .right("breaches"), .right("coverage"),
        .right("p"), .right("largest uncovered"), .right("average uncovered"),
        .right("overlapping"), "light",
      ],
      shown.map { finding in
        let margin = finding.margin
        return [
          finding.account, finding.rule, "\(margin.observations)", "\(margin.breaches)",
          NumberText.percent(margin.coverage, decimals: 2),
          BacktestWords.pValue(margin.pValue(rate: finding.coverage.rate)),
          NumberText.money(margin.largestUncovered), NumberText.money(margin.averageUncovered),
          finding.overlapping.map { "\($0.breaches) of \($0.windows)" } ?? "",
          finding.overlapping?.zone.rawValue ?? "",
        ]
      })
    document.paragraph(
      "As in CPMI-IOSCO's quantitative disclosures, 6.5: losses of the holdings over the margin "
        + "period of risk against the initial margin at its beginning, windows one after the other "
        + "without overlap; p is one-sided. A breach is a loss above the margin; what was uncovered is in "
        + "USD. The last two columns count all windows, overlapping, "
        + "against bounds from \(BacktestFindings.overlapRuns) simulated histories; where red begins "
        + "is known to a few breaches.")
  }

  private func writeTests(to document: inout MarkdownDocument) {
    document.heading(2, "Tests of value at risk and expected shortfall")
    document.table(
      [
        "account", "rule", .right("exceptions"), .right("coverage"), .right("Kupiec"),
        .right("independence"), .right("conditional"), "light", .right("Z1"), .right("Z1 p"),
        .right("Z2"), .right("Z2 p"), .right("residuals"), .right("quantile"), .right("durations"),
      ],
      shown.map { finding in
        func p(_ value: Double?) -> String { value.map(BacktestWords.pValue) ?? "" }
        func z(_ value: Double?) -> String {
          value.map { NumberText.plain($0, significantDigits: 2) } ?? ""
        }
        return [
          finding.account, finding.rule,
          BacktestWords.ofExpected(finding.coverage),
          NumberText.percent(finding.coverage.coverage, decimals: 2),
          p(finding.coverage.likelihoodRatio.pValue), p(finding.transitions.independence.pValue),
          p(finding.transitions.conditionalCoverage.pValue), finding.zone.rawValue,
          z(finding.shortfall?.test.conditional), p(finding.shortfall?.conditionalP),
          z(finding.shortfall?.test.unconditional), p(finding.shortfall?.unconditionalP),
          p(finding.residuals?.pValue), p(finding.dynamicQuantile?.test.pValue),
          p(finding.durations?.test.pValue),
        ]
      })
    document.bullets(testNotes)
  }

  private var testNotes: [String] {
    let recent = shown.filter { $0.recentExceptions != nil }
    var notes = [
      "Exceptions are losses of one bar beyond VaR, of those expected at the level. p-values: Kupiec, "
        + "Christoffersen's independence and conditional coverage; Z1 and Z2 of Acerbi and Székely; "
        + "McNeil and Frey's residuals; Engle and Manganelli's dynamic quantile with "
        + "\(DynamicQuantile.usualLags) lags; Christoffersen and Pelletier's durations.",
      "**What decides**: Kupiec, conditional coverage, Z2 and margin breaches, each at "
        + "\(NumberText.percent(BacktestVerdict.significance, decimals: 0)). Kupiec counts both ways: "
        + "a rule with too few exceptions does not mean what its level says either. With four tests a "
        + "rule that is right is rejected about once in seven backtests; the others are shown.",
      "Z1 and Z2 are expected to be 0 and negative when losses are larger than forecast. Their laws are "
        + "simulated, \(SimulatedNull.usualRuns) runs: exceptions with the level's probability (Z1: "
        + "where they were), losses drawn from the tail that the rule forecast for that bar. The "
        + "standard error of a p-value of 5 % is 0.2 %.",
    ]
    if !recent.isEmpty {
      notes.append(
        "The light counts all bars, yellow from 95 % and red from 99.99 % of the binomial law."
          + multipliers(recent))
    }
    return notes
  }

  /// The supervisors' multipliers above the least, the largest first.
  private func multipliers(_ recent: [BacktestFindings]) -> String {
    let raised = recent.compactMap { finding -> (name: String, count: Int)? in
      guard let count = finding.recentExceptions, TrafficLight.plusOf2019(exceptions: count) > 0
      else { return nil }
      return ("\(finding.account) under \(finding.rule)", count)
    }
    let words = Dictionary(grouping: raised, by: \.count).sorted { $0.key > $1.key }.map {
      count, pairs in
      NumberText.ratio(1.5 + TrafficLight.plusOf2019(exceptions: count))
        + " for \(count) exceptions (" + pairs.map(\.name).joined(separator: ", ") + ")"
    }
    return " Over the last 250 bars the supervisors' multiplier (MAR32) is "
      + (words.isEmpty ? "1.50 throughout." : words.joined(separator: "; ") + "; else 1.50.")
  }

  private func writeProcyclicality(to document: inout MarkdownDocument) {
    document.heading(2, "Cost and procyclicality")
    let days = [1, 5, 20]
    document.table(
      ["account", "rule", .right("average margin"), .right("of notional"), .right("peak/trough")]
        + days.map { .right("call in \($0)d") } + days.map { .right("rise in \($0)d") }
        + [.right("at floor")],
      shown.map { finding in
        let moves = finding.procyclicality
        let steps = days.map { backtest.steps(days: $0) }
        return [
          finding.account, finding.rule, NumberText.money(moves.average),
          finding.averageNotional > 0
            ? NumberText.percent(moves.average / finding.averageNotional) : "",
          moves.peakToTrough.map(NumberText.ratio) ?? "",
        ] + steps.map { NumberText.money(moves.largestIncrease(over: $0)) }
          + steps.map { step in
            moves.largestRelativeIncrease(over: step).map { NumberText.percent($0, decimals: 0) }
              ?? ""
          } + [NumberText.percent(finding.timeAtFloor, decimals: 0)]
      })
    document.paragraph(
      "Calls and rises are the largest rises of the margin of constant holdings over so many days, in "
        + "USD and relative to the margin before: prices move it as well as volatility. Peak/trough is "
        + "the largest margin over the least; at floor, the share of bars on which the rule's floor set "
        + "it. Margin of collateral that is simulated includes its risk.")
  }

  private func writeScores(to document: inout MarkdownDocument) {
    guard findings.count > 1 else { return }
    document.heading(2, "Rules compared by their forecasts")
    let comparisons = accounts.map { ScoreComparison(backtest, account: $0) }
    document.table(
      ["account", "rule", .right("mean FZ0"), .right("less the best"), .right("p")],
      comparisons.flatMap { comparison in
        comparison.entries.map { entry in
          [
            comparison.account, backtest.rules[entry.rule].rule,
            NumberText.plain(entry.score, significantDigits: 6),
            entry.isBest
              ? "best"
              : entry.againstBest.map {
                NumberText.plain($0.meanDifference, significantDigits: 3)
              } ?? "0",
            entry.againstBest.map { BacktestWords.pValue($0.adjustedPValue) } ?? "",
          ]
        }
      })
    document.paragraph(
      "FZ0 is the joint score of VaR and expected shortfall of Patton, Ziegel and Chen, smallest for "
        + "right forecasts. p is that of Diebold and Mariano against the best of the rules whose P&L "
        + "is the same (collateral simulated or not), with \(comparisons.first?.lags ?? 1) lags and "
        + "Bartlett weights: a large one means that the data cannot tell the two apart.")
  }

  private func writeMethod(to document: inout MarkdownDocument) {
    document.heading(2, "Method")
    document.bullets([
      "A bar is forecast from the prices up to its beginning alone. Models are estimated anew every "
        + "\(refit) of tested bars; in between their parameters stay and volatility follows the prices.",
      "The book is held through the past as it is now: same quantities and collateral; strikes and "
        + "marks are moved with the price of their underlying and expiries with time, so moneyness, "
        + "time to expiry and implied volatility are constant; contracts of so many USD keep their "
        + "size; nothing is unrealised at the beginning of a bar. Volumes and spreads are those of now.",
      "P&L is that of the holdings over one bar at constant implied volatility, options aged by it, "
        + "through the valuation that the measures use; with collateral where the rule simulates it.",
      "VaR and expected shortfall are the rule's over one bar at its level; margin is its initial margin "
        + "with all add-ons, for its margin period of risk. An option against procyclicality is part of "
        + "the margin and not of VaR and expected shortfall.",
    ])
    for rule in backtest.rules {
      document.heading(3, "Rule \(rule.rule)")
      document.paragraph("At the last bar:")
      document.bullets(rule.method)
    }
  }
}
