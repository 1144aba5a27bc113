public import PlimsollMarket
public import PlimsollScenarios

/// The P&L of every account's positions under common scenarios.
public struct PortfolioPnL: Sendable {
  private let set: NettingSet
  private let unitPnL: UnitPnL

  /// Values the positions of `book` under every scenario of `source`; collateral stands still.
  ///
  /// - Parameter horizon: of the scenarios; options are that much older at its end.
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  public init(
    _ book: Book, under source: any ScenarioSource, horizon: TimeSpan, threads: Int? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(InputError) {
    set = NettingSet(
      book.accounts, valuation: try Valuation(book), simulatesCollateral: false)
    unitPnL = UnitPnL(
      set.units, under: source, horizon: horizon, threads: threads,
      progress: progress.map { ScenarioProgress(total: source.count, report: $0).advance })
  }

  /// The gains of account number `index` of the book.
  public func ofAccount(_ index: Int) -> PnLVector {
    unitPnL.gains(of: set.lines[index].flatMap(\.holdings))
  }
}
