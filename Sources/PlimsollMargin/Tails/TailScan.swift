internal import PlimsollNumerics
internal import PlimsollScenarios

/// Measures the tails of many portfolios under scenarios that are never all in memory: the kernel.
///
/// **What a tile is.** Some dozens to a thousand scenarios, as many as fit into a core's second-level
/// cache together with all that is made from them. A tile is drawn (`ScenarioSource`), its moves
/// become gains of one unit of everything held (`UnitRows`), the portfolios' gains are products of
/// those rows with what they hold (`SparseRows`), and the worst of them are kept. Then the next
/// scenarios take its place. What is kept of a portfolio grows with the square root of the number of
/// scenarios, above a million with the power three quarters.
///
/// **How the worst are found.** First on a sixteenth of the scenarios, of many fewer (see `TailBracket`),
/// at even steps, for which the same is done: its order statistics bracket each portfolio's quantile, five standard deviations
/// either way. In the pass over all scenarios a gain above the bracket is dropped, one inside is kept
/// with its scenario, one below is surely in the tail: it is summed up and forgotten. A bracket whose
/// ends are equal is a plateau, as of an option that expires worthless in many scenarios: what lies
/// on it is counted. That the wanted ranks lie inside the bracket is checked, not hoped for; a
/// portfolio whose ranks do not is done again with a wider one. So the result is exact, a sample only
/// saves work.
///
/// **Why the order is fixed.** Floating-point sums depend on their order, and a margin must not
/// depend on the number of cores. Scenarios are cut into chunks by their numbers alone; a chunk is
/// worked through by one thread, tile after tile, and what chunks found is put together in the order
/// of chunks. Threads only take turns at chunks. Within a tile no scenario touches another. So chunks may
/// as well be shared out to processes, whose findings are put together in the same order (`WorkShare`).
///
/// - Verified by: TailScanTests.
struct TailScan: Sendable {
  let rows: UnitRows
  let threads: Int?
  /// Told how many more scenarios of the pass over all are done.
  let progress: (@Sendable (Int) -> Void)?
  /// How the pass over all is divided over processes; nil when it is not.
  let share: WorkShare?
  /// What is kept of a batch of portfolios stays below this many gains.
  var mostKept = 12_000_000.0

  init(
    _ rows: UnitRows, threads: Int?, progress: (@Sendable (Int) -> Void)? = nil,
    share: WorkShare? = nil
  ) {
    precondition(!rows.source.isWeighted, "weighted scenarios are measured by `TailSampler`")
    self.rows = rows
    self.threads = threads
    self.progress = progress
    self.share = share
  }

  /// What is found of one portfolio.
  struct Tail: Sendable {
    var loss: LossTail
    /// For each row the portfolio holds, the sum of its gains over the scenarios of the tail that it
    /// does not list; empty when it lists all.
    var rowsBeyond: [Double]
  }

  /// Measures portfolios.
  ///
  /// - Parameters:
  ///   - portfolios: what each holds of the rows of `UnitRows`. Portfolio p is measured at the level
  ///     number p modulo their number.
  ///   - charted: the portfolios whose gains are sorted into a histogram.
  ///   - lists: whether a portfolio's tail lists its scenarios.
  ///   - finish: makes of a portfolio's tail what is wanted of it; called on several threads.
  /// - Returns: what `finish` made, by portfolio, and the histograms in the order asked for.
  /// - Complexity: O(scenarios × (factors² + options + holdings)) time; memory as said above.
  func measure<Wanted: Sendable>(
    _ portfolios: SparseRows, at levels: [ConfidenceLevel], charted: [Int] = [],
    listing lists: @Sendable (_ portfolio: Int) -> Bool = { _ in true },
    finish: @Sendable (_ portfolio: Int, Tail) -> Wanted
  ) -> (results: [Wanted], histograms: [PnLHistogram]) {
    let all = TailSample(count: rows.source.count, step: 1)
    let ranks = levels.map {
      TailRanks(count: all.count, effectiveCount: rows.source.effectiveCount, level: $0)
    }
    guard TailBracket.pilot(for: all) != nil else {
      return measureHeld(
        portfolios, ranks, charted: charted, listing: lists, finish: finish)
    }
    var results: [Wanted] = []
    var histograms: [PnLHistogram] = []
    let needs = ranks.map { TailNeed(first: $0.first, last: $0.last) }
    let batch = max(1, batchSize(needs, all) / levels.count) * levels.count
    let starts = Array(stride(from: 0, to: portfolios.count, by: batch))
    let ranges = starts.map { $0..<min($0 + batch, portfolios.count) }
    if let share, let shard = share.shard {
      // A part keeps little of each portfolio, so that as many batches as there are parts fit.
      for first in stride(from: 0, to: ranges.count, by: shard.count) {
        let some = Array(ranges[first..<min(first + shard.count, ranges.count)])
        doPart(
          shard, of: portfolios, needs, in: some, charted: charted, over: all, into: share)
      }
      return measureStandIns(
        portfolios, levels, charted: charted, listing: lists, finish: finish)
    }
    for (number, range) in ranges.enumerated() {
      let start = range.lowerBound
      let part = portfolios.rows(range)
      let found = worst(
        of: part, needs, over: all, charted: charted.filter(range.contains).map { $0 - start },
        isFinal: true, progress: progress(ofBatch: number, of: ranges.count, all.count))
      results += Parallel.map(count: part.count, threads: threads, workspace: { WorstGains() }) {
        index, worst in
        found.worst(index, into: &worst)
        return finish(
          start + index,
          Tail(
            loss: LossTail(ranks[index % ranks.count], worst, lists: lists(start + index)),
            rowsBeyond: found.rowsBeyond(index, of: part, worst, ranks[index % ranks.count])))
      }
      histograms += found.histograms
    }
    return (results, histograms)
  }

