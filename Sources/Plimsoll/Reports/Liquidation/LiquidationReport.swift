internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// A liquidation study's answer as files.
struct LiquidationReport {
  let study: LiquidationStudy
  let book: Book
  let world: LiquidationWorld
  let told: LiquidationWorld.Told
  let manifest: RunManifest

  var report: Report {
    let tables = CascadeTables(
      world: world, told: told, start: study.replay?.from ?? book.asOf)
    var report = Report(headline: headline, records: tables.summary, manifest: manifest)
    report.tables = tables.all
    report.charts = charts.map { ($0.path, $0.svg) }
    report.figures = figures
    report.failedChecks = failedChecks
    report.diagnostics = diagnostics
    report.document =
      LiquidationDocument(
        study: study, book: book, world: world, told: told, distribution: distribution,
        headline: headline, charts: charts.map { ($0.caption, $0.path) },
        diagnostics: diagnostics, inputs: manifest.inputs
      ).document
    return report
  }

  /// The law of the Monte Carlo outcomes; of the named ones when there are no others.
  private var distribution: CascadeDistribution { Self.distribution(world, told) }

  static func distribution(_ world: LiquidationWorld, _ told: LiquidationWorld.Told)
    -> CascadeDistribution
  {
    CascadeDistribution(
      told.outcomes.isEmpty ? told.named : told.outcomes, accountCount: world.cascade.names.count)
  }

  private var diagnostics: [Diagnostic] {
    (book.diagnostics + world.assessment.diagnostics + world.diagnostics + doubts
      + world.cascade.impact.doubts(
        of: book, isBounded: (told.named + told.outcomes).contains(where: \.isBounded))
      + manifest.diagnostics).unique()
  }

  private var doubts: [Diagnostic] {
    let under = world.assessment.requirements.filter { $0.status == .liquidation }
    let bankrupt = world.assessment.requirements.filter { $0.status == .bankrupt }
    let bare = zip(book.accounts, world.assessment.requirements).filter {
      $0.collateral.isEmpty && !$0.positions.isEmpty && $1.maintenance > 0
    }
    return [
      ("below maintenance margin at the start", under.map(\.account)),
      ("bankrupt at the start", bankrupt.map(\.account)),
      ("without collateral: positions alone stand for their margin", bare.map(\.0.name)),
    ].filter { !$0.1.isEmpty }.map { what, names in
      Diagnostic(
        .warning, names.count == 1 ? names[0] : "\(names.count) accounts",
        names.count == 1
          ? what
          : "\(what): \(names.prefix(5).joined(separator: ", "))"
            + (names.count > 5 ? ", …" : ""))
    }
  }

  private var failedChecks: [String] {
    let all = told.named + told.outcomes
    let hit = all.filter { $0.uncovered > 0 }
    guard let worst = hit.max(by: { $0.uncovered < $1.uncovered }) else { return [] }
    return [
      "\(hit.count) of \(all.count) paths, named and drawn, leave a loss that nobody covers, the largest "
        + "\(NumberText.money(worst.uncovered)) USD in \(Self.shown(worst.scenario))"
    ]
  }

  private var headline: Report.Headline {
    Report.Headline(
      columns: [
        "scenario", .right("liquidated"), .right("bankrupt"), .right("forced volume"),
        .right("first move"), .right("total move"), .right("largest push"), .right("amplification"),
        .right("shortfall"),
        .right("fund pays"), .right("deleveraged"), .right("uncovered"),
      ],
      rows: (told.named + worstDrawn).map(row),
      note: told.outcomes.isEmpty
        ? nil
        : "Paths with a number are Monte Carlo, the worst of \(told.outcomes.count); cascade.csv has all."
    )
  }

  /// The Monte Carlo paths that are told step by step.
  private var worstDrawn: [CascadeOutcome] {
    told.records.dropFirst(told.named.count).map(\.outcome)
  }

  /// What people call a scenario: a Monte Carlo path has only a number.
  static func shown(_ scenario: String) -> String {
    scenario.allSatisfy(\.isNumber) ? "path \(scenario)" : scenario
  }

  private func row(_ outcome: CascadeOutcome) -> [String] {
    let moves =
      outcome.factor == nil
      ? ["", "", ""]
      : [
        Self.move(outcome.firstMove, outcome.factor, world),
        Self.move(outcome.totalMove, nil, world), Self.move(outcome.push, nil, world),
      ]
    return [
      Self.shown(outcome.scenario), "\(outcome.liquidated)", "\(outcome.bankrupt)",
      NumberText.money(outcome.volume), moves[0], moves[1], moves[2],
      outcome.amplification.map { NumberText.ratio($0) } ?? "",
      NumberText.money(outcome.shortfall), NumberText.money(outcome.fundDraw),
      NumberText.money(outcome.deleveraged), NumberText.money(outcome.uncovered),
    ]
  }

  /// A log return as the relative move it is, with its factor.
  static func move(_ log: Double, _ factor: Int?, _ world: LiquidationWorld) -> String {
    let name = factor.map { "\(world.cascade.factors[$0]) " } ?? ""
    return name + NumberText.percent(MarketShock(logMoves: ["X": log]).relativeMove(of: "X"))
  }

  private var charts: [(caption: String, path: String, svg: String)] {
    CascadeCharts(world: world, told: told, distribution: distribution).all
  }

  /// What a sweep tells its cells apart by.
  private var figures: [Report.Figure] {
    let rows = Dictionary(uniqueKeysWithValues: distribution.rows.map { ($0.measure, $0) })
    let worst = told.named.map(\.shortfall).max()
    return [
      Report.Figure("expected_shortfall_loss", rows["shortfall"]?.mean.value),
      Report.Figure("standard_error", rows["shortfall"]?.mean.standardError),
      Report.Figure("shortfall_probability", rows["shortfall"]?.probability.value),
      Report.Figure("shortfall_es99", rows["shortfall"]?.tail99.value),
      Report.Figure("fund_draw", rows["fund_draw"]?.mean.value),
      Report.Figure("deleveraged", rows["deleveraged"]?.mean.value),
      Report.Figure("uncovered", rows["uncovered"]?.mean.value),
      Report.Figure("accounts_liquidated", rows["liquidated"]?.mean.value),
      Report.Figure("amplification", rows["amplification"]?.mean.value),
      Report.Figure("worst_named_shortfall", worst),
    ]
  }
}
