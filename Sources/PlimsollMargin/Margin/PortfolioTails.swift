public import PlimsollMarket
internal import PlimsollNumerics
public import PlimsollScenarios

/// Value at risk and expected shortfall of every account's positions, under any number of scenarios.
///
/// - Verified by: TailScanTests.
public struct PortfolioTails: Sendable {
  /// The figures of each account of the book, level by level.
  public let figures: [[TailFigures]]
  /// The P&L of the first accounts, as many as were to be charted.
  public let histograms: [PnLHistogram]

  /// Measures the positions of `book` under the scenarios of `source`; collateral stands still.
  ///
  /// - Parameters:
  ///   - horizon: of the scenarios; options are that much older at its end.
  ///   - levels: one or more.
  ///   - charted: how many accounts, the first of the book, are wanted as histograms.
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  /// - Complexity: time O(scenarios × (factors² + holdings)), memory as `TailScan` says.
  public init(
    _ book: Book, under source: any ScenarioSource, horizon: TimeSpan, levels: [ConfidenceLevel],
    charted: Int = 0, threads: Int? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(InputError) {
    let set = NettingSet(
      book.accounts, valuation: try Valuation(book), simulatesCollateral: false)
    let rows = UnitRows(set.units, under: source, horizon: horizon)
    let scan = TailScan(
      rows, threads: threads,
      progress: progress.map { ScenarioProgress(total: source.count, report: $0).advance })
    var portfolios = SparseRows()
    for lines in set.lines {
      let entries = rows.entries(of: lines.flatMap(\.holdings))
      for _ in levels { portfolios.append(entries) }
    }
    let found = scan.measure(
      portfolios, at: levels,
      charted: book.accounts.indices.prefix(charted).map { $0 * levels.count }
    ) { TailFigures($1.loss) }
    figures = book.accounts.indices.map { account in
      Array(found.results[(account * levels.count)..<((account + 1) * levels.count)])
    }
    histograms = found.histograms
  }
}
