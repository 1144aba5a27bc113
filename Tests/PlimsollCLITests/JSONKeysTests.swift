import Foundation
import Testing

/// The keys that scripts read by `--format json`, verb by verb. A key that is added is added here; one that
/// is gone or renamed breaks scripts, and is a change of the major version.
@Suite struct JSONKeysTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .appending(path: "../../..").standardized.path
  private static let sample = "models/books/sample"

  private static let lines: [(line: String, keys: String)] = [
    (
      "calibrate --prices desk/prices.csv -o desk.model.json",
      "alpha beta cut degrees_of_freedom factor filled_returns first_price gamma innovations "
        + "largest_residual last_price log_likelihood omega own_returns persistence residual_scale "
        + "used_returns volatility_annual volatility_model volatility_per_bar"
    ),
    (
      "simulate --model desk.model.json --scenarios 100 -o draws.npy",
      "factor largest mean smallest standard_deviation"
    ),
    (
      "risk desk --scenarios 2000 -o risk",
      "account ci_high ci_low horizon level measure method scenarios standard_error value"
    ),
    (
      "margin desk --scenarios 2000 -o margin",
      "account anti_procyclicality as_of call_amount collateral_value concentration_addon core "
        + "equity excess floor gross_margin initial_margin liquidity_addon maintenance_margin "
        + "margin_level netting_benefit open_orders rule standard_error status stress unrealised_pnl"
    ),
    (
      "pretrade \(sample) --scenarios 2000 --orders \(sample)/orders.csv",
      "accepted account breaches change excess_after initial_after initial_before instrument "
        + "maintenance_after margin_level_after quantity"
    ),
    ("stress desk -o stress", "account equity_after margin_level_after pnl scenario"),
    (
      "monitor \(sample) --rule historical --feed \(sample)/feed.csv --alert 1.5 -o monitor",
      "account alert collateral_value driver driver_move driver_pnl equity event from initial_margin "
        + "level maintenance_margin reason rejected sequence subject ticks time to"
    ),
    (
      "liquidate \(sample) --rule historical --scenarios 200 -o liquidate",
      "ci_high ci_low es99 es99_standard_error max mean measure median p95 p99 probability "
        + "probability_ci_high probability_ci_low scenarios standard_error"
    ),
    (
      "waterfall \(sample) --scenarios 500 --rule historical -o waterfall",
      "defaulters drawn last_layer loss loss_with_moves scenario uncovered uncovered_with_moves"
    ),
    (
      "backtest desk --rule historical --bars 20 -o backtest",
      "account average_margin average_notional average_uncovered christoffersen_lr "
        + "christoffersen_p conditional_lr conditional_p coverage duration_p dynamic_quantile_p "
        + "es_z1 es_z1_p es_z2 es_z2_critical es_z2_p es_z2_p_standard_error exceptions "
        + "exceptions_250 fz0 kupiec_lr kupiec_p largest_uncovered level margin_breach_p "
        + "margin_breaches margin_coverage margin_windows max_increase_1d max_increase_20d "
        + "max_increase_5d max_relative_increase_1d max_relative_increase_20d "
        + "max_relative_increase_5d mcneil_frey_p observations overlapping_breaches "
        + "overlapping_traffic_light overlapping_windows peak_to_trough recommended rule "
        + "time_at_floor traffic_light traffic_light_multiplier verdict"
    ),
    (
      "surface models/books/chain/surface.csv -o surface",
      "a atm_volatility b expiry forward inside inside_share kind left_slope liquid_strikes m min_g "
        + "repair_rms_vol repair_vol rho right_slope rms_error_vol sigma underlying years"
    ),
    (
      "sweep desk.yaml --vary level=0.9,0.95 -o sweep",
      "error es es_standard_error level status var"
    ),
    (
      "report risk",
      "account ci_high ci_low horizon level measure method scenarios standard_error value"
    ),
    ("report risk wider", "after before change column key relative_change table"),
    ("doctor", "findings machine"),
  ]

  @Test func theKeysOfEveryVerb() throws {
    let scratch = try ScratchBook()
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.folder)/models", withDestinationPath: "\(Self.package)/models")
    try scratch.write("desk.yaml", "risk: {book: desk, scenarios: 2000}\n")
    _ = try scratch.run(line: "risk desk --scenarios 2000 --seed 2 -o wider")
    for (line, keys) in Self.lines {
      let run = try scratch.run(line: "\(line) --format json")
      #expect([0, 1].contains(run.status), "\(line): \(run.errors)")
      let found = try Self.keys(run.output)
      #expect(found == keys, "\(line)")
    }
  }

  /// The keys of an object, or of all objects of a list or of lines, sorted.
  private static func keys(_ json: String) throws -> String {
    var objects: [[String: Any]] = []
    if let whole = try? JSONSerialization.jsonObject(with: Data(json.utf8)) {
      if let list = whole as? [[String: Any]] {
        objects = list
      } else {
        objects = [try #require(whole as? [String: Any])]
      }
    } else {
      for line in json.split(separator: "\n") {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        objects.append(try #require(object as? [String: Any]))
      }
    }
    return Set(objects.flatMap(\.keys)).sorted().joined(separator: " ")
  }
}
