/// Inputs that a bridge between two runs replaces together, in the order in which it does.
enum InputGroup: String, CaseIterable, Sendable {
  /// Positions, collateral, instruments and open orders.
  case positions
  /// Prices, option chain, volumes, funding, marks of futures and the time of valuation.
  case prices
  /// Model file, choices for calibrating one, number of scenarios and seed.
  case model
  /// The rules; for `risk` the methods, levels and horizons.
  case rule

  /// What changes with it, for people.
  var words: String {
    switch self {
    case .positions: "positions, collateral, instruments and open orders"
    case .prices: "prices, option chain, liquidity, funding, marks and time of valuation"
    case .model: "model, its choices, scenarios and seed"
    case .rule: "rules, with the specs and libraries they name"
    }
  }
}
