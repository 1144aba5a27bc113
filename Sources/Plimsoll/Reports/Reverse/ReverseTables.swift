internal import Glibc
internal import PlimsollMargin
internal import PlimsollMarket

/// A reverse stress as CSV.
struct ReverseTables {
  let reverse: ReverseStress

  /// The files, by name.
  var tables: [(path: String, table: CSVTable)] {
    [
      ("reverse.csv", scenarios), ("reverse-moves.csv", moves),
      ("reverse-history.csv", history),
    ]
  }

  private var scenarios: CSVTable {
    var table = CSVTable(columns: [
      "account", "method", "target_loss", "loss", "margin_level_after", "distance", "dimension",
      "chi_square_tail", "normal_tail", "windows", "windows_farther", "windows_losing", "reason",
    ])
    for account in reverse.accounts {
      for method in ReverseStress.Method.allCases {
        let found = account.scenarios.first { $0.method == method }
        let record = method == .full ? account.record : nil
        table.append([
          .text(account.account), .text(method.rawValue), .optional(account.targetLoss),
          .optional(found.flatMap(\.loss)), .optional(found?.marginLevel?.value),
          .optional(found?.distance), found.map { .integer($0.dimension) } ?? .blank,
          .optional(found?.chiSquareTail), .optional(found?.normalTail),
          record.map { .integer($0.windows) } ?? .blank,
          record.map { .integer($0.farther) } ?? .blank,
          record.map { .integer($0.losing) } ?? .blank,
          method == .full ? account.reason.map { .text($0) } ?? .blank : .blank,
        ])
      }
    }
    return table
  }

  private var moves: CSVTable {
    var table = CSVTable(columns: [
      "account", "method", "factor", "given", "log_move", "relative_move", "price",
      "standard_deviations", "pnl",
    ])
    for account in reverse.accounts {
      for scenario in account.scenarios {
        for move in scenario.moves {
          table.append([
            .text(account.account), .text(scenario.method.rawValue), .text(move.factor.name),
            .flag(move.isGiven), .number(move.logMove), .number(move.relativeMove),
            .optional(move.price), .optional(move.standardDeviations), .number(move.pnl),
          ])
        }
      }
    }
    return table
  }

  private var history: CSVTable {
    var table = CSVTable(columns: [
      "account", "rank", "window_end", "distance_to_scenario", "distance", "loss",
    ])
    for account in reverse.accounts {
      for (rank, window) in (account.record?.nearest ?? []).enumerated() {
        table.append([
          .text(account.account), .integer(rank + 1), .text(window.end.description),
          .number(window.distanceToScenario), .number(window.distance), .number(window.loss),
        ])
      }
    }
    return table
  }
}

/// What is given and what follows, as CSV and as a section of a report.
struct GivenSection {
  let stressed: StressedBook
  let given: GivenMoves
  let conditional: Plausibility.Conditional
  let scenario: StressScenario

  /// Nil when nothing is given.
  init?(_ stressed: StressedBook) {
    guard let given = stressed.given, let scenario = stressed.givenScenario else { return nil }
    self.stressed = stressed
    self.given = given.moves
    conditional = given.conditional
    self.scenario = scenario
  }

  private struct Row {
    var factor: RiskFactor
    var isGiven: Bool
    var move: Double
    var price: Double?
    var deviations: Double?
  }

  private var rows: [Row] {
    let fixed = Set(given.factors)
    let law = stressed.plausibility
    let others = (law.factors + law.still).filter { !fixed.contains($0) }
    return (given.factors + others).map { factor in
      let move = scenario.shock.logMoves[factor] ?? 0
      return Row(
        factor: factor, isGiven: fixed.contains(factor), move: move,
        price: stressed.book.spot[factor].map { $0 * exp(move) },
        deviations: law.deviation(of: factor).map { move / $0 })
    }
  }

  var table: CSVTable {
    var table = CSVTable(columns: [
      "factor", "given", "log_move", "relative_move", "price", "standard_deviations",
    ])
    for row in rows {
      table.append([
        .text(row.factor.name), .flag(row.isGiven), .number(row.move), .number(expm1(row.move)),
        .optional(row.price), .optional(row.deviations),
      ])
    }
    return table
  }

  func write(to document: inout MarkdownDocument) {
    document.heading(2, "With moves given")
    document.paragraph(
      "Some moves are given; every other factor is put where the model expects it once those have "
        + "happened, as its regression on them says. The scenario is called `\(scenario.name)` in "
        + "`stress.csv`. "
        + (conditional.given.isEmpty
          ? "By the model the given factors never move, so nothing follows from them."
          : "The given moves by themselves lie at a distance of "
            + "\(NumberText.ratio(conditional.distance)) standard deviations."))
    document.table(
      [
        "factor", "", .right("move"), .right("price"), .right("standard deviations"),
      ],
      rows.map { row in
        [
          row.factor.name, row.isGiven ? "given" : "follows",
          NumberText.percent(expm1(row.move), decimals: 2),
          row.price.map(NumberText.money) ?? "",
          row.deviations.map { NumberText.plain($0, significantDigits: 3) } ?? "never moves",
        ]
      })
  }
}
