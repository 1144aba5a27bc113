internal import PlimsollMargin
internal import PlimsollMarket

/// A stress study's answer as files.
struct StressReport {
  let book: Book
  let library: StressLibrary
  let assessment: MarginAssessment
  let test: StressTest
  /// What reverse stress and liquidation rest on; nil when only the library was tried.
  let stressed: StressedBook?
  let reverse: ReverseStress?
  let surface: LiquidationSurface?
  let manifest: RunManifest

  /// A tornado shows at most this many scenarios; `stress.csv` has all.
  private static let mostBars = 16

  var report: Report {
    var report = Report(headline: headline, records: table, manifest: manifest)
    report.tables = [("stress.csv", table)]
    report.charts = charts.map { ($0.path, $0.svg) } + maps.map { ($0.path, $0.svg) }
    if let given { report.tables.append(("given-moves.csv", given.table)) }
    if let reverse { report.tables += ReverseTables(reverse: reverse).tables }
    if let surface, let stressed {
      report.tables += LiquidationTables(surface: surface, stressed: stressed).tables
    }
    report.figures = figures
    report.diagnostics = diagnostics
    report.document =
      StressDocument(
        book: book, library: library, assessment: assessment, accounts: ranked,
        headline: headline, diagnostics: diagnostics,
        charts: Dictionary(charts.map { ($0.account, $0.path) }) { first, _ in first },
        given: given,
        reverse: stressed.flatMap { stressed in
          reverse.map { ReverseSection(reverse: $0, stressed: stressed) }
        }, liquidation: liquidation, stressed: stressed, inputs: manifest.inputs
      ).document
    return report
  }

  private var given: GivenSection? { stressed.flatMap { GivenSection($0) } }

  private var liquidation: LiquidationSection? {
    stressed.flatMap { stressed in
      surface.map { surface in
        LiquidationSection(
          surface: surface, stressed: stressed,
          charts: Dictionary(maps.map { ($0.account, $0.path) }) { first, _ in first })
      }
    }
  }

  /// Maps of the accounts nearest to their load line.
  private var maps: [(account: String, path: String, svg: String)] {
    var names = FileNames()
    return (surface?.accounts ?? []).compactMap { account in
      guard let map = account.map else { return nil }
      let others =
        map.following == 0
        ? ""
        : "; \(map.following) other factor\(map.following == 1 ? "" : "s") where the model expects "
          + "\(map.following == 1 ? "it" : "them") given these two"
      return (
        account.account, "charts/liquidation-\(names.name(for: account.account)).svg",
        LiquidationMapChart(
          title: "Liquidation surface of \(account.account)",
          subtitle:
            "margin level over moves of \(map.first) and \(map.second), white above 2\(others); collateral "
            + "value over the maintenance margin of rule \(assessment.rule)", map: map
        ).svg
      )
    }
  }

  private var diagnostics: [Diagnostic] {
    (book.diagnostics + assessment.diagnostics + test.diagnostics + (stressed?.diagnostics ?? [])
      + manifest.diagnostics).unique()
  }

  /// Accounts by the margin level their worst scenario leaves, lowest first.
  private var ranked: [StressTest.Account] {
    let levels = test.accounts.map {
      ($0.worst?.marginLevelAfter ?? $0.marginLevel)?.value ?? .infinity
    }
    return test.accounts.indices.sorted { left, right in
      levels[left] != levels[right] ? levels[left] < levels[right] : left < right
    }.map { test.accounts[$0] }
  }

  private var table: CSVTable {
    var table = CSVTable(columns: [
      "account", "scenario", "pnl", "equity_after", "margin_level_after",
    ])
    for account in test.accounts {
      for outcome in account.outcomes {
        table.append([
          .text(account.account), .text(outcome.scenario), .number(outcome.pnl),
          .number(outcome.equityAfter), .optional(outcome.marginLevelAfter?.value),
        ])
      }
    }
    return table
  }

  private var headline: Report.Headline {
    let count = test.accounts.count
    return Report.Headline(
      columns: [
        "account", "worst scenario", .right("P&L"), .right("equity after"), .right("level before"),
        .right("level after"), .right("under water in"),
      ]
        + (reverse == nil
          ? [] : [.right("distance to the loss" + (given == nil ? "" : " from what is given"))])
        + (surface == nil ? [] : [.right("distance to liquidation")]),
      rows: ranked.prefix(MarginReport.mostListed).map { row($0) + distances(of: $0.account) },
      note: count > MarginReport.mostListed
        ? "The \(MarginReport.mostListed) lowest levels of \(count) accounts; stress.csv has all."
        : nil)
  }

  /// By reverse stress, then to liquidation, as far as they were asked for.
  private func distances(of account: String) -> [String] {
    let toLoss = reverse.map { reverse in
      reverse.accounts.first { $0.account == account }?.scenario
    }
    let toLiquidation = surface.map { surface in
      surface.accounts.first { $0.account == account }?.nearest.scenario
    }
    return [toLoss, toLiquidation].compactMap(\.self).map { found in
      found.map { ReverseSection.distance($0.distance) } ?? "none"
    }
  }

  private func row(_ account: StressTest.Account) -> [String] {
    let sunk = account.outcomes.count { ($0.marginLevelAfter?.value ?? 1) < 1 }
    let before = account.marginLevel.map { NumberText.ratio($0.value) } ?? ""
    guard let worst = account.worst else {
      return [account.account, "none loses money", "", "", before, "", "\(sunk)"]
    }
    return [
      account.account, worst.scenario, NumberText.money(worst.pnl),
      NumberText.money(worst.equityAfter), before,
      worst.marginLevelAfter.map { NumberText.ratio($0.value) } ?? "",
      "\(sunk) of \(account.outcomes.count)",
    ]
  }

  private var charts: [(account: String, path: String, svg: String)] {
    var names = FileNames()
    return ranked.prefix(MarginReport.mostCharted).compactMap { account in
      let shown = Self.distinct(account.outcomes)
      guard !shown.isEmpty else { return nil }
      return (
        account.account, "charts/tornado-\(names.name(for: account.account)).svg",
        TornadoChart(
          title: "Stress of \(account.account)",
          subtitle:
            "library \(library.name), \(shown.count) of \(account.outcomes.count) scenarios; "
            + "levels over the maintenance margin of rule \(assessment.rule)",
          rows: shown.map { outcome in
            TornadoChart.Row(
              label: outcome.scenario, pnl: outcome.pnl,
              note: outcome.marginLevelAfter.map { "level \(NumberText.ratio($0.value))" } ?? "")
          }, unit: "USD"
        ).svg
      )
    }
  }

  /// The largest moves either way; of scenarios with one and the same P&L, the first.
  private static func distinct(_ outcomes: [StressOutcome]) -> [StressOutcome] {
    var seen: Set<Double> = [0]
    return Array(
      outcomes.filter { seen.insert($0.pnl).inserted }
        .sorted { abs($0.pnl) > abs($1.pnl) }.prefix(mostBars))
  }
}
