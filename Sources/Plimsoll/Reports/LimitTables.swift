internal import PlimsollMargin
internal import PlimsollMarket

/// The limits that accounts do not keep, as tables.
enum LimitTables {
  /// Every breach of every rule.
  static func records(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "constraint", "underlying", "limit", "value",
    ])
    for assessment in assessments {
      for breach in assessment.breaches {
        table.append([
          .text(breach.account), .text(assessment.rule), .text(breach.kind.rawValue),
          breach.underlying.map { .text($0.name) } ?? .blank, .number(breach.limit),
          breach.value.isFinite ? .number(breach.value) : .blank,
        ])
      }
    }
    return table
  }

  /// What `--fail-on-breach` ends with, a sentence each rule.
  static func failedChecks(_ assessments: [MarginAssessment]) -> [String] {
    assessments.filter { !$0.breaches.isEmpty }.map { assessment in
      let accounts = Set(assessment.breaches.map(\.account)).count
      return "rule \(assessment.rule): \(assessment.breaches.count) limits breached by "
        + "\(accounts) \(accounts == 1 ? "account" : "accounts")"
    }
  }

  /// The section of a report; nothing when no rule sets limits.
  static func write(_ assessments: [MarginAssessment], to document: inout MarkdownDocument) {
    let checked = assessments.filter(\.checksLimits)
    guard !checked.isEmpty else { return }
    document.heading(2, "Limits")
    for assessment in checked {
      guard !assessment.breaches.isEmpty else {
        document.paragraph("Rule \(assessment.rule): every account keeps every limit.")
        continue
      }
      document.paragraph("Rule \(assessment.rule): \(assessment.breaches.count) breached.")
      document.table(
        ["account", "limit", "underlying", .right("allowed"), .right("there is")],
        assessment.breaches.prefix(MarginReport.mostListed).map { breach in
          [
            breach.account, breach.kind.rawValue, breach.underlying?.name ?? "",
            text(breach.limit, breach.kind),
            breach.value.isFinite ? text(breach.value, breach.kind) : "no equity",
          ]
        })
    }
    document.paragraph(
      "Leverage is gross notional over equity; position limits are net USD of an underlying; "
        + "concentration is that over its average daily volume. `breaches.csv` has all.")
  }

  /// What `--fail-on-breach` ends with for positions added, a sentence each rule.
  static func failedChecks(_ changes: [WhatIf.Change]) -> [String] {
    changes.map(\.rule).unique().compactMap { rule in
      let broken = changes.filter { $0.rule == rule && !($0.breaches ?? []).isEmpty }
      guard !broken.isEmpty else { return nil }
      let count = broken.reduce(0) { $0 + ($1.breaches ?? []).count }
      return "rule \(rule), with the positions added: \(count) limits breached by "
        + "\(broken.count) \(broken.count == 1 ? "account" : "accounts")"
    }
  }

  private static func text(_ value: Double, _ kind: Constraints.Kind) -> String {
    switch kind {
    case .leverage: NumberText.ratio(value) + "×"
    case .concentration: NumberText.percent(value)
    case .positionLimit, .minimumEquity: NumberText.money(value)
    }
  }
}

extension [Constraints.Breach] {
  /// Limits in short: `leverage; position-limit BTC`.
  var text: String {
    map { $0.kind.rawValue + ($0.underlying.map { " \($0)" } ?? "") }.joined(separator: "; ")
  }
}
