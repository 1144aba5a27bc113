internal import PlimsollMargin
internal import PlimsollMarket

/// A venue's charges and the evidence of its figures, as tables.
enum PackTables {
  /// Every charge of every unit.
  static func records(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "unit", "charge", "initial", "maintenance", "counts", "binding",
    ])
    for assessment in assessments {
      for requirement in assessment.requirements {
        for line in requirement.charges {
          table.append([
            .text(requirement.account), .text(assessment.rule), .text(line.unit),
            .text(line.charge), .number(line.initial), .number(line.maintenance),
            .text(line.counts ? "yes" : "no"), line.binding.map(CSVValue.text) ?? .blank,
          ])
        }
      }
    }
    return table
  }

  /// The scenario matrices of the accounts that were explained.
  static func scenarios(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: ["account", "rule", "unit", "charge", "scenario", "pnl"])
    for assessment in assessments {
      for requirement in assessment.requirements {
        for scenario in requirement.scenarios {
          table.append([
            .text(requirement.account), .text(assessment.rule), .text(scenario.unit),
            .text(scenario.charge), .text(scenario.scenario), .number(scenario.pnl),
          ])
        }
      }
    }
    return table
  }

  /// Every figure of every pack with its source.
  static func evidence(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: ["rule", "as_of", "parameter", "value", "evidence", "source"])
    for assessment in assessments {
      guard let pack = assessment.pack else { continue }
      for parameter in pack.parameters {
        table.append([
          .text(assessment.rule), .text(pack.asOf.description), .text(parameter.path),
          .text(parameter.value), .text(parameter.source.evidence.rawValue),
          .text(parameter.source.text),
        ])
      }
    }
    return table
  }

  /// The sections of a report: charges of the accounts listed, then what is not verified.
  static func write(_ assessments: [MarginAssessment], to document: inout MarkdownDocument) {
    let packs = assessments.filter { $0.pack != nil }
    guard !packs.isEmpty else { return }
    document.heading(2, "Venues' charges")
    for assessment in packs where assessment.requirements.contains(where: { !$0.charges.isEmpty }) {
      document.heading(3, assessment.rule)
      document.table(
        [
          "account", "unit", "charge", .right("initial"), .right("maintenance"), "counts", "set by",
        ],
        assessment.lowestLevels(MarginReport.mostCharted).flatMap { requirement in
          requirement.charges.filter { $0.initial != 0 || $0.maintenance != 0 }.map { line in
            [
              requirement.account, line.unit, line.charge, NumberText.money(line.initial),
              NumberText.money(line.maintenance), line.counts ? "yes" : "no", line.binding ?? "",
            ]
          }
        })
    }
    document.paragraph(
      "USD. Units are what a venue nets within, and charges have the pack's names: how they make initial "
        + "and maintenance margin is under Method. A charge that does not count is the smaller side of a "
        + "maximum. `charges.csv` has every account.")
    writeEvidence(packs, to: &document)
  }

  private static func writeEvidence(
    _ packs: [MarginAssessment], to document: inout MarkdownDocument
  ) {
    document.heading(2, "What is not verified")
    for assessment in packs {
      guard let pack = assessment.pack else { continue }
      document.heading(3, "\(assessment.rule): \(pack.venue), \(pack.program), as of \(pack.asOf)")
      if !pack.leavesOut.isEmpty { document.bullets(pack.leavesOut) }
      let doubtful = pack.unverified
      document.paragraph(
        doubtful.isEmpty
          ? "All \(pack.parameters.count) figures are verified."
          : "\(pack.parameters.count - doubtful.count) of \(pack.parameters.count) figures are "
            + "verified; these are not:")
      // Many figures share a source: one item each.
      document.bullets(
        doubtful.map(\.source.name).unique().compactMap { name in
          let figures = doubtful.filter { $0.source.name == name }
          guard let source = figures.first?.source else { return nil }
          return "**\(source.evidence.rawValue)**: \(source.text). "
            + figures.map { "`\($0.path)` = \(shortened($0.value))" }.joined(separator: "; ")
        })
    }
    document.paragraph(
      "Verified: an opened text, source code or sample, or exact arithmetic on published numbers. "
        + "Excerpt: a part, copy or third-party description. Inferred: concluded from published "
        + "numbers. Assumed: found nowhere. `evidence.csv` has every figure.")
  }

  private static func shortened(_ text: String) -> String {
    text.count > 40 ? text.prefix(37) + "…" : text
  }
}
