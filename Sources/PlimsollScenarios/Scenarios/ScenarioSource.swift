public import PlimsollMarket
public import PlimsollNumerics

/// Joint moves of factors over a horizon: what might happen.
///
/// Everything above fills one tile at a time and never needs the whole set in memory. Scenario `s`
/// is a function of the source and `s` alone.
public protocol ScenarioSource: Sendable {
  /// The factors that move, in the order of a tile's rows.
  var factors: [RiskFactor] { get }
  /// How many scenarios there are, all equally likely.
  var count: Int { get }
  /// How many independent observations they are worth; less than `count` when windows overlap.
  var effectiveCount: Int { get }
  /// Writes the log returns over the horizon of the tile's scenarios.
  func fill(_ tile: inout ScenarioTile)
}

extension ScenarioSource {
  /// Scenarios drawn independently are worth their number.
  public var effectiveCount: Int { count }

  /// The moves of `scenarios` as a matrix, scenarios × factors.
  public func moves(_ scenarios: Range<Int>) -> Matrix {
    var tile = ScenarioTile(scenarios: scenarios, factorCount: factors.count)
    fill(&tile)
    return Matrix(rows: factors.count, columns: scenarios.count, storage: tile.moves).transposed
  }
}
