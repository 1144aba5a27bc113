internal import Glibc
internal import PlimsollClearing
internal import PlimsollMarket

/// What closing out does to prices, scenario by scenario.
///
/// - Verified by: WaterfallStudyTests.
struct MoveTables {
  let result: WaterfallResult

  /// A price that was moved: log returns by the scenario alone and in all.
  private struct Move {
    var factor: RiskFactor
    var before: Double
    var after: Double
  }

  private func moves(of scenario: ClearingStress.Scenario) -> [Move] {
    result.book.factors.compactMap { factor in
      let before = scenario.shock.logMoves[factor] ?? 0
      guard let after = scenario.shockAfter?.logMoves[factor], after != before else { return nil }
      return Move(factor: factor, before: before, after: after)
    }
  }

  /// One row a scenario and a price that was moved.
  var table: CSVTable {
    var table = CSVTable(columns: ["scenario", "factor", "log_move", "log_move_after"])
    for scenario in result.stress.scenarios {
      for move in moves(of: scenario) {
        table.append([
          .text(scenario.name), .text(move.factor.name), .number(move.before), .number(move.after),
        ])
      }
    }
    return table
  }

  /// Rows of a report, those moved furthest first.
  func rows(of scenario: ClearingStress.Scenario, most: Int) -> [[String]] {
    moves(of: scenario).sorted { first, second in
      let (a, b) = (abs(first.after - first.before), abs(second.after - second.before))
      return a != b ? a > b : first.factor.name < second.factor.name
    }.prefix(most).map { move in
      [move.factor.name] + [move.before, move.after].map { NumberText.percent(expm1($0)) }
    }
  }

  /// Whether a price was pushed as far as any can be.
  var isBounded: Bool {
    result.stress.scenarios.contains { scenario in
      moves(of: scenario).contains {
        abs($0.after - $0.before) > Cascade.furthestPush * (1 - 1e-12)
      }
    }
  }
}
