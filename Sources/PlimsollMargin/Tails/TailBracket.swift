internal import PlimsollNumerics

/// Between what gains a portfolio's wanted ranks lie, by a smaller sample.
struct TailBracket: Sendable, Equatable {
  /// Gains below are summed up.
  var low = -Double.infinity
  /// Gains above are dropped.
  var high = Double.infinity

  /// Samples smaller than this are held in memory.
  private static let smallest = 2048
  private static let smallestPilot = 512
  private static let pilotShare = 16
  /// Above so many a pilot grows with their square root: every process of a divided run draws all of
  /// it, and what is kept grows a little faster instead.
  private static let manyScenarios = 1 << 20
  /// Standard deviations of a rank that a bracket leaves on either side: one portfolio in some
  /// millions is done again.
  static let usualDeviations = 5.0

  /// The sample that brackets for `sample` come from; nil when it is small enough to be held.
  static func pilot(for sample: TailSample) -> TailSample? {
    guard sample.count >= smallest else { return nil }
    var count = max(smallestPilot, sample.count / pilotShare)
    if sample.count > manyScenarios {
      let times = Double(sample.count) / Double(manyScenarios)
      count = Int(Double(manyScenarios / pilotShare) * times.squareRoot())
    }
    return TailSample(count: count, step: sample.step * (sample.count / count))
  }

  /// The ranks in the pilot that bracket those of the sample; below one, or beyond the pilot's
  /// number, where there is no bound.
  ///
  /// - Source: the rank of a quantile in a sample is binomial: David and Nagaraja (2003), "Order
  ///   Statistics", section 7.1.
  static func ranks(
    _ need: TailNeed, of sample: TailSample, in pilot: TailSample, deviations: Double
  ) -> (low: Int, high: Int) {
    let share = Double(pilot.count) / Double(sample.count)
    let (first, last) = (Double(need.first) * share, Double(need.last) * share)
    guard deviations.isFinite else { return (0, pilot.count + 1) }
    return (
      Int((first - deviations * first.squareRoot()).rounded(.down)) - 2,
      min(pilot.count + 1, Int((last + deviations * last.squareRoot()).rounded(.up)) + 2)
    )
  }

  /// How many gains of a portfolio a pass over `sample` keeps, about.
  static func expectedKept(_ need: TailNeed, _ sample: TailSample) -> Double {
    guard let pilot = pilot(for: sample) else { return Double(sample.count) }
    let (low, high) = ranks(need, of: sample, in: pilot, deviations: usualDeviations)
    let kept = Double(high - max(0, low)) * Double(sample.count) / Double(pilot.count)
    return max(kept, expectedKept(TailNeed(first: max(1, low), last: high), pilot))
  }
}

extension TailScan {
  /// The worst gains of every portfolio, those of the needed ranks one by one.
  ///
  /// - Parameters:
  ///   - needs: portfolio p needs the ranks number p modulo their number.
  ///   - isFinal: whether this is the pass over all scenarios, whose sums and histograms are wanted.
  ///   - progress: told after each tile of the pass over `sample` which scenarios it held.
  func worst(
    of portfolios: SparseRows, _ needs: [TailNeed], over sample: TailSample, charted: [Int] = [],
    isFinal: Bool = false, progress: (@Sendable (Range<Int>) -> Void)? = nil
  ) -> TailPass.Found {
    let batch = Batch(portfolios: portfolios, needs: needs, charted: charted)
    let done = isFinal ? self.found(batch, over: sample) : nil
    var found =
      done
      ?? TailPass(
        self, portfolios,
        brackets(of: portfolios, needs, over: sample, deviations: TailBracket.usualDeviations),
        needs, over: sample, charted: charted, isFinal: isFinal, progress: progress
      ).run()
    // Whose ranks are not inside is done again: with a bracket three times as wide, then without.
    for deviations in [3 * TailBracket.usualDeviations, .infinity] {
      let missing = (0..<portfolios.count).filter { !found.satisfies(needs[$0 % needs.count], $0) }
      if missing.isEmpty { break }
      let part = portfolios.rows(missing)
      let wanted = missing.map { needs[$0 % needs.count] }
      let brackets = self.brackets(of: part, wanted, over: sample, deviations: deviations)
      found.replace(
        missing,
        with: TailPass(self, part, brackets, wanted, over: sample, isFinal: isFinal, isRetry: true)
          .run(), of: part)
    }
    return found
  }

  func brackets(
    of portfolios: SparseRows, _ needs: [TailNeed], over sample: TailSample, deviations: Double
  ) -> [TailBracket] {
    guard let pilot = TailBracket.pilot(for: sample), deviations.isFinite else {
      return [TailBracket](repeating: TailBracket(), count: portfolios.count)
    }
    let ranks = needs.map {
      TailBracket.ranks($0, of: sample, in: pilot, deviations: deviations)
    }
    // Where there is no bound on one side, the rank on the other is all that is needed.
    let pilotNeeds = ranks.map { low, high in
      let last = min(high, pilot.count)
      return TailNeed(first: low < 1 ? last : low, last: last)
    }
    if TailBracket.pilot(for: pilot) == nil {
      let held = HeldRows(
        rows, of: portfolios, count: pilot.count, step: pilot.step, threads: threads)
      return Parallel.map(
        count: portfolios.count, threads: threads,
        workspace: { [Double](repeating: 0, count: pilot.count) }
      ) { portfolio, gains in
        held.write(&gains, of: portfolio, in: portfolios)
        return TailBracket(gains, beyond: 0, ranks[portfolio % ranks.count], of: pilot.count)
      }
    }
    let found = worst(of: portfolios, pilotNeeds, over: pilot)
    return Parallel.map(
      count: portfolios.count, threads: threads, workspace: { WorstGains() }
    ) { portfolio, worst in
      found.worst(portfolio, into: &worst)
      guard worst.plateau.count == 0 else {
        return TailBracket(low: worst.beyond.bound, high: worst.beyond.bound)
      }
      return TailBracket(
        worst.gains, beyond: worst.beyond.count, ranks[portfolio % ranks.count], of: pilot.count)
    }
  }
}

extension TailBracket {
  /// The bracket between two ranks of a pilot of `count`, of which `beyond` are worse than `gains`.
  fileprivate init(
    _ gains: [Double], beyond: Int, _ ranks: (low: Int, high: Int), of count: Int
  ) {
    self.init()
    if ranks.high <= count { high = Selection.nthSmallest(of: gains, ranks.high - 1 - beyond) }
    if ranks.low >= 1 { low = Selection.nthSmallest(of: gains, ranks.low - 1 - beyond) }
  }
}
