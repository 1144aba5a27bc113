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
  /// factors × stride log returns over the horizon, factor by factor; the first `width` of each row
  /// count.
  public var moves: [Double]
  /// As much room as `moves`, for a source to work in.
  public var workspace: [Double]
  /// Room for one number a scenario, for a source to work in.
  public var perScenario: [Double]

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
  public mutating func hold(_ numbers: some Collection<Int>) {
    precondition(numbers.count <= stride, "\(numbers.count) scenarios do not fit into \(stride)")
    scenarios.removeAll(keepingCapacity: true)
    scenarios.append(contentsOf: numbers)
  }

  /// The range of `moves` that holds factor number `factor`.
  public func range(ofFactor factor: Int) -> Range<Int> {
    (factor * stride)..<(factor * stride + width)
  }

  /// The bytes of a core's second-level cache that a tile may fill.
  private static let cache = 512 * 1024

  /// The scenarios of a tile with `rows` rows in all, of this and what is made from it: a power of
  /// two from 32 to 1,024.
  public static func stride(rows: Int) -> Int {
    var stride = 1024
    while stride > 32, stride * rows * MemoryLayout<Double>.size > cache { stride /= 2 }
    return stride
  }
}
