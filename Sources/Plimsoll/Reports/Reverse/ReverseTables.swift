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
