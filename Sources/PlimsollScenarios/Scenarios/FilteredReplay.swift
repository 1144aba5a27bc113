public import PlimsollMarket

/// The past at today's volatility: every window of consecutive bars, each return divided by the
/// volatility of its own day and multiplied by the forecast for the next bar, whole dates at a time
/// so that factors keep moving together as they did.
///
/// The forecast stands for all bars of the horizon. A factor whose volatility is constant by the
/// spec is replayed as it was.
///
/// - Source: Hull and White (1998); Barone-Adesi, Giannopoulos and Vosper (1999), "VaR without
///   correlations for portfolios of derivative securities", with the dates in turn, not drawn.
/// - Verified by: FilteredReplayTests, ReferenceTests (endtoend).
public struct FilteredReplay: ScenarioSource {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of windows.
  public let count: Int
  /// Windows that do not overlap.
  public let effectiveCount: Int
  /// Where a guard rail bit.
  public let diagnostics: [Diagnostic]

  private let moves: [[Double]]

  /// Replays the rows of `panel` by the volatility choices of `spec`.
  ///
  /// - Throws: an `InputError` when the panel lacks returns somewhere or no window of `bars` bars
  ///   fits between its breaks.
  public init(
    _ panel: ReturnPanel, bars: Int, spec: CalibrationSpec,
    guardRails: FilteredReturns.GuardRails = .init()
  ) throws(InputError) {
    guard panel.isComplete else {
      throw .usage(
        "historical scenarios need rows on which every factor has a price",
        remedy: "Choose `missing: complete` or `missing: proxy`.")
    }
    var diagnostics: [Diagnostic] = []
    var moves: [[Double]] = []
    for (factor, returns) in zip(panel.factors, panel.returns) {
      let choice = spec.volatility(of: factor)
      guard choice.model != .constant else {
        moves.append(Self.sums(returns, chains: panel.chains, bars: bars))
        continue
      }
      let filtered = FilteredReturns(
        returns, weighting: ExponentialWeighting(decay: choice.decay), guardRails: guardRails)
      diagnostics += Self.bites(of: filtered, guardRails, factor: factor)
      moves.append(Self.sums(filtered.rescaled, chains: panel.chains, bars: bars))
    }
    factors = panel.factors
    self.moves = moves
    self.diagnostics = diagnostics
    count = moves.first?.count ?? 0
    effectiveCount = max(1, count / bars)
    guard count > 0 else {
      throw .data(
        "prices.csv", "no window of \(bars) bars fits between the gaps",
        remedy: "Give a shorter horizon or a longer history.")
    }
  }

  /// Copies the windows' returns.
  public func fill(_ tile: inout ScenarioTile) { tile.copy(moves) }

  /// Sums of `bars` consecutive returns, never across a break.
  private static func sums(_ returns: [Double], chains: [Range<Int>], bars: Int) -> [Double] {
    chains.filter { $0.count >= bars }.flatMap { chain in
      (chain.lowerBound...(chain.upperBound - bars)).map { start in
        returns[start..<(start + bars)].reduce(0, +)
      }
    }
  }

  private static func bites(
    of filtered: FilteredReturns, _ guardRails: FilteredReturns.GuardRails, factor: RiskFactor
  ) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if filtered.forecast > filtered.unflooredForecast {
      found.append(
        Diagnostic(
          .warning, factor.name,
          "the volatility floor raises its forecast from \(percent(filtered.unflooredForecast)) to "
            + "\(percent(filtered.forecast)) a bar"))
    }
    if filtered.cappedCount > 0, let cap = guardRails.ratioCap {
      found.append(
        Diagnostic(
          .warning, factor.name,
          "\(filtered.cappedCount) of its \(filtered.rescaled.count) returns are scaled by the cap "
            + "of \(cap), not by the larger ratio of volatilities"))
    }
    return found
  }

  private static func percent(_ volatility: Double) -> String {
    "\((100 * volatility).rounded(toPlaces: 3)) %"
  }
}
