public import PlimsollMarket
internal import PlimsollNumerics

/// All scenarios of another source, drawn once and held in memory.
///
/// - Complexity: O(scenarios × factors) memory.
/// - Verified by: HeldScenariosTests.
public struct HeldScenarios: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of scenarios.
  public let count: Int
  /// As of the other source.
  public let effectiveCount: Int
  /// As of the other source.
  public let jointMarkets: JointMarkets?

  /// Log returns, and what moves beside spot in its own unit, by factor.
  public let moves: [[Double]]

  /// Draws every scenario of `source`.
  ///
  /// - Parameter progress: told after each tile how many scenarios it held.
  public init(
    _ source: any ScenarioSource, threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) {
    let (count, factors) = (source.count, source.factors)
    let stride = ScenarioTile.stride(rows: 2 * factors.count)
    let tiles = Parallel.map(
      count: (count + stride - 1) / stride, threads: threads,
      workspace: { ScenarioTile(stride: stride, factorCount: factors.count) }
    ) { index, tile in
      tile.hold((index * stride)..<min(index * stride + stride, count))
      source.fill(&tile)
      progress?(tile.width)
      return factors.indices.map { Array(tile.moves[tile.range(ofFactor: $0)]) }
    }
    moves = factors.indices.map { factor in tiles.flatMap { $0[factor] } }
    self.factors = factors
    self.count = count
    effectiveCount = source.effectiveCount
    jointMarkets = source.jointMarkets
  }

  /// Copies what was drawn.
  public func fill(_ tile: inout ScenarioTile) { tile.copy(moves) }
}
