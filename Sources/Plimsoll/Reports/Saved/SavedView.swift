internal import PlimsollMarket

/// What of a verb's main table people are shown, and what tells its rows apart.
struct SavedView: Sendable {
  /// The table's file.
  let file: String
  /// The columns shown, as far as the table has them.
  let columns: [String]

  /// The view of a verb's results; nil for a verb that this release does not know.
  static func of(verb: String) -> SavedView? {
    switch verb {
    case "calibrate":
      SavedView(
        file: "factors.csv",
        columns: [
          "factor", "volatility_model", "volatility_annual", "innovations", "degrees_of_freedom",
          "residual_scale", "used_returns", "last_price",
        ])
    case "simulate":
      SavedView(
        file: "summary.csv",
        columns: ["factor", "mean", "standard_deviation", "smallest", "largest"])
    case "risk":
      SavedView(
        file: "risk.csv",
        columns: [
          "account", "method", "measure", "level", "horizon", "value", "standard_error",
        ])
    case "margin":
      SavedView(
        file: "margin.csv",
        columns: [
          "account", "rule", "status", "margin_level", "collateral_value", "initial_margin",
          "maintenance_margin", "call_amount", "standard_error",
        ])
    case "stress":
      SavedView(
        file: "stress.csv",
        columns: ["account", "scenario", "pnl", "equity_after", "margin_level_after"])
    case "monitor":
      SavedView(
        file: "states.csv",
        columns: [
          "account", "status", "margin_level", "equity", "collateral_value", "initial_margin",
          "maintenance_margin",
        ])
    case "liquidate":
      SavedView(
        file: "cascade.csv",
        columns: [
          "scenario", "liquidated", "bankrupt", "volume", "amplification", "shortfall",
          "insurance_draw", "adl", "uncovered",
        ])
    case "backtest":
      SavedView(
        file: "backtest-tests.csv",
        columns: [
          "account", "rule", "level", "observations", "exceptions", "coverage", "kupiec_p",
          "conditional_p", "traffic_light", "peak_to_trough", "average_margin", "verdict",
        ])
    case "surface":
      SavedView(
        file: "slices.csv",
        columns: [
          "underlying", "expiry", "kind", "atm_volatility", "liquid_strikes", "inside_share",
          "min_g", "repair_vol",
        ])
    case "waterfall":
      SavedView(
        file: "waterfall-summary.csv",
        columns: ["scenario", "defaulters", "loss", "drawn", "uncovered", "last_layer"])
    case "sweep":
      SavedView(file: "sweep.csv", columns: [])
    default:
      nil
    }
  }

  /// The columns whose cells together name a row, for tables whose first columns do not by
  /// themselves.
  static func key(of file: String) -> [String]? {
    switch file {
    case "risk.csv": ["account", "method", "measure", "level", "horizon"]
    case "margin.csv", "comparison.csv": ["account", "rule"]
    case "contributions.csv": ["account", "rule", "instrument"]
    case "offsets.csv": ["account", "rule", "offset"]
    case "collateral.csv": ["account", "rule", "asset"]
    case "charges.csv": ["account", "rule", "unit", "charge"]
    case "scenarios.csv": ["account", "rule", "unit", "charge", "scenario"]
    case "evidence.csv": ["rule", "parameter"]
    case "hedges.csv": ["account", "rule", "instrument"]
    case "frontier.csv": ["account", "rule"]
    case "sensitivities.csv": ["figure", "field"]
    case "slices.csv": ["underlying", "expiry"]
    case "sampling.csv": ["account", "level", "horizon"]
    case "shortfall-contributions.csv": ["account", "level", "horizon", "instrument"]
    case "stress.csv": ["account", "scenario"]
    case "explanation.csv": ["account", "rule", "measure"]
    case "backtest.csv": ["date", "account", "rule"]
    case "backtest-tests.csv": ["account", "rule", "level"]
    case "drift.csv": ["as_of", "factor", "parameter"]
    case "factors.csv", "summary.csv": ["factor"]
    case "gates.csv": ["gate", "subject"]
    case "concentration.csv": ["underlying"]
    case "reverse.csv": ["account", "method"]
    case "reverse-moves.csv": ["account", "method", "factor"]
    case "reverse-history.csv": ["account", "rank"]
    case "given-moves.csv": ["factor"]
    case "liquidation.csv", "liquidation-accounts.csv": ["account"]
    case "cascade.csv": ["scenario"]
    case "states.csv": ["account"]
    case "levels.csv": ["time", "account"]
    case "state-counts.csv": ["time"]
    case "rejections.csv": ["reason", "instrument"]
    case "cascade-steps.csv": ["scenario", "step"]
    case "cascade-prices.csv": ["scenario", "step", "factor"]
    case "fates.csv": ["scenario", "step", "account"]
    case "liquidations.csv": ["scenario", "step", "round", "account", "instrument", "kind"]
    case "liquidation-summary.csv": ["measure"]
    case "liquidation-factors.csv": ["account", "factor", "direction"]
    case "liquidation-scenarios.csv": ["account", "scenario"]
    case "liquidation-nearest.csv": ["account", "factor"]
    case "waterfall.csv": ["scenario", "layer", "owner"]
    case "waterfall-summary.csv", "cover.csv": ["scenario"]
    case "default-fund.csv", "clearing-members.csv": ["member"]
    case "waterfall-prices.csv": ["scenario", "factor"]
    case "waterfall-layers.csv": ["layer"]
    case "waterfall-payers.csv": ["owner", "layer"]
    case "replenishment.csv", "obligations.csv": ["scenario", "member"]
    case "disclosure.csv": ["item"]
    default: nil
    }
  }
}

extension CSVFile {
  /// Rows for people: the columns of `view` that there are, else the first ones.
  ///
  /// - Parameter most: rows shown at most.
  func headline(_ view: SavedView?, most: Int) -> Report.Headline {
    var places = (view?.columns ?? []).compactMap { index(of: $0) }
    if places.isEmpty { places = Array(header.indices.prefix(Self.mostColumns)) }
    return headline(columns: places, rows: Array(0..<rowCount), most: most)
  }

  /// The columns shown of a table that is not known.
  private static let mostColumns = 8

  /// Rows for people: some columns of some rows.
  func headline(columns: [Int], rows: [Int], most: Int) -> Report.Headline {
    Report.Headline(
      columns: columns.map { column in
        rows.allSatisfy { number($0, column) != nil || isBlank(row: $0, column: column) }
          ? .right(words(column)) : MarkdownColumn(words(column))
      },
      rows: rows.prefix(most).map { row in
        columns.map { column in
          number(row, column).map(NumberText.figure) ?? text(row: row, column: column)
        }
      },
      note: rows.count > most ? "\(most) of \(rows.count) rows; \(name) has all." : nil)
  }

  /// A column's name as people read it.
  private func words(_ column: Int) -> String {
    header[column] == "pnl" ? "P&L" : header[column].replacing("_", with: " ")
  }

  /// The number in a cell; nil for words and blanks.
  func number(_ row: Int, _ column: Int) -> Double? {
    (try? number(row: row, column: column)).flatMap { $0 }
  }

  /// The rows in which a column, if there is one, holds something that `matches`.
  func rows(where column: String, _ matches: (String) -> Bool) -> [Int] {
    guard let place = index(of: column) else { return [] }
    return (0..<rowCount).filter { matches(text(row: $0, column: place)) }
  }

  /// The text of a cell in a named column; empty when there is no such column.
  func text(_ row: Int, _ column: String) -> String {
    index(of: column).map { text(row: row, column: $0) } ?? ""
  }
}
