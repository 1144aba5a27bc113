import Plimsoll
import Testing

extension ReferenceMethod {
  /// A scenario matrix of nine prices and three volatilities, in USD and in coin.
  static let scenarioMatrix = ReferenceMethod(
    prefix: "margin-pm-scenario-matrix", key: "pnl_matrix_rows_vol_up_flat_down"
  ) { expected in
    let file = expected.file
    let isInverse = try file.input("settlement", \.text).hasPrefix("inverse")
    let index = try file.number("index_price")
    let moves = try file.numbers("price_moves")
    let shock = try file.input("vol_shock", \.self)
    func parameter(_ name: String) throws -> Double {
      guard let value = shock[name]?.number else { throw ReferenceError.input("vol_shock.\(name)") }
      return value
    }
    let rule = try VenueRule(
      yaml: InputFile(
        name: "matrix.yaml",
        text: """
          kind: venue
          venue: none
          program: scenario matrix
          as_of: 2026-01-01
          source: file
          sources: {file: {evidence: verified, text: "\(file.name)"}}
          units: underlying
          complete_for: [futures, options]
          charges:
            scan:
              kind: scan
              valued_in: settlement
              volatilities: [up, same, down]
              moves: [\(moves.map(\.description).joined(separator: ", "))]
              volatility:
                up: \(try parameter("up"))
                down: \(try parameter("down"))
                power_short: \(try parameter("power_short"))
                power_long: \(try parameter("power_long"))
                floor: \(try parameter("floor"))
            contingency: {kind: short-options, rate: \(try file.number("short_option_contingency_rate"))}
          initial: {scaled: 1.3, of: maintenance}
          maintenance: {sum: [scan, contingency]}
          """))
    // Figures of the inverse file are in coin.
    let unit = isInverse ? index : 1
    let legs = try ScanLegs(file, index: index, settlement: isInverse ? .inverse : .linear)
    let (book, account) = (try legs.book(), legs.account)
    let scenarios = try rule.scenarios(of: account, in: book)
    // The rule goes through volatilities within a price, the file through prices within a volatility.
    func cell(_ volatility: Int, _ move: Int) -> UnitScenario { scenarios[move * 3 + volatility] }
    for (volatility, row) in expected["pnl_matrix_rows_vol_up_flat_down"].elements.enumerated() {
      row.agrees(with: moves.indices.map { cell(volatility, $0).pnl / unit })
    }
    for (move, row) in expected["pnl_by_leg_rows_vol_up"].elements.enumerated() {
      row.agrees(with: legs.inOrder(cell(0, move).gains).map { $0 / unit })
    }
    let requirement = try #require(rule.assess(book, in: RiskContext()).requirements.first)
    func charge(_ name: String) -> Double {
      requirement.charges.filter { $0.charge == name }.reduce(0) { $0 + $1.initial } / unit
    }
    expected["worst_loss"].agrees(with: charge("scan"))
    expected["contingency"].agrees(with: charge("contingency"))
    expected["maintenance_margin"].agrees(with: requirement.maintenance / unit)
    expected["initial_margin_1.3x"].agrees(with: requirement.initial / unit)
    let worst = try #require(scenarios.indices.min { scenarios[$0].pnl < scenarios[$1].pnl })
    expected["worst_scenario"]["price_move"].agrees(with: moves[worst / 3], as: "all")
    #expect(
      expected["worst_scenario"]["vol"].value?.text == ["up", "flat", "down"][worst % 3])
    expected["worst_scenario"]["vol"].isRemark()
    let alone = try legs.positions.map { position in
      let one = Account(name: "one", positions: [position])
      return try -(rule.scenarios(of: one, in: book).map(\.pnl).min() ?? 0) / unit
    }
    expected["standalone_worst_loss_by_leg"].agrees(with: alone)
    expected["offset_benefit"].agrees(with: alone.reduce(0, +) - charge("scan"))
  }

  /// The 16 scenarios of SPAN with its short option minimum.
  static let spanScan = ReferenceMethod(prefix: "margin-span", key: "scan_risk") { expected in
    let file = expected.file
    let price = try file.number("underlying_price")
    let rule = try VenueRule(
      yaml: InputFile(
        name: "span.yaml",
        text: """
          kind: venue
          venue: none
          program: SPAN
          as_of: 2026-01-01
          source: file
          sources: {file: {evidence: verified, text: "\(file.name)"}}
          units: underlying
          complete_for: [futures, options]
          charges:
            scan:
              kind: span
              price_scan_range: \(try file.number("price_scan_range") / price)
              volatility_scan_range: \(try file.number("vol_scan_range_absolute"))
              extreme_multiple: \(try file.number("extreme_move_multiple"))
              extreme_cover: \(try file.number("extreme_cover_fraction"))
            minimum:
              kind: short-options
              per_contract: \(try file.number("short_option_minimum_per_contract"))
          initial: maintenance
          maintenance: {max: [scan, minimum]}
          """))
    let legs = try ScanLegs(file, index: price, settlement: .linear)
    let book = try legs.book()
    let scenarios = try rule.scenarios(of: legs.account, in: book)
    for (row, scenario) in zip(expected["scenarios"].elements, scenarios) {
      row["leg_pnl"].agrees(with: legs.inOrder(scenario.gains), as: "all")
      row["loss"].agrees(with: -scenario.pnl, as: "all")
      for key in ["scenario", "price_move_fraction_of_psr", "vol_move", "weight"] {
        row[key].isRemark()
      }
    }
    let requirement = try #require(rule.assess(book, in: RiskContext()).requirements.first)
    func charge(_ name: String) -> Double {
      requirement.charges.first { $0.charge == name }?.initial ?? .nan
    }
    expected["scan_risk"].agrees(with: charge("scan"), as: "all")
    let active = scenarios.indices.min { scenarios[$0].pnl < scenarios[$1].pnl }
    expected["active_scenario"].equals(active.map { $0 + 1 })
    expected["short_option_minimum"].agrees(with: charge("minimum"), as: "all")
    expected["risk_maintenance_requirement"].agrees(with: requirement.maintenance, as: "all")
    let options = legs.account.positions.filter { $0.instrument.option != nil }
    let valuation = try Valuation(book)
    let value = options.reduce(0) { $0 + valuation.value(of: $1) }
    expected["net_option_value"].agrees(with: value, as: "all")
    // Equity counts the value of options, so the credit is what covers the requirement.
    expected["total_requirement_after_premium_credit"].agrees(
      with: max(0, requirement.maintenance - requirement.standing.collateralValue), as: "all")
  }
}

