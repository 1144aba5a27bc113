internal import PlimsollNumerics
internal import PlimsollScenarios

/// One pass over a sample's scenarios, chunk by chunk and tile by tile.
struct TailPass: Sendable {
  private let rows: UnitRows
  private let threads: Int?
  private let progress: (@Sendable (Range<Int>) -> Void)?
  private let portfolios: SparseRows
  private let sample: TailSample
  private let charted: [Int]
  /// By portfolio; `lows` is empty when nothing is summed up. Equal bounds are a plateau.
  private let lows: [Double]
  private let highs: [Double]
  /// Whether the rows of scenarios that are summed up are summed too.
  private let sumsRows: Bool
  /// By portfolio, the gains of a chunk that it has room for: never by what stands beside it, so that a
  /// portfolio is done again in a part of the portfolios when it is in all.
  private let capacities: [Int]
  /// Scenarios of a chunk.
  private let length: Int

  /// - Parameters:
  ///   - isFinal: whether this is the pass over all scenarios.
  ///   - isRetry: whether the usual room has not been enough.
  ///   - progress: told after each tile which scenarios it held.
  init(
    _ scan: TailScan, _ portfolios: SparseRows, _ brackets: [TailBracket], _ needs: [TailNeed],
    over sample: TailSample, charted: [Int] = [], isFinal: Bool, isRetry: Bool = false,
    progress: (@Sendable (Range<Int>) -> Void)? = nil
  ) {
    rows = scan.rows
    threads = scan.threads
    self.progress = progress
    self.portfolios = portfolios
    self.sample = sample
    self.charted = charted
    let sumsBelow = brackets.contains { $0.low > -.infinity }
    lows = sumsBelow ? brackets.map(\.low) : []
    highs = brackets.map(\.high)
    sumsRows = isFinal && sumsBelow
    length = Self.chunkLength(sample.count, tile: scan.rows.stride)
    let (length, tile) = (length, scan.rows.stride)
    let usual = needs.map { Self.room($0, sample, length: length, tile: tile) }
    capacities = brackets.enumerated().map { portfolio, bracket in
      if isRetry || bracket.high == .infinity { return length }
      let room = usual[portfolio % usual.count]
      // A plateau may be all of a tile, before it is counted and forgotten.
      return bracket.low == bracket.high ? max(room, tile) : room
    }
  }

  /// A chunk is long enough to be worth a thread's turn and short enough for many turns; at most
  /// about 512 of them, so that what is kept of each does not add up.
  private static func chunkLength(_ count: Int, tile: Int) -> Int {
    let shortest = max(1280, (count + 511) / 512)
    return (shortest + tile - 1) / tile * tile
  }

  /// How many gains of a chunk a portfolio usually has room for: those expected to be kept, in a tile also
  /// those to be summed up, and eight standard deviations.
  private static func room(_ need: TailNeed, _ sample: TailSample, length: Int, tile: Int) -> Int {
    let kept = TailBracket.expectedKept(need, sample) / Double(sample.count)
    let share = kept * Double(length) + Double(need.last) / Double(sample.count) * Double(tile)
    return min(length, Int(share + 8 * share.squareRoot()) + 16)
  }

  /// What a thread works in.
  private struct Workspace {
    var tile: UnitRows.Tile
    var kept: KeptProducts
    var gains: [Double]
    /// By portfolio, how many kept gains have been compared with its low bound.
    var sorted: [Int]
  }

  /// What is found in one chunk.
  struct Chunk: Sendable {
    /// By portfolio, where its gains start; one more at the end.
    var starts: [Int32] = [0]
    var gains: [Double] = []
    var scenarios: [Int32] = []
    /// Portfolios that ran out of room.
    var isFull: [Bool] = []
    /// By portfolio, and by entry; empty when nothing is summed up.
    var beyond: [TailSum] = []
    var plateaus: [TailPlateau] = []
    var rowsBeyond: [Double] = []
    /// By entry, over the scenarios on the plateau.
    var rowsOnPlateau: [Double] = []
    var histograms: [BinaryHistogram] = []
  }

  /// Works through the chunks.
  func run() -> Found { Found(chunks()) }

