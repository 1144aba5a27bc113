internal import Glibc
internal import PlimsollMarket

/// The bars of a period that can be tested, and why others cannot.
///
/// A bar is forecast from the prices up to its beginning, so it needs a price of every factor at both
/// ends and enough returns before.
struct BacktestBars: Sendable {
  /// The bars tested, oldest first.
  let bars: [PriceHistory.Bar]
  /// What was skipped, with number and reason.
  let diagnostics: [Diagnostic]

  private let prices: PriceHistory
  private let factors: [RiskFactor]

  /// - Throws: an `InputError` when the period is empty, outside the history, or holds no bar that
  ///   can be tested.
  init(_ prices: PriceHistory, factors: [RiskFactor], period: BacktestPeriod) throws(InputError) {
    self.prices = prices
    self.factors = factors
    let outside = try Self.check(period, prices)
    let all = prices.bars(of: factors)
    let from = try Self.start(all, prices, period)
    var skipped = SkippedRows(prices, factors: factors)
    var next = all.startIndex
    var tested: [PriceHistory.Bar] = []
    for row in prices.times.indices {
      let time = prices.times[row]
      while next < all.endIndex, all[next].end < row { next += 1 }
      guard time >= from, period.to.map({ time <= $0 }) ?? true else { continue }
      guard next < all.endIndex, all[next].end == row else {
        skipped.noBar(endingAt: row)
        continue
      }
      if next < ReturnPanel.fewestReturns {
        skipped.tooShort(at: row)
      } else {
        tested.append(all[next])
      }
    }
    bars = tested
    diagnostics = outside + skipped.diagnostics(tested: tested.count)
    guard !tested.isEmpty else {
      throw .data(
        prices.digest.file, "no bar can be tested: \(skipped.reasons.joined(separator: "; "))",
        remedy: "Give another --from and --to, or more prices.")
    }
  }

  /// When the first bar ends that is to be tested.
  private static func start(
    _ all: [PriceHistory.Bar], _ prices: PriceHistory, _ period: BacktestPeriod
  ) throws(InputError) -> Timestamp {
    if let from = period.from {
      guard period.bars == nil else {
        throw .usage("--from is given together with --bars", remedy: "Leave one of them out.")
      }
      return from
    }
    if let count = period.bars {
      let usable = all.filter { bar in period.to.map { prices.times[bar.end] <= $0 } ?? true }
      let place = max(usable.count - count, ReturnPanel.fewestReturns)
      if place < usable.count { return prices.times[usable[place].end] }
    } else if all.count > BacktestPeriod.usualHistory {
      return prices.times[all[BacktestPeriod.usualHistory].end]
    }
    throw .data(
      prices.digest.file,
      "\(all.count) returns of all factors; \(BacktestPeriod.usualHistory) are left before the first "
        + "bar tested, \(ReturnPanel.fewestReturns) with --bars",
      remedy: "Give --from, or more prices.")
  }

  /// What of the period is outside the prices.
  private static func check(_ period: BacktestPeriod, _ prices: PriceHistory) throws(InputError)
    -> [Diagnostic]
  {
    if let from = period.from, let to = period.to, from > to {
      throw .usage("--from \(from) is after --to \(to)", remedy: "Swap them.")
    }
    guard let first = prices.times.first, let last = prices.times.last else {
      preconditionFailure("a history has rows")
    }
    if let outside = period.from.flatMap({ $0 > last ? "--from \($0)" : nil })
      ?? period.to.flatMap({ $0 < first ? "--to \($0)" : nil })
    {
      throw .usage(
        "\(outside) is outside the prices, which go from \(first) to \(last)",
        remedy: "Give a time within.")
    }
    var found: [Diagnostic] = []
    if let from = period.from, from < first {
      found.append(
        Diagnostic(.warning, "dates", "--from is \(from), the prices begin \(first)"))
    }
    if let to = period.to, to > last {
      found.append(Diagnostic(.warning, "dates", "--to is \(to), the prices end \(last)"))
    }
    return found
  }

  var count: Int { bars.count }

  /// When bar number `index` ends.
  func time(_ index: Int) -> Timestamp { prices.times[bars[index].end] }

  /// When bar number `index` begins: the time of the last price that its forecast knows.
  func forecastTime(_ index: Int) -> Timestamp { prices.times[bars[index].start] }

  /// What happened from the beginning of bar number `index` over so many bars; nil when they do not
  /// follow each other or do not fit into the period.
  func realised(from index: Int, bars count: Int) -> RealisedMove? {
    guard index + count <= bars.count else { return nil }
    for place in index..<(index + count - 1) where bars[place].end != bars[place + 1].start {
      return nil
    }
    let (start, end) = (bars[index].start, bars[index + count - 1].end)
    return RealisedMove(
      factors: factors,
      returns: factors.map { factor in
        guard let before = prices.price(of: factor, row: start),
          let after = prices.price(of: factor, row: end)
        else { preconditionFailure("a bar has prices at both ends") }
        return log(after / before)
      })
  }

  /// The places at which windows of so many bars begin, one after the other without overlap.
  func windowStarts(bars count: Int) -> [Int] {
    var (starts, index): ([Int], Int) = ([], 0)
    while index < bars.count {
      if realised(from: index, bars: count) != nil {
        starts.append(index)
        index += count
      } else {
        index += 1
      }
    }
    return starts
  }
}

/// Counts the rows of a period that are not tested, by reason.
private struct SkippedRows {
  private let prices: PriceHistory
  private let factors: [RiskFactor]
  private var groups: [String: (count: Int, first: Timestamp, last: Timestamp)] = [:]
  private var order: [String] = []

  init(_ prices: PriceHistory, factors: [RiskFactor]) {
    self.prices = prices
    self.factors = factors
  }

  /// A row that ends no bar.
  mutating func noBar(endingAt row: Int) {
    let missing = factors.filter { prices.price(of: $0, row: row) == nil }.map(\.name)
    note(
      missing.isEmpty
        ? "no price of all factors within a bar before" : "no price of \(Self.list(missing))",
      prices.times[row])
  }

  /// A row with too few returns before it.
  mutating func tooShort(at row: Int) {
    note("fewer than \(ReturnPanel.fewestReturns) returns before", prices.times[row])
  }

  private mutating func note(_ reason: String, _ time: Timestamp) {
    if let known = groups[reason] {
      groups[reason] = (known.count + 1, known.first, time)
    } else {
      groups[reason] = (1, time, time)
      order.append(reason)
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and others" : "")
  }

  /// One sentence a reason.
  var reasons: [String] {
    order.compactMap { reason in
      groups[reason].map { "\(reason) on \($0.count) dates from \($0.first) to \($0.last)" }
    }
  }

  func diagnostics(tested: Int) -> [Diagnostic] {
    let all = tested + groups.values.reduce(0) { $0 + $1.count }
    return reasons.map { Diagnostic(.warning, "dates", "of \(all) not tested: \($0)") }
  }
}
