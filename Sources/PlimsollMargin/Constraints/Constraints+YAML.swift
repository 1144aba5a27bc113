import PlimsollMarket

extension Constraints {
  /// Reads the `constraints` of a rule.
  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping([
      "leverage", "position_limits", "concentration", "minimum_equity", "open_orders",
    ])
    guard !keys.isEmpty else {
      throw node.error("there are no constraints", remedy: "Give one, or leave the key out.")
    }
    var limits: [String: Double] = [:]
    for (name, limit) in try keys["position_limits"]?.keys(nil) ?? [] {
      limits[name] = try limit.amount()
    }
    self.init(
      leverage: try keys["leverage"].map(LeverageTiers.init(yaml:)), positionLimits: limits,
      concentration: try keys["concentration"]?.amount(),
      minimumEquity: try keys["minimum_equity"]?.amount(),
      openOrders: try keys["open_orders"]?.choice(OpenOrderMethod.self))
  }
}

extension Constraints.LeverageTiers {
  /// Reads one number, or [[end, leverage], …] with `above` as the last end.
  fileprivate init(yaml node: ConfigNode) throws(InputError) {
    guard node.shape == .list else {
      self.init(ends: [.infinity], leverages: [try node.amount()])
      return
    }
    let rows = try node.rows(of: 2)
    self.init(ends: rows.map { $0[0] }, leverages: rows.map { $0[1] })
  }
}