  /// What is found in every chunk, or in those of a part.
  func chunks(of shard: Shard? = nil) -> [Chunk] {
    let count = (sample.count + length - 1) / length
    let wanted = shard?.range(of: count) ?? 0..<count
    return Parallel.map(count: wanted.count, threads: threads, workspace: workspace) {
      place, work in
      let start = (wanted.lowerBound + place) * length
      return chunk(start..<min(start + length, sample.count), &work)
    }
  }

  @Sendable private func workspace() -> Workspace {
    Workspace(
      tile: rows.emptyTile(),
      kept: KeptProducts(capacities: capacities),
      gains: charted.isEmpty ? [] : [Double](repeating: 0, count: rows.stride),
      sorted: lows.isEmpty ? [] : [Int](repeating: 0, count: portfolios.count))
  }

  private func chunk(_ numbers: Range<Int>, _ work: inout Workspace) -> Chunk {
    var chunk = Chunk()
    chunk.histograms = charted.map { _ in BinaryHistogram() }
    if !lows.isEmpty {
      chunk.beyond = lows.map { TailSum(bound: $0) }
      chunk.plateaus = [TailPlateau](repeating: TailPlateau(), count: lows.count)
    }
    if sumsRows {
      chunk.rowsBeyond = [Double](repeating: 0, count: portfolios.entryCount)
      chunk.rowsOnPlateau = chunk.rowsBeyond
    }
    work.kept.clear()
    for portfolio in work.sorted.indices { work.sorted[portfolio] = 0 }
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: rows.stride) {
      let tile = start..<min(start + rows.stride, numbers.upperBound)
      rows.fill(&work.tile, with: tile, step: sample.step)
      portfolios.keepLow(
        work.tile.gains, stride: rows.stride, columns: tile.count,
        firstColumn: start - numbers.lowerBound, thresholds: highs, in: &work.kept)
      if !lows.isEmpty { sumBelow(&chunk, &work, from: numbers.lowerBound, tile: start) }
      for (index, portfolio) in charted.enumerated() {
        portfolios.multiply(
          row: portfolio, work.tile.gains, stride: rows.stride, columns: tile.count,
          into: &work.gains)
        chunk.histograms[index].add(work.gains[..<tile.count])
      }
      progress?(tile)
    }
    collect(work.kept, from: numbers.lowerBound, into: &chunk)
    return chunk
  }

  /// Takes the gains of a tile that lie below their portfolio's bracket, or on its plateau, out of
  /// what is kept.
  private func sumBelow(
    _ chunk: inout Chunk, _ work: inout Workspace, from first: Int, tile start: Int
  ) {
    for portfolio in lows.indices {
      let low = lows[portfolio]
      guard let count = work.kept.count(portfolio), low > -.infinity else { continue }
      let isPlateau = low == highs[portfolio]
      let entry = portfolios.entries(ofRow: portfolio).lowerBound
      var end = work.sorted[portfolio]
      for index in end..<count {
        let (gain, column) = work.kept.value(portfolio, index)
        let place = column - (start - first)
        if gain < low {
          chunk.beyond[portfolio].add(gain)
          guard sumsRows else { continue }
          portfolios.addColumn(
            place, of: work.tile.gains, stride: rows.stride, row: portfolio,
            to: &chunk.rowsBeyond, from: entry)
        } else if isPlateau {
          chunk.plateaus[portfolio].add(Int32(first + column))
          guard sumsRows else { continue }
          portfolios.addColumn(
            place, of: work.tile.gains, stride: rows.stride, row: portfolio,
            to: &chunk.rowsOnPlateau, from: entry)
        } else {
          work.kept.set(portfolio, end, gain, column: column)
          end += 1
        }
      }
      work.kept.truncate(portfolio, to: end)
      work.sorted[portfolio] = end
    }
  }

  /// Puts the kept gains of all portfolios one after another, with the scenarios they belong to.
  private func collect(_ kept: KeptProducts, from first: Int, into chunk: inout Chunk) {
    chunk.isFull = (0..<portfolios.count).map { kept.count($0) == nil }
    let total = (0..<portfolios.count).reduce(0) { $0 + (kept.count($1) ?? 0) }
    chunk.starts.reserveCapacity(portfolios.count + 1)
    chunk.gains.reserveCapacity(total)
    chunk.scenarios.reserveCapacity(total)
    for portfolio in 0..<portfolios.count {
      kept.append(
        portfolio, adding: first, to: &chunk.gains, &chunk.scenarios)
      chunk.starts.append(Int32(chunk.gains.count))
    }
  }
}
