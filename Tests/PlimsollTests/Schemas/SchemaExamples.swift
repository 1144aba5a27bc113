/// Documents in which keys stand that no shipped file has, so that every mapping is put to the test.
enum SchemaExamples {
  static let spec = [
    """
    {window: all, missing: proxy, proxy: BTC, volatility: {model: ewma, decay: 0.94},
     innovations: {model: gpd, tail: 0.1}, correlation: {estimator: dcc, decay: 0.97},
     dependence: {copula: gaussian}, minimum_history: 100d, fallback: [exclude],
     factors: {ETH: {volatility: {model: gjr, likelihood: normal}, innovations: {model: jumps}}},
     gates: {max_excluded: 2, max_age: 1w}}
    """
  ]

  static let joint = [
    """
    {funding: {venue: x, interval: 8h, mean: 0.0001, persistence: calibrated else 0.85,
      loading: calibrated, residual: 0.001, limit: 0.03, evidence: assumed},
     basis: {response: 0.1, residual: calibrated else 0.02, power: 0.5, evidence: assumed},
     correlation: {basis_funding: 0.5, across_underlyings: 0.7}, degrees_of_freedom: 5}
    """
  ]

  private static func rule(_ scenarios: String, _ more: String) -> String {
    """
    {kind: shortfall, level: 0.99, measure: es, mpor: 2d, maintenance: 0.75,
     collateral: haircut, haircuts: {BTC: 0.1, default: 0.5}, scenarios: \(scenarios), \(more)}
    """
  }

  static let rule = [
    rule(
      "{method: historical, scaling: sqrt-time, window: 500d, missing: proxy, proxy: BTC}",
      "liquidity: {participation: 0.1, missing: skip}, constraints: {leverage: [[1e6, 10], "
        + "[above, 5]], position_limits: {BTC: 1e6}, concentration: 0.5, minimum_equity: 100, "
        + "open_orders: worst-side}"),
    rule(
      "{method: filtered-historical, volatility: {model: garch, start: backcast}, ratio_cap: 3, "
        + "volatility_floor: 0.1}",
      "concentration: {threshold_adv: 0.1, slope: 0.05}, anti_procyclicality: {method: "
        + "stressed-blend, weight: 0.25, never_below: false, periods: [{from: 2020-03-01, to: "
        + "2020-04-30}]}, floor: {fraction_of_notional: 0.01}"),
    rule(
      "{method: regime-switching, count: 1000, seed: 2, course: stressed}",
      "dependence_stress: {weight: 0.25, level: 0.995}, stress: {library: ../stress/crises.yaml, "
        + "weight: 0.25}, anti_procyclicality: {method: buffer, size: 0.25, rebuild: never}"),
    rule(
      "{method: monte-carlo, spec: ../specs/nightly.yaml, count: 1000, seed: 1, normals: box-muller}",
      "anti_procyclicality: {method: none}"),
    rule("{method: file, file: moves.npy, factors: [BTC, ETH], horizon: 2d}", "floor: {}"),
  ]

  static let pack = [
    """
    {kind: venue, venue: X, program: Y, as_of: 2025-01-01, source: a, units: account,
     sources: {a: {evidence: assumed, text: b}}, complete_for: [futures, options],
     leaves_out: [fees], spot_hedges: false, option_value_counts: true, partial_for: [spot],
     classes: {g: {major: [BTC]}}, haircuts: {BTC: 0.1, default: {value: 0.5, source: a}},
     borrow: {initial_rate: 0.1, maintenance_rate: 0.05}, constraints: {minimum_equity: 1},
     initial: {sum: [scan, {max: [cost, {scaled: 1.3, of: span}]}, shock, sized, short, hedged]},
     maintenance: {sum: [basis, brackets, formula, discounted]},
     charges: {
       scan: {kind: scan, grouping: g, moves: {major: [-0.1, 0.1], other: {value: [-0.2, 0.2]}},
         volatilities: [down, up], cells: [[0.5, same, 0.3]], multiple: 1, ageing: 1d,
         volatility: {up: 0.3, down: 0.2, kind: relative}, valued_in: usd, base: mark,
         offsets: {part: 0.5, most: 10}, extended: {moves: [-0.5, 0.5], factor: 1, dampener: 2,
         range: 0.2}},
       span: {kind: span, price_scan_range: 0.1, volatility_scan_range: 0.2, extreme_multiple: 3,
         extreme_cover: 0.3, look_ahead: 1d},
       cost: {kind: delta-rate, rate: 0.1, on: futures, tiers: [[100, 1], [above, 2]]},
       shock: {kind: delta-shock, threshold: 1, slope: 0.1, most: 10, beyond: charge},
       sized: {kind: sized-rate, initial_rate: 0.1, maintenance_rate: 0.05, slope: 0.01},
       short: {kind: short-options, per_contract: 1, rate: 0.1},
       hedged: {kind: hedged-delta, net_rate: 0.1, hedged_rate: 0.01},
       basis: {kind: basis, least_move: 0.01, annualised_move: 0.1},
       brackets: {kind: brackets, brackets: [[above, 0.1]], leverages: [10], base: index},
       formula: {kind: option-formula, larger_premium: true, initial_at_least_maintenance: true,
         initial: {rate: 0.1, least: 0.05, least_grows_with_premium: true, fee: 0.001},
         maintenance: {least: 0.05}},
       discounted: {kind: discounted-scan, cells: [[0.1, up]], rate: 0.1,
         volatility: {up: 0.3, down: 0.2}, long: {base: 1, multiple: 1, addition: 0},
         short: {base: 1, multiple: 1, addition: 0}, skew: {cap: 1, cap_slope: 1, width: 1,
         width_slope: 1, least_moneyness: 0.1}, basis: {move: 0.1, fixed: 0.1, per_year: 0.1},
         initial: {factor: 1, perpetual: 1, naked_short: 1, coins: 1}, maintenance: {factor: 1,
         perpetual: 1, naked_short: 1, coins: 1}, peg: {asset: USDC, threshold: 0.9, factor: 1}}}}
    """
  ]

  static let library = [
    """
    {optional: false, stablecoins: [USDC], depegs: {assets: [USDC], relative: -0.1},
     grids: [{spot: [-0.3, 0.3], volatility: [0.5]}], jumps: {assets: [SOL], relative: -0.9},
     correlation_breaks: [{name: one, blend: 0.5, toward: 1, blocks: [[BTC, ETH]]}],
     scenarios: [{name: all, source: none, shocks: {BTC: {log: -0.5}, ETH: {beta: 1.1, of: BTC}},
       volatility: {BTC: {relative: 0.8}}, funding: 0.001, liquidity: {volume: 0.1, spread: 10},
       unwind: {holders: 1, of: [BTC]}}]}
    """
  ]

  static let impact = [
    "{temporary: 0.5, permanent: 0.3, half_life: 4h, book: {file: book.csv, symbols: {X: BTC}}}"
  ]

  static let waterfall = ["{layers: [{kind: socialised-loss}, {kind: account-equity}]}"]
}
