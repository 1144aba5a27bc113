internal import Glibc
internal import PlimsollMargin
internal import PlimsollMarket

/// Distances to liquidation as CSV.
struct LiquidationTables {
  let surface: LiquidationSurface
  let stressed: StressedBook

  /// The files, by name.
  var tables: [(path: String, table: CSVTable)] {
    [
      ("liquidation.csv", accounts), ("liquidation-factors.csv", factors),
      ("liquidation-scenarios.csv", scenarios), ("liquidation-nearest.csv", nearest),
    ]
  }

  private var accounts: CSVTable {
    var table = CSVTable(columns: [
      "account", "margin_level", "headroom", "distance", "dimension", "chi_square_tail",
      "normal_tail", "single_factor", "single_relative_move", "single_price", "reason",
    ])
    for account in surface.accounts {
      let found = account.nearest.scenario
      table.append([
        .text(account.account), .optional(account.marginLevel?.value),
        .optional(account.nearest.targetLoss), .optional(found?.distance),
        found.map { .integer($0.dimension) } ?? .blank, .optional(found?.chiSquareTail),
        .optional(found?.normalTail), account.singleFactor.map { .text($0.name) } ?? .blank,
        .optional(account.singleMove.map(expm1)),
        .optional(account.singleFactor.flatMap { price(of: $0, after: account.singleMove) }),
        account.reason.map { .text($0) } ?? .blank,
      ])
    }
    return table
  }

  private var factors: CSVTable {
    var table = CSVTable(columns: [
      "account", "factor", "direction", "log_move", "relative_move", "price",
      "standard_deviations", "following_log_move", "following_relative_move", "following_price",
      "following_standard_deviations",
    ])
    for account in surface.accounts {
      for crossing in account.crossings {
        table.append(
          [
            .text(account.account), .text(crossing.factor.name),
            .text(crossing.direction.rawValue),
          ] + cells(of: crossing.alone, crossing.factor)
            + cells(of: crossing.followed, crossing.factor))
      }
    }
    return table
  }

  private func cells(of move: Double?, _ factor: RiskFactor) -> [CSVValue] {
    [
      .optional(move), .optional(move.map(expm1)), .optional(price(of: factor, after: move)),
      .optional(
        move.flatMap { move in
          stressed.plausibility.deviation(of: factor).map { move / $0 }
        }),
    ]
  }

  private func price(of factor: RiskFactor, after move: Double?) -> Double? {
    move.flatMap { move in stressed.book.spot[factor].map { $0 * exp(move) } }
  }

  private var scenarios: CSVTable {
    var table = CSVTable(columns: ["account", "scenario", "multiple"])
    for account in surface.accounts {
      for multiple in account.multiples {
        table.append([
          .text(account.account), .text(multiple.scenario), .optional(multiple.multiple),
        ])
      }
    }
    return table
  }

  private var nearest: CSVTable {
    var table = CSVTable(columns: [
      "account", "factor", "log_move", "relative_move", "price", "standard_deviations", "pnl",
    ])
    for account in surface.accounts {
      for move in account.nearest.scenario?.moves ?? [] {
        table.append([
          .text(account.account), .text(move.factor.name), .number(move.logMove),
          .number(move.relativeMove), .optional(move.price), .optional(move.standardDeviations),
          .number(move.pnl),
        ])
      }
    }
    return table
  }
}
