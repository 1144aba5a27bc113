import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// Every scenario of a source in memory, and the gains of units made from them as `UnitRows` makes
/// them.
struct ScenarioVectors: Sendable {
  let horizon: TimeSpan
  /// Relative moves by factor.
  let moves: [[Double]]
  private let source: HeldScenarios

  var count: Int { source.count }

  /// What one contract gains in every scenario.
  enum Gains: Sendable {
    /// A multiple of a factor's moves.
    case linear(factor: Int, exposure: Double)
    /// A vector of its own.
    case own([Double])
  }

  /// Draws all scenarios.
  ///
  /// - Complexity: O(scenarios × factors²) time, O(scenarios × factors) memory.
  init(
    _ source: any ScenarioSource, horizon: TimeSpan, threads: Int?, progress: ScenarioProgress?
  ) {
    let held = HeldScenarios(source, threads: threads, progress: progress?.advance)
    moves = held.moves.map { logs in
      var moves = logs
      VectorMath.expMinusOne(logs, into: &moves, count: logs.count)
      return moves
    }
    self.source = held
    self.horizon = horizon
  }

  /// One contract.
  func gains(of unit: PnLUnit) -> Gains {
    let rows = UnitRows([unit], under: source, horizon: horizon)
    let (column, coefficient) = rows.entry(ofUnit: 0)
    if column < source.factors.count { return .linear(factor: column, exposure: coefficient) }
    return .own(gains(of: [UnitPnL.Holding(unit: 0, quantity: 1)], units: [unit]))
  }

  /// The net gains of holdings, in the order in which a scan adds them up.
  func gains(of holdings: [UnitPnL.Holding], units: [PnLUnit]) -> [Double] {
    UnitPnL(units, under: source, horizon: horizon, threads: 1).gains(of: holdings).gains
  }

  /// The weighted mean gain of one of each unit over some scenarios.
  func means(of units: [PnLUnit], over scenarios: [Int], weights: [Double]) -> [Double] {
    guard !units.isEmpty else { return [] }
    let rows = UnitRows(units, under: source, horizon: horizon)
    var tile = rows.emptyTile()
    var sums = [Double](repeating: 0, count: rows.count)
    for start in stride(from: 0, to: scenarios.count, by: rows.stride) {
      let part = start..<min(start + rows.stride, scenarios.count)
      rows.fill(&tile, with: scenarios[part])
      for row in 0..<rows.count {
        for (column, weight) in weights[part].enumerated() {
          sums[row] += weight * tile.gains[row * rows.stride + column]
        }
      }
    }
    return units.indices.map { unit in
      let (column, coefficient) = rows.entry(ofUnit: unit)
      return coefficient * sums[column]
    }
  }
}
