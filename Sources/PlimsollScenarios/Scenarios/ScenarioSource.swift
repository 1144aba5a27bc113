public import PlimsollMarket
public import PlimsollNumerics

/// Joint moves of factors over a horizon: what might happen.
///
/// Everything above fills one tile at a time and never needs the whole set in memory. Scenario `s`
/// is a function of the source and `s` alone.
public protocol ScenarioSource: Sendable {
  /// The factors that move, in the order of a tile's rows.
  var factors: [RiskFactor] { get }
  /// How many scenarios there are, all equally likely unless they are weighted.
  var count: Int { get }
  /// Whether they come with weights, likelihood ratios of mean one: see `ScenarioTile.weights`.
  var isWeighted: Bool { get }
  /// Which of them know nothing of each other, for the errors of what is made from them.
  var design: SampleDesign { get }
  /// How many independent observations they are worth; less than `count` when windows overlap.
  var effectiveCount: Int { get }
  /// What moves beside spot; nil when nothing does.
  var jointMarkets: JointMarkets? { get }
  /// Writes the log returns over the horizon of the tile's scenarios, and what moves beside spot in the
  /// unit of its `JointKind`.
  func fill(_ tile: inout ScenarioTile)
}

extension ScenarioSource {
  /// Scenarios drawn independently are worth their number.
  public var effectiveCount: Int { count }

  /// All equally likely.
  public var isWeighted: Bool { false }

  /// Each by itself.
  public var design: SampleDesign { .independent }

  /// Spot alone moves.
  public var jointMarkets: JointMarkets? { nil }

  /// The moves of `scenarios` as a matrix, scenarios × factors.
  ///
  /// - Parameter threads: at most this many, all cores when nil; the result is the same.
  public func moves(_ scenarios: Range<Int>, threads: Int? = nil) -> Matrix {
    let factorCount = factors.count
    let stride = ScenarioTile.stride(rows: 2 * factorCount)
    let parts = Parallel.map(
      count: (scenarios.count + stride - 1) / stride, threads: threads,
      workspace: { ScenarioTile(stride: stride, factorCount: factorCount) }
    ) { index, tile in
      let start = scenarios.lowerBound + index * stride
      tile.hold(start..<min(start + stride, scenarios.upperBound))
      fill(&tile)
      return (0..<tile.width).flatMap { column in
        (0..<factorCount).map { tile.moves[$0 * stride + column] }
      }
    }
    return Matrix(rows: scenarios.count, columns: factorCount, storage: parts.flatMap { $0 })
  }
}
