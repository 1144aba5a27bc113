internal import PlimsollNumerics
internal import PlimsollScenarios

/// The rows of units in every scenario of a sample, held in memory.
struct HeldRows: Sendable {
  let count: Int
  private let stride: Int
  private let tiles: [[Double]]

  /// Draws and values the scenarios number 0, step, 2 step, … of the rows' source.
  ///
  /// - Parameter progress: told after each tile how many scenarios it held.
  /// - Complexity: O(count × (factors² + options)) time, O(count × rows) memory.
  init(
    _ rows: UnitRows, count: Int, step: Int = 1, threads: Int?,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    let stride = rows.stride
    self.count = count
    self.stride = stride
    tiles = Parallel.map(
      count: (count + stride - 1) / stride, threads: threads, workspace: rows.emptyTile
    ) { index, tile in
      rows.fill(&tile, with: (index * stride)..<min(index * stride + stride, count), step: step)
      progress?(tile.width)
      return tile.takeGains()
    }
  }

  /// Writes the gains of one portfolio, a row of `portfolios`, in the sample's order.
  ///
  /// - Parameter gains: as many as the sample has.
  /// - Complexity: O(holdings × count).
  func write(_ gains: inout [Double], of portfolio: Int, in portfolios: SparseRows) {
    for (index, tile) in tiles.enumerated() {
      let start = index * stride
      portfolios.multiply(
        row: portfolio, tile, stride: stride, columns: min(stride, count - start), into: &gains,
        at: start)
    }
  }
}
