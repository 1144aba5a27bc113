internal import Glibc
public import PlimsollMarket

/// What the factors did in every window of past bars as long as a horizon.
///
/// Windows overlap, and none crosses a gap. A window counts for an account when each of its factors
/// has a price throughout.
///
/// - Verified by: AccountPayoffTests.
public struct HistoricalWindows: Sendable {
  /// The factors.
  public let factors: [RiskFactor]
  /// When each window ends.
  public let ends: [Timestamp]
  /// factors × windows log returns; NaN where a price is missing.
  let moves: [[Double]]

  /// The windows of `bars` bars in the history of `factors`.
  ///
  /// - Throws: an `InputError` when a factor has too few returns.
  public init(
    _ prices: PriceHistory, factors: [RiskFactor], bars: Int, window: TimeSpan? = nil
  ) throws(InputError) {
    let panel = try ReturnPanel(prices, factors: factors, window: window, missing: .pairwise)
    let starts = panel.chains.flatMap { chain in
      Array(chain.lowerBound..<max(chain.lowerBound, chain.upperBound - bars + 1))
    }
    self.factors = factors
    ends = starts.map { panel.times[$0 + bars - 1] }
    moves = panel.returns.map { row in
      starts.map { row[$0..<($0 + bars)].reduce(0, +) }
    }
  }

  /// The windows in which all of `wanted` moved: their ends, and windows × factors log returns.
  func complete(for wanted: [RiskFactor]) -> [(end: Timestamp, moves: [Double])] {
    let rows = wanted.map { factor in factors.firstIndex(of: factor) }
    guard !rows.contains(nil), !rows.isEmpty else { return [] }
    return ends.indices.compactMap { window in
      let found = rows.compactMap { $0 }.map { moves[$0][window] }
      return found.contains(where: \.isNaN) ? nil : (ends[window], found)
    }
  }
}
