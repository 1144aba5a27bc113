/// The rules compared by the joint score of their forecasts for one account.
///
/// Only rules whose P&L is the same can be compared: those that simulate collateral among
/// themselves, the others among themselves.
///
/// - Verified by: BacktestFindingsTests.
public struct ScoreComparison: Sendable {
  /// One rule's place.
  public struct Entry: Sendable {
    /// The rule's number.
    public let rule: Int
    /// Its mean score.
    public let score: Double
    /// Against the best of those it can be compared with; nil for the best itself, and where scores
    /// do not differ.
    public let againstBest: DieboldMariano?
    /// Whether it is the best of those it can be compared with.
    public let isBest: Bool
  }

  /// The account.
  public let account: String
  /// The rules that have a score, best first within a P&L.
  public let entries: [Entry]
  /// Lags of the test's variance.
  public let lags: Int

  /// Compares the rules of a backtest for account number `account`.
  ///
  /// - Complexity: O(rules × bars × lags).
  public init(_ backtest: Backtest, account: Int) {
    let histories = backtest.rules.map { $0.accounts[account] }
    self.account = histories.first?.account ?? ""
    let lags = DieboldMariano.usualLags(observations: backtest.times.count)
    self.lags = lags
    var groups: [[(rule: Int, scores: [Double], mean: Double)]] = []
    for (rule, history) in histories.enumerated() {
      guard let scores = history.series.jointScores else { continue }
      let candidate = (rule, scores, scores.reduce(0, +) / Double(scores.count))
      let place = groups.firstIndex {
        histories[$0[0].rule].series.pnl == history.series.pnl
      }
      if let place { groups[place].append(candidate) } else { groups.append([candidate]) }
    }
    entries = groups.flatMap { group in
      let ranked = group.sorted { ($0.mean, $0.rule) < ($1.mean, $1.rule) }
      return ranked.enumerated().map { place, candidate in
        Entry(
          rule: candidate.rule, score: candidate.mean,
          againstBest: place == 0
            ? nil : DieboldMariano(candidate.scores, ranked[0].scores, lags: lags),
          isBest: place == 0)
      }
    }
  }
}
