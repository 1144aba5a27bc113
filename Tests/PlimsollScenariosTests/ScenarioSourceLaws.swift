import PlimsollNumerics
import PlimsollScenarios
import Testing

/// What every scenario source must do: any range of scenarios, filled alone, equals the same slice
/// of the whole to the bit, and every move is finite.
func checkScenarioSourceLaws(_ source: some ScenarioSource) {
  let whole = source.moves(0..<source.count)
  #expect(whole.rows == source.count && whole.columns == source.factors.count)
  #expect(whole.storage.allSatisfy { $0.isFinite })
  #expect(source.effectiveCount >= 1 && source.effectiveCount <= source.count)
  let count = source.count
  let width = ScenarioTile.width
  let ranges = [
    0..<1, 0..<count, (count - 1)..<count, (count / 3)..<(2 * count / 3),
    min(width - 3, count)..<min(width + 5, count), min(width, count)..<min(2 * width, count),
    min(7, count)..<min(7 + 2 * width, count),
  ]
  for range in ranges where !range.isEmpty {
    let part = source.moves(range)
    for (row, scenario) in range.enumerated() { #expect(part.row(row) == whole.row(scenario)) }
  }
}
