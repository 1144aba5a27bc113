import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

@testable import PlimsollMargin

/// Log returns of two coins, or others, as a function of the scenario's number.
struct Moves: ScenarioSource {
  let factors: [RiskFactor]
  let count: Int
  var effectiveCount: Int
  let move: @Sendable (_ scenario: Int, _ factor: Int) -> Double

  init(
    _ count: Int, effectiveCount: Int? = nil, factors: [RiskFactor] = ["A", "B"],
    _ move: @escaping @Sendable (_ scenario: Int, _ factor: Int) -> Double
  ) {
    self.factors = factors
    self.count = count
    self.effectiveCount = effectiveCount ?? count
    self.move = move
  }

  func fill(_ tile: inout ScenarioTile) {
    for (column, scenario) in tile.scenarios.enumerated() {
      for factor in factors.indices {
        tile.moves[factor * tile.stride + column] = move(scenario, factor)
      }
    }
  }

  /// Normal moves of 5 %.
  static func normal(_ count: Int) -> Moves {
    let stream = RandomStream(seed: 77, stream: 4)
    return Moves(count) { 0.05 * stream.normal(scenario: $0, dimension: $1) }
  }

  /// Rows of one unit of either coin.
  var rows: UnitRows {
    let valuation = Valuation(spot: ["A": 100, "B": 10])
    return UnitRows(
      [PnLUnit(coin: "A", valuation: valuation), PnLUnit(coin: "B", valuation: valuation)],
      under: self, horizon: .day)
  }
}
