import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// Every scenario of a source in memory, factor by factor, and the gains of units made from them.
///
/// Each number is that of `UnitRows`, to the last bit.
struct ScenarioVectors: Sendable {
  let count: Int
  let horizon: TimeSpan
  /// Relative moves by factor.
  let moves: [[Double]]
  private let logs: [[Double]]
  private let places: [RiskFactor: Int]

  /// Draws all scenarios.
  ///
  /// - Complexity: O(scenarios × factors²) time, O(scenarios × factors) memory.
  init(
    _ source: any ScenarioSource, horizon: TimeSpan, threads: Int?, progress: ScenarioProgress?
  ) {
    let (count, factors) = (source.count, source.factors)
    let stride = ScenarioTile.stride(rows: 2 * factors.count)
    let tiles = Parallel.map(
      count: (count + stride - 1) / stride, threads: threads,
      workspace: { ScenarioTile(stride: stride, factorCount: factors.count) }
    ) { index, tile in
      tile.hold((index * stride)..<min(index * stride + stride, count))
      source.fill(&tile)
      progress?.advance(tile.width)
      return factors.indices.map { Array(tile.moves[tile.range(ofFactor: $0)]) }
    }
    logs = factors.indices.map { factor in tiles.flatMap { $0[factor] } }
    moves = logs.map { logs in
      var moves = logs
      VectorMath.expMinusOne(logs, into: &moves, count: count)
      return moves
    }
    self.count = count
    self.horizon = horizon
    places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
  }

  /// The row of a factor's moves.
  func place(of factor: RiskFactor) -> Int {
    guard let place = places[factor] else { preconditionFailure("no scenarios of \(factor)") }
    return place
  }

  /// The gains of one contract of an option on a factor.
  ///
  /// - Parameter scenarios: those wanted; nil for all.
  func gains(of option: OptionRevaluation, on factor: Int, in scenarios: [Int]? = nil) -> [Double] {
    let logs = scenarios.map { $0.map { self.logs[factor][$0] } } ?? self.logs[factor]
    let moves = scenarios.map { $0.map { self.moves[factor][$0] } } ?? self.moves[factor]
    var tile = moves + [Double](repeating: 0, count: moves.count)
    option.write(
      &tile, row: 1, factor: 0, stride: moves.count, logReturns: logs, count: moves.count)
    return Array(tile[moves.count...])
  }
}
