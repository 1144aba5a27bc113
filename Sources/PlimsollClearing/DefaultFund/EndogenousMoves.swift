public import PlimsollMargin
public import PlimsollMarket

/// How closing out the defaulters moves the market further than the scenario did.
///
/// One method, so that a first round of price impact and a full cascade of liquidations are the same
/// to whoever sizes a fund before and after.
public protocol EndogenousMoves: Sendable {
  /// How moves are found, in one sentence for the report.
  var method: String { get }
  /// The market after `shock` and after what the accounts that fail do to it.
  ///
  /// - Parameters:
  ///   - shock: the scenario's own moves.
  ///   - accounts: the accounts that are closed out, with all they hold.
  /// - Returns: the whole move from before the scenario, `shock` included.
  func shock(after shock: MarketShock, closing accounts: [Account]) -> MarketShock
}
