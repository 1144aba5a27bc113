/// A few scenarios at once: one row per factor, scenarios side by side.
///
/// A tile is as wide as a core's second-level cache allows, so that a scenario is drawn, correlated,
/// valued, netted and forgotten without leaving it. Nothing of a scenario depends on its tile: not on
/// the width, nor on its neighbours, nor on the place it stands in. So the same tile serves a run
/// from its first scenario to its last, a sample of every sixteenth, and the few scenarios of a tail
/// that are wanted again.
public struct ScenarioTile: Sendable {
  /// The numbers of its scenarios, in any order.
  public private(set) var scenarios: [Int]
  /// Elements from one factor's row to the next: the largest number of scenarios it can hold.
  public let stride: Int
  /// factors × stride log returns over the horizon, or changes of joint factors, factor by factor; the
  /// first `width` of each row count.
  public var moves: [Double]
  /// As much room as `moves`, for a source to work in.
  public var workspace: [Double]
  /// Room for one number a scenario, for a source to work in.
  public var perScenario: [Double]
  /// How much more likely each scenario is than it was drawn, one a scenario; empty where all are as
  /// likely as they were drawn.
  public var weights: [Double] = []
  /// For each scenario a loss whose law is known and which resembles that of a portfolio; empty where
  /// there is none.
  public var controls: [Double] = []
  /// Room for the independent numbers of a source; empty until it is reserved.
  public var numbers: [Double] = []
  /// Room for what a source carries from step to step; empty until it is reserved.
  public var carried: [Double] = []
  /// Tiles for the sources that a source is made of; empty until they are reserved.
  public var nested: [ScenarioTile] = []

  /// The scenarios it holds.
  public var width: Int { scenarios.count }

  /// A tile that has room for `stride` scenarios and holds none yet.
  public init(stride: Int, factorCount: Int) {
    self.stride = stride
    scenarios = []
    scenarios.reserveCapacity(stride)
    moves = [Double](repeating: 0, count: stride * factorCount)
    workspace = moves
    perScenario = [Double](repeating: 0, count: stride)
  }

  /// Makes it the tile of other scenarios; its moves are then to be filled.
  public mutating func hold(_ numbers: ArraySlice<Int>) {
    precondition(numbers.count <= stride, "\(numbers.count) scenarios do not fit into \(stride)")
    scenarios.removeAll(keepingCapacity: true)
    scenarios += numbers
  }

  /// Makes it the tile of the scenarios `range` × `step`.
  public mutating func hold(_ range: Range<Int>, step: Int = 1) {
    precondition(range.count <= stride, "\(range.count) scenarios do not fit into \(stride)")
    scenarios.removeAll(keepingCapacity: true)
    for number in range { scenarios.append(number * step) }
  }

  /// Makes `carried` hold `rows` rows of `stride`.
  public mutating func reserveCarried(rows: Int) {
    if carried.count != rows * stride {
      carried = [Double](repeating: 0, count: rows * stride)
    }
  }

  /// Makes `numbers` hold `rows` rows of `stride`.
  public mutating func reserveNumbers(rows: Int) {
    if numbers.count != rows * stride {
      numbers = [Double](repeating: 0, count: rows * stride)
    }
  }

  /// Makes room for a weight, or a control, for each scenario.
  public mutating func reserve(weights needsWeights: Bool, controls needsControls: Bool) {
    if needsWeights, weights.count != stride {
      weights = [Double](repeating: 1, count: stride)
    }
    if needsControls, controls.count != stride {
      controls = [Double](repeating: 0, count: stride)
    }
  }

  /// Makes `nested` hold tiles of the same stride, one for each number of factors.
  public mutating func reserveNested(factorCounts: [Int]) {
    if nested.map(\.moves.count) != factorCounts.map({ $0 * stride }) {
      nested = factorCounts.map { ScenarioTile(stride: stride, factorCount: $0) }
    }
  }

  /// The range of `moves` that holds factor number `factor`.
  public func range(ofFactor factor: Int) -> Range<Int> {
    (factor * stride)..<(factor * stride + width)
  }

  /// The bytes of a core's second-level cache that a tile may fill.
  private static let cache = 512 * 1024

  /// The scenarios of a tile with `rows` rows in all, of this and what is made from it: a multiple
  /// of 32, which suits the loops, below 1,024.
  ///
  /// Never a multiple of 256: rows that lie 2 KiB or more powers of two apart would have the same
  /// column of every row fight for the same few places of the nearest cache.
  public static func stride(rows: Int) -> Int {
    let fitting = 32 * min(cache / (MemoryLayout<Double>.size * max(rows, 1)) / 32, 31)
    return max(32, fitting % 256 == 0 ? fitting - 32 : fitting)
  }
}
