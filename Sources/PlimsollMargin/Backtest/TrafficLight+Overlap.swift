internal import PlimsollNumerics

extension TrafficLight {
  /// P&L over several bars taken every bar: each observation shares bars with its neighbours.
  public struct Overlap: Sendable, Equatable {
    /// Bars of one observation: i and j are correlated max(0, 1 − |i − j| / bars).
    public var bars: Int
    /// Portfolios whose exceptions are added up.
    public var portfolios: Int
    /// The correlation of two portfolios over the same bars, from 0 to 1.
    public var correlation: Double

    /// Observations of `bars` bars.
    public init(bars: Int, portfolios: Int = 1, correlation: Double = 0) {
      precondition(bars >= 1 && portfolios >= 1 && (0...1).contains(correlation))
      self.bars = bars
      self.portfolios = portfolios
      self.correlation = correlation
    }
  }

  /// Runs of a simulation when nothing else is said.
  public static let usualRuns = 100_000

  /// The stream that the bars are drawn from.
  private static let stream: UInt32 = 0x6F_76_65_72
  /// Runs that a thread draws at once.
  private static let tileWidth = 64

  /// The zones for overlapping observations, by simulation: normal bars are summed to observations,
  /// and the first counts reached with probability 95 % and 99.99 % are those of the simulated runs.
  ///
  /// The bound of yellow is that of the exact law from about 10,000 runs on; that of red rests on
  /// one run in 10,000 and may be one or two counts off at 100,000 runs.
  ///
  /// - Parameters:
  ///   - observations: of each portfolio.
  ///   - rate: the probability of an exception when the level holds, such as 0.01.
  ///   - threads: at most this many, all cores when nil; the result is the same.
  /// - Complexity: O(runs × portfolios × observations).
  /// - Source: the correlation of overlapping sums; ISDA SIMM validation uses such bounds.
  /// - Verified by: TrafficLightTests.
  public init(
    observations: Int, rate: Double, overlap: Overlap, runs: Int = usualRuns, seed: UInt64 = 1,
    threads: Int? = nil
  ) {
    precondition(observations >= 1 && runs >= 1)
    let threshold = -NormalDistribution.quantile(rate) * Double(overlap.bars).squareRoot()
    let drawing = OverlapDrawing(
      stream: RandomStream(seed: seed, stream: Self.stream), observations: observations,
      overlap: overlap, threshold: threshold)
    let tiles = (runs + Self.tileWidth - 1) / Self.tileWidth
    let counts = Parallel.map(
      count: tiles, threads: threads, workspace: { [Double]() }
    ) { tile, room in
      let first = tile * Self.tileWidth
      return drawing.exceptions(ofRuns: first..<min(first + Self.tileWidth, runs), &room)
    }
    var frequencies = [Int](repeating: 0, count: observations * overlap.portfolios + 1)
    for count in counts.joined() { frequencies[count] += 1 }
    self.init(
      firstYellow: Self.firstCount(frequencies, reaching: Self.thresholds.yellow, of: runs),
      firstRed: Self.firstCount(frequencies, reaching: Self.thresholds.red, of: runs))
  }

  /// The first count with at least this share of runs at or below it.
  private static func firstCount(_ frequencies: [Int], reaching share: Double, of runs: Int) -> Int
  {
    let needed = Int((share * Double(runs)).rounded(.up))
    var sum = 0
    for (count, frequency) in frequencies.enumerated() {
      sum += frequency
      if sum >= needed { return count }
    }
    return frequencies.count - 1
  }
}

/// Draws the bars of simulated portfolios and counts their exceptions.
private struct OverlapDrawing: Sendable {
  let stream: RandomStream
  let observations: Int
  let overlap: TrafficLight.Overlap
  let threshold: Double

  private var bars: Int { observations + overlap.bars - 1 }

  /// The exceptions of each run; `room` is kept from one call to the next.
  func exceptions(ofRuns runs: Range<Int>, _ room: inout [Double]) -> [Int] {
    let width = runs.count
    // The first block of dimensions is what portfolios have in common.
    let shared = overlap.correlation > 0 && overlap.portfolios > 1 ? 1 : 0
    let rows = (overlap.portfolios + shared) * bars
    if room.count < rows * width { room = [Double](repeating: 0, count: rows * width) }
    stream.fillNormals(
      &room, stride: width, scenarios: Array(runs), dimensions: 0..<rows)
    var counts = [Int](repeating: 0, count: width)
    for portfolio in 0..<overlap.portfolios {
      let weights = shared == 0 ? (0, 1) : (overlap.correlation, 1 - overlap.correlation)
      let sums = RunningSums(
        own: (portfolio + shared) * bars, common: shared == 0 ? nil : 0,
        weights: (weights.0.squareRoot(), weights.1.squareRoot()), width: width)
      sums.count(&counts, above: threshold, overlap: overlap.bars, bars: bars, in: room)
    }
    return counts
  }
}

/// The sums over windows of one portfolio's bars, all runs of a tile side by side.
private struct RunningSums {
  /// The first row of the portfolio's own bars.
  let own: Int
  /// The first row of the bars that portfolios share; nil for none.
  let common: Int?
  let weights: (common: Double, own: Double)
  let width: Int

  func count(
    _ counts: inout [Int], above threshold: Double, overlap: Int, bars: Int, in room: [Double]
  ) {
    var sums = [Double](repeating: 0, count: width)
    for bar in 0..<bars {
      add(bar, 1, to: &sums, in: room)
      if bar >= overlap { add(bar - overlap, -1, to: &sums, in: room) }
      guard bar >= overlap - 1 else { continue }
      for run in 0..<width where sums[run] > threshold { counts[run] += 1 }
    }
  }

  private func add(_ bar: Int, _ sign: Double, to sums: inout [Double], in room: [Double]) {
    VectorMath.addProduct(
      &sums, at: 0, sign * weights.own, room, from: (own + bar) * width, count: width)
    guard let common else { return }
    VectorMath.addProduct(
      &sums, at: 0, sign * weights.common, room, from: (common + bar) * width, count: width)
  }
}
