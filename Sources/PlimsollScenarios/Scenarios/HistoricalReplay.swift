public import PlimsollMarket

/// The past as scenarios: every window of consecutive bars, applied to today's prices.
///
/// - Source: McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 9.2.3.
/// - Verified by: HistoricalReplayTests, ReferenceTests (endtoend).
public struct HistoricalReplay: ScenarioSource {
  /// How one-bar returns become returns over several bars.
  public enum Scaling: String, Sendable, Codable, CaseIterable {
    /// Sums of consecutive bars, overlapping: worth count / bars independent ones.
    case overlapping
    /// One-bar returns times the square root of the number of bars.
    case squareRootOfTime = "sqrt-time"
  }

  /// The factors that move.
  public let factors: [RiskFactor]
  /// The number of windows.
  public let count: Int
  /// Windows that do not overlap.
  public let effectiveCount: Int

  private let moves: [[Double]]

  /// Replays the rows of `panel`.
  ///
  /// - Throws: an `InputError` when the panel lacks returns somewhere or no window of `bars` bars
  ///   fits between its breaks.
  public init(_ panel: ReturnPanel, bars: Int, scaling: Scaling = .overlapping) throws(InputError) {
    guard panel.isComplete else {
      throw .usage(
        "historical scenarios need rows on which every factor has a price",
        remedy: "Choose `missing: complete` or `missing: proxy`.")
    }
    factors = panel.factors
    switch scaling {
    case .overlapping:
      moves = panel.overlappingSums(bars: bars)
    case .squareRootOfTime:
      let scale = Double(bars).squareRoot()
      moves = panel.returns.map { $0.map { $0 * scale } }
    }
    count = moves.first?.count ?? 0
    effectiveCount = scaling == .overlapping ? max(1, count / bars) : count
    guard count > 0 else {
      throw .data(
        "prices.csv", "no window of \(bars) bars fits between the gaps",
        remedy: "Give a shorter horizon or a longer history.")
    }
  }

  /// Copies the windows' returns.
  public func fill(_ tile: inout ScenarioTile) { tile.copy(moves) }
}

extension ScenarioTile {
  /// Copies each scenario's move from the rows of all scenarios, factor by factor.
  package mutating func copy(_ rows: [[Double]]) {
    for (factor, row) in rows.enumerated() {
      for (column, scenario) in scenarios.enumerated() {
        moves[factor * stride + column] = row[scenario]
      }
    }
  }
}
