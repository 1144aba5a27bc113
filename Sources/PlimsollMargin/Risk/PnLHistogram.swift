/// How often P&L falls into each of equally wide bins.
public struct PnLHistogram: Sendable, Equatable {
  /// The bins' edges, one more than bins, ascending.
  public let edges: [Double]
  /// Scenarios in each bin.
  public let counts: [Int]

  /// Sorts gains into `bins` bins from the smallest to the largest.
  public init(_ pnl: PnLVector, bins: Int = 80) {
    var (low, high) = (pnl.gains[0], pnl.gains[0])
    for gain in pnl.gains {
      low = min(low, gain)
      high = max(high, gain)
    }
    guard high > low, (high - low).isFinite else {
      let margin = max(abs(low) * 0.01, 1)
      edges = [low - margin, low + margin]
      counts = [pnl.gains.count]
      return
    }
    let width = (high - low) / Double(bins)
    var counts = [Int](repeating: 0, count: bins)
    for gain in pnl.gains { counts[min(Int((gain - low) / width), bins - 1)] += 1 }
    edges = (0...bins).map { $0 == bins ? high : low + Double($0) * width }
    self.counts = counts
  }
}
