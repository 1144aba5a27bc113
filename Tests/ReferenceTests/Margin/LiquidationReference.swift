import Plimsoll

extension ReferenceMethod {
  /// Liquidation and bankruptcy prices of isolated positions, marginal tiers, and slices.
  static let liquidation = ReferenceMethod(prefix: "margin-liquidation", key: "tiered_maintenance")
  {
    expected in
    let positions = try expected.file.input("positions", \.elements)
    for (position, row) in zip(positions, expected["positions"].elements) {
      try check(IsolatedPosition(position), row)
    }
    let tiers = try expected.file.input("maintenance_tiers_upper_bound_and_rate", \.elements)
    let brackets = MarginBrackets(
      ends: tiers.map { $0.elements?.first?.number ?? .infinity },
      rates: try tiers.map { tier in
        guard let rate = tier.elements?.last?.number else {
          throw ReferenceError.input("maintenance_tiers_upper_bound_and_rate")
        }
        return rate
      })
    let notionals = try expected.file.numbers("tier_notionals")
    for (notional, row) in zip(notionals, expected["tiered_maintenance"].elements) {
      row["notional"].agrees(with: notional)
      row["maintenance_marginal_tiers"].agrees(with: brackets.maintenance(notional))
      row["effective_rate"].agrees(with: brackets.maintenance(notional) / notional)
    }
    let given = try expected.file.input("partial_liquidation", \.self)
    func number(_ key: String) throws -> Double {
      guard let number = given[key]?.number else { throw ReferenceError.input(key) }
      return number
    }
    let way = PartialLiquidation(
      targetRatio: try number("target_ratio"), fraction: try number("fraction"),
      feeRate: try number("fee_rate"), slippageRate: try number("slippage_rate"))
    let steps = way.steps(
      size: try number("size"), equity: try number("equity"), mark: try number("mark"),
      brackets: brackets)
    let rows = expected["partial_liquidation_steps"].elements
    guard rows.count == steps.count else { throw ReferenceError.input("partial_liquidation") }
    for (place, (step, row)) in zip(steps, rows).enumerated() {
      row["step"].equals(place + 1)
      row["cut_size"].agrees(with: step.cut)
      row["cost"].agrees(with: step.cost)
      row["remaining_size"].agrees(with: step.remaining)
      row["equity"].agrees(with: step.equity)
      row["maintenance"].agrees(with: step.maintenance)
    }
  }

  private static func check(_ position: IsolatedPosition, _ row: Expected) {
    row["liquidation_price"].agrees(with: position.liquidationPrice)
    row["bankruptcy_price"].agrees(with: position.bankruptcyPrice)
    row["maintenance_at_entry"].agrees(with: position.maintenance(at: position.entry))
    for key in row.keys {
      for (prefix, value) in [("equity_at_", position.equity), ("pnl_at_", position.pnl)]
      where key.hasPrefix(prefix) && key.hasSuffix("_entry") {
        guard let multiple = Double(key.dropFirst(prefix.count).dropLast("_entry".count)) else {
          continue
        }
        row[key].agrees(with: value(multiple * position.entry))
      }
    }
  }
}

extension IsolatedPosition {
  fileprivate init(_ given: JSONValue) throws {
    func number(_ key: String) throws -> Double {
      guard let number = given[key]?.number else { throw ReferenceError.input(key) }
      return number
    }
    guard let settlement = given["type"]?.text.flatMap(Settlement.init(rawValue:)),
      let side = given["side"]?.text.flatMap(Side.init(rawValue:))
    else { throw ReferenceError.input("type") }
    self.init(
      settlement, side, size: try number("size"), entry: try number("entry"),
      margin: try number("margin"), maintenanceRate: try number("maintenance_rate"))
  }
}