  /// Tells of a batch's scenarios as its part of all: the parts add up to the number of scenarios.
  private func progress(ofBatch index: Int, of batches: Int, _ count: Int)
    -> (@Sendable (Range<Int>) -> Void)?
  {
    guard let progress else { return nil }
    return { scenarios in
      let done = (index * count + scenarios.lowerBound) / batches
      progress((index * count + scenarios.upperBound) / batches - done)
    }
  }

  /// The same for the first few scenarios alone: what a process goes on with that does only its part of
  /// the pass, so as to come to the passes after it. Its figures are seen by nobody.
  private func measureStandIns<Wanted: Sendable>(
    _ portfolios: SparseRows, _ levels: [ConfidenceLevel], charted: [Int],
    listing lists: @Sendable (_ portfolio: Int) -> Bool,
    finish: @Sendable (_ portfolio: Int, Tail) -> Wanted
  ) -> (results: [Wanted], histograms: [PnLHistogram]) {
    let ranks = levels.map {
      TailRanks(count: Self.standIns, effectiveCount: Self.standIns, level: $0)
    }
    return measureHeld(
      portfolios, ranks, charted: charted, listing: lists, finish: finish)
  }

  /// The same for few scenarios, whose rows are held in memory.
  private func measureHeld<Wanted: Sendable>(
    _ portfolios: SparseRows, _ ranks: [TailRanks], charted: [Int],
    listing lists: @Sendable (_ portfolio: Int) -> Bool,
    finish: @Sendable (_ portfolio: Int, Tail) -> Wanted
  ) -> (results: [Wanted], histograms: [PnLHistogram]) {
    let count = ranks.first?.count ?? rows.source.count
    let held = HeldRows(rows, count: count, threads: threads, progress: progress)
    let numbers = (0..<Int32(count)).map { $0 }
    let results = Parallel.map(
      count: portfolios.count, threads: threads,
      workspace: { WorstGains(gains: [Double](repeating: 0, count: count), scenarios: numbers) }
    ) { portfolio, worst in
      held.write(&worst.gains, of: portfolio, in: portfolios)
      return finish(
        portfolio,
        Tail(
          loss: LossTail(ranks[portfolio % ranks.count], worst, lists: lists(portfolio)),
          rowsBeyond: []))
    }
    let histograms = charted.map { portfolio in
      var gains = [Double](repeating: 0, count: count)
      held.write(&gains, of: portfolio, in: portfolios)
      return PnLHistogram(PnLVector(gains))
    }
    return (results, histograms)
  }

  private func batchSize(_ needs: [TailNeed], _ sample: TailSample) -> Int {
    let kept = needs.map { TailBracket.expectedKept($0, sample) }.reduce(1, max)
    return max(1, Int(mostKept / kept))
  }
}

/// The scenarios number 0, step, 2 step, … of a source.
struct TailSample: Sendable {
  var count: Int
  var step: Int
}

/// Ranks of a sample, from the worst, that must be known one by one.
struct TailNeed: Sendable, Equatable {
  var first: Int
  var last: Int
}
