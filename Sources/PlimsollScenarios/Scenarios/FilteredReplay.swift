public import PlimsollMarket
internal import PlimsollNumerics

/// The past at today's volatility: every window of consecutive bars, each return divided by the
/// volatility of its own day and multiplied by the forecast for the next bar, whole dates at a time
/// so that factors keep moving together as they did.
///
/// An EWMA forecast stands for all bars of the horizon; a GARCH or GJR variance follows the replayed
/// returns from bar to bar. A factor whose volatility is constant by the spec is replayed as it was.
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

  /// Replays the rows of `panel`.
  ///
  /// - Parameter volatilities: one a factor of the panel, their forecasts at its end; fitted by
  ///   `FilteredReplay.volatilities(of:spec:)`.
  /// - Throws: an `InputError` when the panel lacks returns somewhere or no window of `bars` bars
  ///   fits between its breaks.
  public init(
    _ panel: ReturnPanel, bars: Int, volatilities: [VolatilityModel],
    guardRails: FilteredReturns.GuardRails = .init()
  ) throws(InputError) {
    guard panel.isComplete else {
      throw .usage(
        "historical scenarios need rows on which every factor has a price",
        remedy: "Choose `missing: complete` or `missing: proxy`.")
    }
    var diagnostics: [Diagnostic] = []
    var moves: [[Double]] = []
    for (place, returns) in panel.returns.enumerated() {
      let volatility = volatilities[place]
      guard volatility.model != .constant, volatility.perBar > 0 else {
        moves.append(Self.sums(returns, chains: panel.chains, bars: bars))
        continue
      }
      let filtered = FilteredReturns(
        returns, volatilities: volatility.path(of: returns), guardRails: guardRails)
      diagnostics += Self.bites(of: filtered, guardRails, factor: panel.factors[place])
      if let recursion = volatility.recursion, bars > 1 {
        let path = ReplayedPath(
          returns, filtered, recursion: recursion, cap: guardRails.ratioCap ?? .infinity)
        moves.append(Self.windows(panel.chains, bars: bars).map { path.sum(over: $0) })
      } else {
        moves.append(Self.sums(filtered.rescaled, chains: panel.chains, bars: bars))
      }
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

  /// Replays the rows of `panel` with volatilities fitted to all of them by the choices of `spec`.
  ///
  /// - Throws: as the replay with given volatilities.
  public init(
    _ panel: ReturnPanel, bars: Int, spec: CalibrationSpec,
    guardRails: FilteredReturns.GuardRails = .init()
  ) throws(InputError) {
    let complete = panel.isComplete ? Self.volatilities(of: panel, spec: spec).models : []
    try self.init(panel, bars: bars, volatilities: complete, guardRails: guardRails)
  }

  /// Copies the windows' returns.
  public func fill(_ tile: inout ScenarioTile) { tile.copy(moves) }

  /// The volatility of each factor of `panel` by the choices of `spec`, fitted to all its rows.
  ///
  /// - Complexity: a likelihood search a factor for GARCH and GJR, else O(rows) each.
  public static func volatilities(of panel: ReturnPanel, spec: CalibrationSpec, threads: Int? = nil)
    -> (models: [VolatilityModel], diagnostics: [Diagnostic])
  {
    let fits = Parallel.map(count: panel.factors.count, threads: threads) { place in
      let (factor, returns) = (panel.factors[place], panel.returns[place])
      guard returns.contains(where: { $0 != 0 }) else {
        return (VolatilityModel(model: .constant, perBar: 0), [Diagnostic]())
      }
      var choice = spec.volatility(of: factor)
      // Replayed residuals have no law; the normal quasi-likelihood is right for the variance.
      choice.likelihood = choice.likelihood ?? .normal
      let fit = VolatilityFit(
        returns, choice: choice, law: choice.likelihood ?? .normal, fallback: spec.fallback,
        name: factor.name)
      return (fit.model, fit.diagnostics)
    }
    return (fits.map(\.0), fits.flatMap(\.1))
  }

  /// Every run of `bars` consecutive rows, never across a break.
  private static func windows(_ chains: [Range<Int>], bars: Int) -> [Range<Int>] {
    chains.filter { $0.count >= bars }.flatMap { chain in
      (chain.lowerBound...(chain.upperBound - bars)).map { $0..<($0 + bars) }
    }
  }

  /// Sums of `bars` consecutive returns, never across a break.
  private static func sums(_ returns: [Double], chains: [Range<Int>], bars: Int) -> [Double] {
    windows(chains, bars: bars).map { returns[$0].reduce(0, +) }
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

/// Past residuals replayed under a variance that follows them.
///
/// - Source: Barone-Adesi, Giannopoulos and Vosper (1999): r(T+k) = σ(T+k) z*, σ by the recursion.
/// - Verified by: FilteredReplayTests.
private struct ReplayedPath {
  private let returns: [Double]
  private let volatilities: [Double]
  private let forecast: Double
  private let recursion: GARCH
  private let cap: Double

  init(_ returns: [Double], _ filtered: FilteredReturns, recursion: GARCH, cap: Double) {
    self.returns = returns
    volatilities = filtered.volatilities
    forecast = filtered.forecast
    self.recursion = recursion
    self.cap = cap
  }

  /// The sum of the replayed returns of consecutive rows.
  func sum(over rows: Range<Int>) -> Double {
    var variance = forecast * forecast
    var sum = 0.0
    for row in rows {
      let past = volatilities[row]
      let ratio = past > 0 ? min(cap, variance.squareRoot() / past) : 0
      let value = returns[row] * ratio
      sum += value
      variance = recursion.variance(after: value, of: variance)
    }
    return sum
  }
}
