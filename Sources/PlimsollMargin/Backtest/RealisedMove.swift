internal import PlimsollMarket
internal import PlimsollScenarios

/// What did happen, as the only scenario.
struct RealisedMove: ScenarioSource {
  let factors: [RiskFactor]
  /// Log returns, in the order of `factors`.
  let returns: [Double]

  var count: Int { 1 }

  func fill(_ tile: inout ScenarioTile) {
    for column in tile.scenarios.indices {
      for (factor, value) in returns.enumerated() {
        tile.moves[factor * tile.stride + column] = value
      }
    }
  }
}