/// The legs of a file as positions.
private struct ScanLegs {
  let index: Double
  let positions: [Position]
  let account: Account

  private static let asOf = Timestamp(seconds: 1_767_225_600)

  init(_ file: ReferenceFile, index: Double, settlement: Settlement) throws {
    self.index = index
    let legs = try file.input("legs", \.elements)
    positions = try legs.enumerated().map { number, leg in
      guard let type = leg["type"]?.text, let quantity = leg["quantity"]?.number else {
        throw ReferenceError.input("legs")
      }
      let name = "leg \(number)"
      guard let right = OptionRight(rawValue: type) else {
        let perpetual = Perpetual(
          name: name, underlying: "BTC", settlement: settlement, markPrice: index)
        return Position(instrument: .perpetual(perpetual), quantity: quantity)
      }
      guard let strike = leg["strike"]?.number, let days = leg["days"]?.number,
        let volatility = leg["iv"]?.number
      else { throw ReferenceError.input("legs") }
      let option = EuropeanOption(
        name: name, underlying: "BTC", settlement: settlement, right: right, strike: strike,
        expiry: Timestamp(seconds: Self.asOf.seconds + Int(days * 86_400)),
        markVolatility: volatility, underlyingPrice: index)
      return Position(instrument: .option(option), quantity: quantity)
    }
    account = Account(name: "a", positions: positions)
  }

  func book() throws -> Book {
    let text = "date,BTC\n2025-12-30,\(index)\n2025-12-31,\(index)\n"
    return try Book(
      name: "b", prices: PriceHistory(csv: InputFile(name: "prices.csv", text: text)),
      accounts: [account], asOf: Self.asOf)
  }

  /// Gains in the order of the file.
  func inOrder(_ gains: [(holding: String, pnl: Double)]) -> [Double] {
    positions.map { position in
      gains.first { $0.holding == position.instrument.name }?.pnl ?? 0
    }
  }
}
