import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct HeldScenariosTests {
  /// What is held is what would be drawn, in any order and for any number of threads.
  @Test func holdsWhatTheSourceDraws() throws {
    let history = try SyntheticPrices.history(["A", "B", "C"], days: 300, seed: 4)
    let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: .init())
    let source = try MonteCarlo(model, bars: 2, count: 2_500, seed: 9)
    let drawn = source.moves(0..<2_500)
    for threads in [1, 3] {
      let held = HeldScenarios(source, threads: threads)
      #expect(held.factors == source.factors && held.count == 2_500)
      #expect(held.effectiveCount == source.effectiveCount && held.jointMarkets == nil)
      #expect(held.moves(0..<2_500) == drawn)
      var tile = ScenarioTile(stride: 32, factorCount: 3)
      tile.hold([2_400, 7, 7, 0][...])
      held.fill(&tile)
      for (column, scenario) in [2_400, 7, 7, 0].enumerated() {
        #expect(tile.moves[32 + column] == drawn[scenario, 1])
      }
    }
  }
}
