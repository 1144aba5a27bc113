internal import PlimsollMargin
internal import PlimsollMarket

/// What several rules ask of the same accounts, as a table of records, charts and a section.
struct ComparisonSection {
  let accounts: [String]
  let assessments: [MarginAssessment]
  private let requirements: [[String: MarginRequirement]]

  /// Accounts whose rules are listed one by one.
  private static let mostDetailed = 6

  init(accounts: [String], assessments: [MarginAssessment]) {
    self.accounts = accounts
    self.assessments = assessments
    requirements = assessments.map { assessment in
      Dictionary(uniqueKeysWithValues: assessment.requirements.map { ($0.account, $0) })
    }
  }

  /// Every account under every rule; blank where a pack has no figures.
  var records: CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "initial_margin", "maintenance_margin", "ratio_to_first", "binding",
    ])
    for account in accounts {
      let first = requirements.first?[account]?.initial ?? 0
      for (assessment, found) in zip(assessments, requirements) {
        let requirement = found[account]
        table.append([
          .text(account), .text(assessment.rule), .optional(requirement?.initial),
          .optional(requirement?.maintenance),
          .optional(first > 0 ? requirement.map { $0.initial / first } : nil),
          requirement?.binding.map(CSVValue.text) ?? .blank,
        ])
      }
    }
    return table
  }

  /// A chart for each of the accounts of the lowest margin levels under the first rule.
  var charts: [MarginCharts.Chart] {
    guard assessments.count > 1 else { return [] }
    var names = FileNames()
    return detailed.map { account in
      let rows = zip(assessments, requirements).compactMap { assessment, found in
        found[account].map {
          RequirementChart.Row(
            label: assessment.rule, initial: $0.initial, maintenance: $0.maintenance)
        }
      }
      let chart = RequirementChart(
        title: "What each rule asks of \(account)",
        subtitle: "and its collateral value under rule \(assessments[0].rule)", rows: rows,
        collateralValue: requirements[0][account]?.standing.collateralValue)
      return MarginCharts.Chart(
        path: "charts/\(names.name(for: "rules-\(account)")).svg",
        caption: "What each rule asks of \(account)", svg: chart.svg, rule: assessments[0].rule,
        account: nil)
    }
  }

  private var detailed: [String] {
    guard let main = assessments.first else { return [] }
    return main.requirements.lowestLevels(Self.mostDetailed).map { main.requirements[$0].account }
  }

  /// The section of a report; nothing with one rule.
  func write(to document: inout MarkdownDocument) {
    guard assessments.count > 1 else { return }
    document.heading(2, "Comparison of rules")
    document.table(
      ["account"] + assessments.map { .right($0.rule) },
      accounts.prefix(MarginReport.mostListed).map { account in
        [account]
          + requirements.map { $0[account].map { NumberText.money($0.initial) } ?? "not quoted" }
      })
    let hidden = accounts.count - MarginReport.mostListed
    document.paragraph(
      "Initial margin in USD. Below, for the accounts of the lowest levels, what sets each figure and how "
        + "many times that of the first rule it is. ES is expected shortfall, the mean loss of the worst "
        + "scenarios (at 0.99, the worst 1 in 100); VaR is value at risk, the loss they begin at."
        + (hidden > 0 ? " `comparison.csv` has \(hidden) more accounts." : ""))
    for account in detailed { writeDetail(of: account, to: &document) }
    let unquoted = assessments.flatMap { assessment in
      assessment.unquoted.map { "\($0.account) under \(assessment.rule): \($0.reason)" }
    }
    if !unquoted.isEmpty {
      let hidden = unquoted.count - MarginReport.mostListed
      document.paragraph("Not quoted\(hidden > 0 ? ", the first of \(unquoted.count)" : ""):")
      document.bullets(Array(unquoted.prefix(MarginReport.mostListed)))
    }
  }

  /// One account: what each rule asks, against the first, and why.
  private func writeDetail(of account: String, to document: inout MarkdownDocument) {
    document.heading(3, "Why \(account) is charged so")
    let first = requirements[0][account]?.initial ?? 0
    document.table(
      [
        "rule", .right("initial"), .right("times the first"), .right("maintenance"),
        .right("level"),
        "status", "set by",
      ],
      zip(assessments, requirements).compactMap { assessment, found in
        found[account].map { requirement in
          [
            assessment.rule, NumberText.money(requirement.initial),
            first > 0 ? NumberText.ratio(requirement.initial / first) : "",
            NumberText.money(requirement.maintenance),
            requirement.marginLevel.map { NumberText.ratio($0.value) } ?? "",
            requirement.status.rawValue, requirement.binding ?? "",
          ]
        }
      })
  }
}
