import Plimsoll

/// Scenarios held in memory: factors × scenarios log returns.
struct GivenScenarios: ScenarioSource {
  let factors: [RiskFactor]
  let moves: Matrix

  /// Scenarios with a factor a row of `moves`, called F0, F1 and so on.
  init(_ moves: Matrix) {
    self.moves = moves
    factors = (0..<moves.rows).map { RiskFactor("F\($0)") }
  }

  var count: Int { moves.columns }

  func fill(_ tile: inout ScenarioTile) {
    for factor in factors.indices {
      let start = factor * count
      for (column, scenario) in tile.scenarios.enumerated() {
        tile.moves[factor * tile.stride + column] = moves.storage[start + scenario]
      }
    }
  }

  /// Normal moves of a standard deviation.
  static func normal(factors: Int, count: Int, deviation: Double, seed: UInt64) -> GivenScenarios {
    var moves = Matrix(rows: factors, columns: count)
    RandomStream(seed: seed, stream: 0).fillNormals(
      &moves.storage, width: count, firstScenario: 0, dimensions: 0..<factors)
    for index in moves.storage.indices { moves.storage[index] *= deviation }
    return GivenScenarios(moves)
  }

  /// What one USD of each factor gains: factors × scenarios.
  var unitGains: Matrix {
    var gains = moves
    VectorMath.expMinusOne(moves.storage, into: &gains.storage, count: moves.storage.count)
    return gains
  }

  /// One USD of each factor.
  var units: [PnLUnit] {
    let valuation = Valuation(spot: Dictionary(uniqueKeysWithValues: factors.map { ($0, 1) }))
    return factors.map { PnLUnit(coin: $0, valuation: valuation) }
  }
}
