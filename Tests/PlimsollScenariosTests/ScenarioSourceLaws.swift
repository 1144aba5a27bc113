import PlimsollNumerics
import PlimsollScenarios
import Testing

/// What every scenario source must do: any scenarios, in ranges, tiles of another width or any order,
/// equal the same ones of the whole to the bit, and every move is finite.
func checkScenarioSourceLaws(_ source: some ScenarioSource) {
  let whole = source.moves(0..<source.count)
  #expect(whole.rows == source.count && whole.columns == source.factors.count)
  #expect(whole.storage.allSatisfy { $0.isFinite })
  #expect(source.effectiveCount >= 1 && source.effectiveCount <= source.count)
  let count = source.count
  let width = ScenarioTile.stride(rows: 2 * source.factors.count)
  let ranges = [
    0..<1, 0..<count, (count - 1)..<count, (count / 3)..<(2 * count / 3),
    min(width - 3, count)..<min(width + 5, count), min(width, count)..<min(2 * width, count),
    min(7, count)..<min(7 + 2 * width, count),
  ]
  for range in ranges where !range.isEmpty {
    let part = source.moves(range)
    for (row, scenario) in range.enumerated() { #expect(part.row(row) == whole.row(scenario)) }
    #expect(source.moves(range, threads: 1) == part)
  }
  for stride in [32, 64, 256] {
    var tile = ScenarioTile(stride: stride, factorCount: source.factors.count)
    for scenarios in [[count - 1, 0, count / 2, 0], Array(0..<min(stride, count))] {
      tile.hold(scenarios[...])
      source.fill(&tile)
      for (column, scenario) in scenarios.enumerated() {
        for factor in source.factors.indices {
          #expect(tile.moves[factor * stride + column] == whole[scenario, factor])
        }
      }
    }
  }
}
