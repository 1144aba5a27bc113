public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Value at risk and expected shortfall of many portfolios under any number of scenarios.
///
/// - Verified by: PortfolioTailsTests, TailScanTests.
public struct PortfolioTails: Sendable {
  /// The figures of each portfolio, level by level.
  public let figures: [[TailFigures]]
  /// The P&L of the first portfolios, as many as were to be charted.
  public let histograms: [PnLHistogram]

  /// Measures the positions of `book` under the scenarios of `source`; collateral stands still.
  ///
  /// - Parameters:
  ///   - horizon: of the scenarios; options are that much older at its end.
  ///   - levels: one or more.
  ///   - charted: how many accounts, the first of the book, are wanted as histograms.
  ///   - share: how the scenarios are divided over processes; nil when they are not.
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  /// - Complexity: time O(scenarios × (factors² + options + holdings)), memory O(√scenarios) a
  ///   portfolio.
  public init(
    _ book: Book, under source: any ScenarioSource, horizon: TimeSpan, levels: [ConfidenceLevel],
    charted: Int = 0, threads: Int? = nil, share: WorkShare? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(InputError) {
    let set = NettingSet(
      book.accounts, valuation: try Valuation(book), simulatesCollateral: false)
    self.init(
      set.lines.map { $0.flatMap(\.holdings) }, of: set.units, under: source, horizon: horizon,
      levels: levels, charted: charted, threads: threads, share: share, progress: progress)
  }

  /// Measures portfolios, each a list of quantities of `units`, whose factors the source must have.
  public init(
    _ portfolios: [[UnitPnL.Holding]], of units: [PnLUnit], under source: any ScenarioSource,
    horizon: TimeSpan, levels: [ConfidenceLevel], charted: Int = 0, threads: Int? = nil,
    share: WorkShare? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) {
    let rows = UnitRows(units, under: source, horizon: horizon)
    let scan = TailScan(
      rows, threads: threads,
      progress: progress.map { ScenarioProgress(total: source.count, report: $0).advance },
      share: share)
    var matrix = SparseRows()
    for holdings in portfolios {
      let entries = rows.entries(of: holdings)
      for _ in levels { matrix.append(entries) }
    }
    let found = scan.measure(
      matrix, at: levels, charted: portfolios.indices.prefix(charted).map { $0 * levels.count },
      listing: { _ in false }
    ) { TailFigures($1.loss) }
    figures = portfolios.indices.map { portfolio in
      Array(found.results[(portfolio * levels.count)..<((portfolio + 1) * levels.count)])
    }
    histograms = found.histograms
  }
}
