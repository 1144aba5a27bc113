internal import PlimsollMargin

/// What anti-procyclicality options did to initial margins, rule by rule.
enum AntiProcyclicalityTables {
  /// Writes a section when a rule has an option.
  static func write(_ assessments: [MarginAssessment], to document: inout MarkdownDocument) {
    let adjusted = assessments.filter { $0.comparedWith != nil }
    guard !adjusted.isEmpty else { return }
    document.heading(2, "Anti-procyclicality")
    for assessment in adjusted {
      document.heading(3, "Rule \(assessment.rule)")
      document.table(
        [
          "account", .right("initial without"), .right(assessment.comparedWith ?? ""),
          .right("added"), .right("initial"), "state",
        ],
        assessment.lowestLevels(MarginReport.mostListed).compactMap { requirement in
          guard let charge = requirement.antiProcyclicality else { return nil }
          return [
            requirement.account, NumberText.money(charge.unadjusted),
            NumberText.money(charge.compared), NumberText.money(charge.added),
            NumberText.money(charge.adjusted), words(charge),
          ]
        })
    }
    document.paragraph(
      "Initial margin in USD without the rule's option, what the option holds against it, and what it "
        + "comes to; `margin.csv` has what is added as `anti_procyclicality`.")
  }

  /// Whether and how the option binds.
  private static func words(_ charge: AntiProcyclicalCharge) -> String {
    switch charge.state {
    case .full: "buffer full"
    case .drawn: "buffer drawn"
    case .exhausted: charge.unadjusted == 0 ? "no margin" : "buffer used up"
    case .raises: "binds"
    case .lowers: "lowers"
    case .idle: "does not bind"
    }
  }
}
