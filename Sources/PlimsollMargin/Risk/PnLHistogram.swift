/// How often P&L falls into each of equally wide bins.
public struct PnLHistogram: Sendable, Equatable {
  /// The bins' edges, one more than bins, ascending.
  public let edges: [Double]
  /// Scenarios in each bin.
  public let counts: [Int]

  /// Sorts gains into 80 to 160 bins whose width is a power of two; into one when all are alike.
  ///
  /// - Complexity: O(n).
  public init(_ pnl: PnLVector) {
    var histogram = BinaryHistogram()
    histogram.add(pnl.gains[...])
    self.init(histogram)
  }

  init(_ histogram: BinaryHistogram) {
    let (low, high) = (histogram.smallest, histogram.largest)
    guard high > low, (high - low).isFinite else {
      let margin = max(abs(low) * 0.01, 1)
      edges = [low - margin, low + margin]
      counts = [histogram.counts.reduce(0, +)]
      return
    }
    let width = Double(sign: .plus, exponent: histogram.exponent, significand: 1)
    edges = (0...histogram.counts.count).map { Double(histogram.first + $0) * width }
    counts = histogram.counts
  }
}
