internal import PlimsollMargin
internal import PlimsollMarket

/// How gross margin becomes net, by kind of offset, and how pledged coins fall with the positions.
enum NettingTables {
  /// Every account that was explained, step by step.
  static func records(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "gross_margin", "offset", "benefit", "share_of_gross", "core",
    ])
    for assessment in assessments {
      for requirement in assessment.requirements {
        for offset in requirement.offsets ?? [] {
          table.append([
            .text(requirement.account), .text(assessment.rule), .number(requirement.gross),
            .text(offset.kind.rawValue), .number(offset.benefit),
            requirement.gross > 0 ? .number(offset.benefit / requirement.gross) : .blank,
            .number(requirement.core),
          ])
        }
      }
    }
    return table
  }

  /// Every coin pledged by an account that was explained.
  static func collateralRecords(_ assessments: [MarginAssessment]) -> CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "asset", "value", "haircut", "alone", "joint", "wrong_way",
      "haircut_short",
    ])
    for assessment in assessments {
      for requirement in assessment.requirements {
        for risk in requirement.collateralRisks {
          table.append([
            .text(requirement.account), .text(assessment.rule), .text(risk.asset.name),
            .number(risk.value), .optional(risk.haircut), .number(risk.alone),
            .number(risk.joint), .optional(risk.wrongWay), .text(risk.isShort ? "yes" : "no"),
          ])
        }
      }
    }
    return table
  }

  /// The section of a report: a row per account, a column per kind of offset.
  static func write(_ assessments: [MarginAssessment], to document: inout MarkdownDocument) {
    let explained = assessments.filter { $0.requirements.contains { $0.offsets != nil } }
    guard !explained.isEmpty else { return }
    document.heading(2, "From gross to net, by kind of offset")
    document.paragraph(
      "Holdings are put together step by step; what a step takes off is the offset of that kind. "
        + "Same expiry and calendar are within one underlying, futures and options apart; collateral "
        + "counts where the rule lets it move with the positions.")
    for assessment in explained {
      document.heading(3, "Rule \(assessment.rule)")
      document.table(
        ["account", .right("gross")] + OffsetKind.allCases.map { .right($0.words) }
          + [.right("net")],
        assessment.requirements.compactMap { requirement in
          guard let offsets = requirement.offsets else { return nil }
          return [requirement.account, NumberText.money(requirement.gross)]
            + offsets.map { $0.benefit == 0 ? "" : NumberText.money(-$0.benefit) }
            + [NumberText.money(requirement.core)]
        })
    }
    writeCollateral(assessments, to: &document)
  }

  private static func writeCollateral(
    _ assessments: [MarginAssessment], to document: inout MarkdownDocument
  ) {
    let rows = assessments.flatMap { assessment in
      assessment.requirements.flatMap { requirement in
        requirement.collateralRisks.map { risk in
          [
            requirement.account, assessment.rule, risk.asset.name, NumberText.money(risk.value),
            risk.haircut.map { NumberText.percent($0) } ?? "simulated",
            NumberText.percent(risk.alone), NumberText.percent(risk.joint),
            risk.wrongWay.map { NumberText.ratio($0) } ?? "", risk.isShort ? "short" : "",
          ]
        }
      }
    }
    guard !rows.isEmpty else { return }
    document.heading(2, "Wrong-way collateral")
    document.table(
      [
        "account", "rule", "coin", .right("value"), .right("haircut"), .right("loses alone"),
        .right("loses with the positions"), .right("wrong-way"), "haircut is",
      ], rows)
    document.paragraph(
      "What the coin loses at the rule's level by itself, and on average in the worst scenarios of "
        + "the positions behind it, collateral left out. Wrong-way is the second over the first: near "
        + "1, the pledge falls just when it is needed; below 0, it rises then. A haircut is short when "
        + "it is less than the joint loss.")
  }

  /// A chart per explained account of the first rule that has offsets.
  static func charts(_ assessments: [MarginAssessment]) -> [MarginCharts.Chart] {
    guard
      let assessment = assessments.first(where: { $0.requirements.contains { $0.offsets != nil } })
    else { return [] }
    var names = FileNames()
    return assessment.requirements.compactMap { requirement in
      guard let offsets = requirement.offsets, requirement.contributions.count > 1 else {
        return nil
      }
      let chart = WaterfallChart(
        title: "From gross to net margin of \(requirement.account)",
        subtitle: "by kind of offset, rule \(assessment.rule)",
        start: ("each holding alone", requirement.gross),
        steps: offsets.filter { $0.benefit != 0 }.map {
          .init(label: $0.kind.words, reduction: $0.benefit)
        }, end: "core margin")
      return MarginCharts.Chart(
        path: "charts/\(names.name(for: "offsets-\(assessment.rule)-\(requirement.account)")).svg",
        caption: "From gross to net margin of \(requirement.account)", svg: chart.svg,
        rule: assessment.rule, account: requirement.account)
    }
  }
}

extension OffsetKind {
  /// What a reader calls it.
  var words: String {
    switch self {
    case .sameExpiry: "same expiry"
    case .calendar: "calendar"
    case .optionAgainstFuture: "option against future"
    case .acrossUnderlyings: "across underlyings"
    case .stablecoin: "stablecoin"
    case .collateral: "collateral"
    }
  }
}
