public import PlimsollMargin

/// How closing out the defaulters moves the market further than the scenario did.
///
/// - Verified by: ClearingStressTests.
public protocol EndogenousMoves: Sendable {
  /// How moves are found, in one sentence for the report.
  var method: String { get }
  /// The market after a scenario and after what the pools that fail do to it.
  ///
  /// - Parameter pools: those that are closed out with all they hold, by their places in the book.
  /// - Returns: the whole move from before the scenario, its own shock included.
  func shock(after scenario: StressScenario, closing pools: [Int]) -> MarketShock
}
