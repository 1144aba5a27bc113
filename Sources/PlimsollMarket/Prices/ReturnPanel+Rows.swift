extension ReturnPanel {
  /// The panel with some of its rows alone.
  ///
  /// Rows that followed each other within a range still do; from one range to the next the chain is
  /// broken. Coverage stays that of the whole; gaps of it are not told again.
  ///
  /// - Parameter ranges: of rows, in order, none overlapping.
  /// - Complexity: O(rows kept × factors).
  /// - Verified by: ReturnPanelRowsTests.
  public func rows(_ ranges: [Range<Int>]) -> ReturnPanel {
    precondition(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    var part = self
    part.times = ranges.flatMap { times[$0] }
    part.returns = returns.map { row in ranges.flatMap { row[$0] } }
    part.diagnostics = []
    part.chains = []
    var start = 0
    for range in ranges {
      let shift = start - range.lowerBound
      for chain in chains where chain.overlaps(range) {
        let kept = chain.clamped(to: range)
        part.chains.append((kept.lowerBound + shift)..<(kept.upperBound + shift))
      }
      start += range.count
    }
    return part
  }

  /// The number of windows of `bars` consecutive rows, none across a break.
  public func windowCount(bars: Int) -> Int {
    chains.reduce(0) { $0 + max(0, $1.count - bars + 1) }
  }
}
