internal import PlimsollNumerics
internal import PlimsollScenarios

/// The rows of units in every scenario of a sample, held in memory; or the gains of portfolios of
/// them, where those are fewer.
struct HeldRows: Sendable {
  let count: Int
  private let stride: Int
  private let tiles: [[Double]]
  /// Whether tiles hold gains of portfolios.
  private let isNetted: Bool

  /// Draws and values the scenarios number 0, step, 2 step, … of the rows' source.
  ///
  /// - Parameters:
  ///   - portfolios: those whose gains alone will be asked for; nil for any.
  ///   - progress: told after each tile how many scenarios it held.
  /// - Complexity: O(count × (factors² + options)) time, O(count × rows) memory, or count × portfolios
  ///   where that is less.
  init(
    _ rows: UnitRows, of portfolios: SparseRows? = nil, count: Int, step: Int = 1, threads: Int?,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    precondition(!rows.source.isWeighted, "weighted scenarios are measured by `TailSampler`")
    let netted = portfolios.flatMap { $0.count < rows.count ? $0 : nil }
    isNetted = netted != nil
    let stride = rows.stride
    self.count = count
    self.stride = stride
    tiles = Parallel.map(
      count: (count + stride - 1) / stride, threads: threads, workspace: rows.emptyTile
    ) { index, tile in
      rows.fill(&tile, with: (index * stride)..<min(index * stride + stride, count), step: step)
      progress?(tile.width)
      guard let netted else { return tile.takeGains() }
      var gains = [Double](repeating: 0, count: netted.count * stride)
      for portfolio in 0..<netted.count {
        netted.multiply(
          row: portfolio, tile.gains, stride: stride, columns: tile.width, into: &gains,
          at: portfolio * stride)
      }
      return gains
    }
  }

  /// Writes the gains of one portfolio, a row of `portfolios`, in the sample's order.
  ///
  /// - Parameter gains: as many as the sample has.
  /// - Complexity: O(holdings × count).
  func write(_ gains: inout [Double], of portfolio: Int, in portfolios: SparseRows) {
    for (index, tile) in tiles.enumerated() {
      let start = index * stride
      let width = min(stride, count - start)
      if isNetted {
        gains.replaceSubrange(
          start..<(start + width),
          with: tile[(portfolio * stride)..<(portfolio * stride + width)])
        continue
      }
      portfolios.multiply(
        row: portfolio, tile, stride: stride, columns: width, into: &gains,
        at: start)
    }
  }
}
