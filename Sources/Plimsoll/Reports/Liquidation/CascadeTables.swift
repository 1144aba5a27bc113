internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket

/// The tables of a liquidation study.
struct CascadeTables {
  let world: LiquidationWorld
  let told: LiquidationWorld.Told
  /// When paths start.
  let start: Timestamp

  var all: [(path: String, table: CSVTable)] {
    [
      ("cascade.csv", cascade), ("liquidation-summary.csv", summary),
      ("liquidation-accounts.csv", accounts), ("liquidations.csv", trades),
      ("cascade-steps.csv", steps), ("cascade-prices.csv", prices), ("fates.csv", standings),
    ]
  }

  private var names: [String] { world.cascade.names }
  private var distribution: CascadeDistribution { LiquidationReport.distribution(world, told) }

  /// One row a path.
  private var cascade: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "kind", "liquidated", "bankrupt", "taken_over", "volume", "fees", "slippage",
      "rounds", "shortfall", "insurance_draw", "fund_left", "adl", "socialised", "uncovered",
      "factor", "first_move", "total_move", "push", "amplification", "imbalance",
    ])
    for (kind, outcomes) in [("named", told.named), ("monte-carlo", told.outcomes)] {
      for outcome in outcomes {
        table.append([
          .text(outcome.scenario), .text(kind), .integer(outcome.liquidated),
          .integer(outcome.bankrupt), .integer(outcome.takenOver), .number(outcome.volume),
          .number(outcome.fees), .number(outcome.slippage), .integer(outcome.rounds),
          .number(outcome.shortfall), .number(outcome.fundDraw), .number(outcome.fundLeft),
          .number(outcome.deleveraged), .number(outcome.socialised), .number(outcome.uncovered),
          outcome.factor.map { .text(world.cascade.factors[$0].name) } ?? .blank,
          outcome.factor == nil ? .blank : .number(outcome.firstMove),
          outcome.factor == nil ? .blank : .number(outcome.totalMove),
          outcome.factor == nil ? .blank : .number(outcome.push),
          .optional(outcome.amplification), .number(outcome.imbalance),
        ])
      }
    }
    return table
  }

  /// One row a figure.
  var summary: CSVTable {
    var table = CSVTable(columns: [
      "measure", "mean", "standard_error", "ci_low", "ci_high", "probability",
      "probability_ci_low", "probability_ci_high", "median", "p95", "p99", "es99",
      "es99_standard_error", "max", "scenarios",
    ])
    let count = told.outcomes.isEmpty ? told.named.count : told.outcomes.count
    for row in distribution.rows {
      table.append([
        .text(row.measure), .number(row.mean.value), .optional(row.mean.standardError),
        .optional(row.mean.lower), .optional(row.mean.upper), .number(row.probability.value),
        .optional(row.probability.lower), .optional(row.probability.upper), .number(row.median),
        .number(row.quantile95), .number(row.quantile99), .number(row.tail99.value),
        .optional(row.tail99.standardError), .number(row.largest), .integer(count),
      ])
    }
    return table
  }

  /// One row an account.
  private var accounts: CSVTable {
    var table = CSVTable(columns: [
      "account", "margin_level", "liquidation_probability", "liquidation_standard_error",
      "bankruptcy_probability", "bankruptcy_standard_error", "expected_costs", "expected_deficit",
      "deficit_standard_error", "adl_probability", "expected_adl_haircut",
      "adl_haircut_standard_error", "adl_haircut_es99", "expected_socialised",
    ])
    for account in distribution.accounts {
      let requirement = world.assessment.requirements[account.account]
      table.append([
        .text(names[account.account]), .optional(requirement.marginLevel?.value),
        .number(account.liquidation.value), .optional(account.liquidation.standardError),
        .number(account.bankruptcy.value), .optional(account.bankruptcy.standardError),
        .number(account.costs.value), .number(account.deficit.value),
        .optional(account.deficit.standardError), .number(account.deleveraging.value),
        .number(account.haircut.value), .optional(account.haircut.standardError),
        .number(account.haircutTail), .number(account.socialised.value),
      ])
    }
    return table
  }

  /// One row a forced trade of the paths that are told.
  private var trades: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "step", "account", "instrument", "quantity", "price", "impact", "fee",
      "equity_after", "round", "kind", "slippage",
    ])
    for (_, record, _) in told.records {
      for trade in record.trades {
        table.append([
          .text(record.scenario), .integer(trade.step),
          .text(trade.account.map { names[$0] } ?? "backstop"), .text(trade.instrument),
          .number(trade.quantity), .number(trade.price), .number(trade.impact),
          .number(trade.fee), .number(trade.equityAfter), .integer(trade.round),
          .text(trade.kind.rawValue), .number(trade.slippage),
        ])
      }
    }
    return table
  }

  /// One row a step of the paths that are told.
  private var steps: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "step", "time", "rounds", "accounts_trading", "bankrupt", "volume",
      "fund_left", "owed",
    ])
    for (_, record, path) in told.records {
      for step in record.steps {
        table.append([
          .text(record.scenario), .integer(step.step),
          .text(path.time(of: step.step, from: start)),
          .integer(step.rounds),
          .integer(step.liquidating), .integer(step.bankrupt), .number(step.volume),
          .number(step.fund), .number(step.owed),
        ])
      }
    }
    return table
  }

  /// One row a step and factor: log returns since the start.
  private var prices: CSVTable {
    var table = CSVTable(columns: ["scenario", "step", "factor", "before_trades", "with_trades"])
    for (_, record, _) in told.records {
      for step in record.steps {
        for (place, factor) in world.cascade.factors.enumerated() {
          table.append([
            .text(record.scenario), .integer(step.step), .text(factor.name),
            .number(step.exogenous[place]), .number(step.total[place]),
          ])
        }
      }
    }
    return table
  }

  /// One row a step and followed account; step zero is the start.
  private var standings: CSVTable {
    var table = CSVTable(columns: [
      "scenario", "step", "account", "equity", "collateral_value", "maintenance_margin",
      "margin_level", "gross_notional",
    ])
    for (_, record, _) in told.records {
      for standing in record.standings {
        table.append([
          .text(record.scenario), .integer(standing.step), .text(names[standing.account]),
          .number(standing.equity), .number(standing.collateralValue),
          .number(standing.maintenance),
          standing.maintenance > 0
            ? .number(standing.collateralValue / standing.maintenance) : .blank,
          .number(standing.notional),
        ])
      }
    }
    return table
  }
}

extension CascadePath {
  /// When a step ends, for a path that starts at `start`.
  func time(of step: Int, from start: Timestamp) -> String {
    (start + TimeSpan(seconds: step * stepLength.seconds)).text(step: stepLength)
  }
}
