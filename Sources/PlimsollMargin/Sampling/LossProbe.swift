import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// Scenarios in which one factor moves at a time, to see what a portfolio loses to it.
///
/// - Verified by: TailSamplerTests.
struct LossProbe: ScenarioSource {
  let factors: [RiskFactor]
  /// Nothing moves; then each factor down, and each up.
  var count: Int { 1 + 2 * factors.count }
  private let moves: [[Double]]

  /// Moves of `source`'s factors, each at a correlated number of −reach and reach.
  init(_ source: VarianceReduced, reach: Double) {
    factors = source.factors
    let size = factors.count
    moves = factors.indices.map { factor in
      var row = [Double](repeating: 0, count: 1 + 2 * size)
      row[1 + factor] = source.move(ofFactor: factor, number: -reach)
      row[1 + size + factor] = source.move(ofFactor: factor, number: reach)
      return row
    }
  }

  func fill(_ tile: inout ScenarioTile) { tile.copy(moves) }

  /// The quadratic through a portfolio's losses.
  func quadratic(
    of holdings: [UnitPnL.Holding], in units: [PnLUnit], horizon: TimeSpan, reach: Double,
    factor: Matrix
  ) -> LossQuadratic {
    let losses = UnitPnL(units, under: self, horizon: horizon, threads: 1).gains(of: holdings)
      .gains.map { -$0 }
    let size = factors.count
    return LossQuadratic(
      still: losses[0], down: Array(losses[1..<(1 + size)]), up: Array(losses[(1 + size)...]),
      reach: reach, factor: factor)
  }
}
