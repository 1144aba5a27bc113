internal import PlimsollMargin

/// Which rule to use, and why: the part of a backtest's report that a committee acts on.
struct BacktestRecommendation {
  let backtest: Backtest
  /// Rules × accounts.
  let findings: [[BacktestFindings]]
  let choice: RuleChoice

  private var best: RuleChoice.Candidate { choice.best }

  private var accountCount: Int { findings.first?.count ?? 0 }

  private func name(_ rule: Int) -> String { backtest.rules[rule].rule }

  /// Adds it to a report.
  func write(to document: inout MarkdownDocument) {
    document.heading(2, "Recommendation")
    document.bullets(reasons)
    document.table(
      [
        "rule", .right("rejected"), .right("accepted"), .right("least p"),
        .right("average margin"), .right("times the first"),
      ],
      choice.ranked.map { candidate in
        [
          name(candidate.rule), "\(candidate.rejected)", "\(candidate.accepted)",
          BacktestWords.pValue(candidate.leastP), NumberText.money(candidate.cost),
          best.cost > 0 ? NumberText.ratio(candidate.cost / best.cost) : "",
        ]
      })
    document.paragraph(
      "Rejected and accepted count accounts; least p is the least p-value that decides; margin is the "
        + "sum over accounts of its average, in USD."
    )
  }

  /// A sampling error above this may turn a verdict.
  private static let smallError = 0.02

  /// What a reader must know of forecasts that another seed would make otherwise; empty when nothing.
  private var samplingNote: String {
    let errors = backtest.rules.compactMap { rule in
      rule.samplingError.flatMap { $0 > Self.smallError ? (rule.rule, $0) : nil }
    }
    guard !errors.isEmpty else { return "" }
    let named = errors.map { "\($0.0) by \(NumberText.percent($0.1))" }
    return
      " Forecast shortfalls are drawn and uncertain, of \(named.joined(separator: ", of ")) in the "
      + "mean (one standard error): another seed may turn a verdict, so raise --scenarios before deciding."
  }

  /// The recommendation in a sentence, and how sure it is.
  var sentence: String { choiceSentence + samplingNote }

  private var choiceSentence: String {
    let rule = name(best.rule)
    let accounts = "\(accountCount) \(accountCount == 1 ? "account" : "accounts")"
    guard choice.isUsable else {
      return "**No rule passes.** The least bad is \(rule), rejected for \(best.rejected) of "
        + "\(accounts); it should not be used as it is."
    }
    guard best.accepted > 0 else {
      return
        "**Nothing can be recommended yet.** No test rejects \(rule), the cheapest, and for none "
        + "of \(accounts) is there enough to accept it."
    }
    return "**Use \(rule).** No test that decides rejects it, and of such rules it costs least."
  }

  private var reasons: [String] {
    let own = findings[best.rule]
    let windows = own.reduce(0) { $0 + $1.margin.observations }
    let breaches = own.reduce(0) { $0 + $1.margin.breaches }
    var reasons = [
      "\(name(best.rule)) was accepted for \(best.accepted) of \(accountCount) "
        + "\(accountCount == 1 ? "account" : "accounts"), the least p-value that decides being "
        + "\(BacktestWords.pValue(best.leastP)).",
      "Its margin covered \(windows - breaches) of \(windows) windows of the margin period at "
        + "\(NumberText.money(best.cost)) USD on average.",
    ]
    for candidate in choice.ranked.dropFirst() {
      reasons.append(comparison(with: candidate))
    }
    if let worst = own.max(by: {
      ($0.procyclicality.peakToTrough ?? 0) < ($1.procyclicality.peakToTrough ?? 0)
    }), let ratio = worst.procyclicality.peakToTrough {
      let call = worst.procyclicality.largestIncrease(over: backtest.steps(days: 5))
      reasons.append(
        "What it asks of members: margin of \(worst.account) rose to \(NumberText.ratio(ratio)) times "
          + "its least, by up to \(NumberText.money(call)) USD within five days.")
    }
    return reasons
  }

  private func comparison(with other: RuleChoice.Candidate) -> String {
    let share = best.cost > 0 ? other.cost / best.cost : 1
    let cost =
      "\(name(other.rule)) costs \(NumberText.money(other.cost)) USD, "
      + "\(NumberText.ratio(share)) times as much"
    guard other.rejected > 0 else { return cost + ", and is not rejected either." }
    let first = findings[other.rule].first { $0.verdict.outcome == .rejected }
    let reason = first.flatMap { finding in
      finding.verdict.failures.first.map {
        "first for \(finding.account), \(BacktestWords.failure($0, of: finding))"
      }
    }
    return cost + ", and is rejected for \(other.rejected) of \(accountCount)"
      + (reason.map { ", \($0)" } ?? "") + "."
  }
}
