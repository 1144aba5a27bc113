internal import PlimsollMargin
internal import PlimsollMarket

/// A margin study's answer as files: tables in full, and a document for a risk committee.
struct MarginReport {
  let book: Book
  let assessments: [MarginAssessment]
  /// Rules that could not be applied.
  let leftOut: [Diagnostic]
  let modelIsGiven: Bool
  /// All accounts together against each market; empty when the book has no liquidity.
  let concentration: [VenueConcentration]
  let whatIf: WhatIfSection
  let manifest: RunManifest
  /// Whether a breached limit is a failed check.
  var failsOnBreach = false

  /// Charts show at most this many accounts; the CSV files have all.
  static let mostCharted = 12
  /// The headline lists at most this many accounts a rule.
  static let mostListed = 50

  /// The rule whose figures come first.
  private var main: MarginAssessment { assessments[0] }

  var report: Report {
    let headline = headline
    let diagnostics = diagnostics
    var report = Report(headline: headline, records: marginTable, manifest: manifest)
    report.tables = [
      ("margin.csv", report.records), ("contributions.csv", contributionTable),
      ("comparison.csv", comparison.records),
    ]
    if !concentration.isEmpty {
      report.tables.append(("concentration.csv", VenueTables.records(concentration)))
    }
    if assessments.contains(where: { $0.requirements.contains { $0.offsets != nil } }) {
      report.tables.append(("offsets.csv", NettingTables.records(assessments)))
    }
    let collateral = NettingTables.collateralRecords(assessments)
    if !collateral.rows.isEmpty { report.tables.append(("collateral.csv", collateral)) }
    if assessments.contains(where: \.checksLimits) {
      report.tables.append(("breaches.csv", LimitTables.records(assessments)))
      if failsOnBreach {
        report.failedChecks =
          LimitTables.failedChecks(assessments) + LimitTables.failedChecks(whatIf.answer.changes)
      }
    }
    if assessments.contains(where: { $0.pack != nil }) {
      report.tables.append(("charges.csv", PackTables.records(assessments)))
      report.tables.append(("scenarios.csv", PackTables.scenarios(assessments)))
      report.tables.append(("evidence.csv", PackTables.evidence(assessments)))
    }
    report.tables += whatIf.tables
    let comparison = comparison
    let charts =
      comparison.charts + MarginCharts(assessments: assessments, most: Self.mostCharted).all
      + NettingTables.charts(assessments)
    report.charts = charts.map { ($0.path, $0.svg) }
    report.figures = figures
    report.diagnostics = diagnostics
    report.document =
      MarginDocument(
        book: book, assessments: assessments, modelIsGiven: modelIsGiven,
        concentration: concentration, comparison: comparison, whatIf: whatIf,
        headline: headline,
        diagnostics: diagnostics, charts: charts, inputs: manifest.inputs
      ).document
    return report
  }

  private var comparison: ComparisonSection {
    ComparisonSection(accounts: book.accounts.map(\.name), assessments: assessments)
  }

  private var diagnostics: [Diagnostic] {
    (book.diagnostics + leftOut + assessments.flatMap(\.diagnostics) + whatIf.answer.diagnostics
      + manifest.diagnostics).unique()
  }

  private var headline: Report.Headline {
    Report.Headline(
      columns: [
        "account", "rule", "status", .right("level"), .right("collateral"), .right("initial"),
        .right("maintenance"), .right("gross"), .right("netting"), .right("call"), .right("s.e."),
      ],
      rows: assessments.flatMap { assessment in
        assessment.lowestLevels(Self.mostListed).map { row(of: $0, rule: assessment.rule) }
      },
      note: notes.isEmpty ? nil : notes.joined(separator: "\n"))
  }

  private var notes: [String] {
    let count = book.accounts.count
    let cut =
      count > Self.mostListed
      ? ["The \(Self.mostListed) lowest margin levels of \(count) accounts; margin.csv has all."]
      : []
    return cut + whatIf.notes
  }

  private func row(of requirement: MarginRequirement, rule: String) -> [String] {
    [
      requirement.account, rule, requirement.status.rawValue,
      requirement.marginLevel.map { NumberText.ratio($0.value) } ?? "",
      NumberText.money(requirement.standing.collateralValue),
      NumberText.money(requirement.initial), NumberText.money(requirement.maintenance),
      NumberText.money(requirement.gross),
      requirement.gross > 0
        ? NumberText.percent(requirement.nettingBenefit / requirement.gross) : "",
      NumberText.money(requirement.callAmount),
      requirement.netMeasure.standardError.map(NumberText.money) ?? "",
    ]
  }

  private var marginTable: CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "as_of", "equity", "collateral_value", "unrealised_pnl",
      "initial_margin", "maintenance_margin", "core", "stress", "liquidity_addon",
      "concentration_addon", "floor", "gross_margin", "netting_benefit", "excess", "call_amount",
      "margin_level", "status", "standard_error", "anti_procyclicality", "open_orders",
    ])
    let asOf = CSVValue.text(book.asOf.description)
    for assessment in assessments {
      for requirement in assessment.requirements {
        table.append([
          .text(requirement.account), .text(assessment.rule), asOf,
          .number(requirement.standing.equity), .number(requirement.standing.collateralValue),
          .number(requirement.standing.unrealisedPnL), .number(requirement.initial),
          .number(requirement.maintenance), .number(requirement.core),
          .optional(requirement.stress), .optional(requirement.liquidityAddOn),
          .optional(requirement.concentrationAddOn), .optional(requirement.floor),
          .number(requirement.gross), .number(requirement.nettingBenefit),
          .number(requirement.excess), .number(requirement.callAmount),
          .optional(requirement.marginLevel?.value), .text(requirement.status.rawValue),
          .optional(requirement.netMeasure.standardError),
          .optional(requirement.antiProcyclicality?.added), .optional(requirement.openOrders),
        ])
      }
    }
    return table
  }

  private var contributionTable: CSVTable {
    var table = CSVTable(columns: [
      "account", "rule", "instrument", "quantity", "notional", "standalone", "component", "share",
    ])
    for assessment in assessments {
      for requirement in assessment.requirements {
        for part in requirement.contributions {
          table.append([
            .text(requirement.account), .text(assessment.rule), .text(part.instrument),
            .number(part.quantity), .number(part.notional), .number(part.standalone),
            .number(part.component),
            requirement.core > 0 ? .number(part.component / requirement.core) : .blank,
          ])
        }
      }
    }
    return table
  }
}

extension MarginAssessment {
  /// The `count` accounts with the lowest margin levels, in the book's order; all when there are
  /// no more.
  func lowestLevels(_ count: Int) -> [MarginRequirement] {
    requirements.lowestLevels(count).map { requirements[$0] }
  }
}
