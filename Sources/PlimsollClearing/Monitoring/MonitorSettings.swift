public import PlimsollMarket

/// How accounts are watched.
public struct MonitorSettings: Sendable, Hashable, Codable {
  /// Time of the feed from one margin run to the next; nil for none but the first.
  public var refresh: TimeSpan? = TimeSpan(seconds: 3_600)
  /// Days' volatilities that a factor may move since the last margin run before there is another; nil
  /// for no such trigger.
  public var trigger: Double? = 1
  /// Margin levels that are told of when an account falls below them, highest first.
  public var alerts: [Double] = []
  /// By what part a threshold must be exceeded before an account is better again.
  public var hysteresis = 0.02
  /// A tick so much behind the feed's latest is not used.
  public var stale = TimeSpan(seconds: 60)
  /// A price that has not come for so long is told of.
  public var missing = TimeSpan(seconds: 900)
  /// A price that differs by more than this part within a minute, by the square root of time over
  /// longer, is not used until others confirm it.
  public var absurd = 0.2
  /// How many ticks near each other it takes.
  public var confirmations = 3
  /// Whether accounts are judged only when all prices of one time are there, as those of bars are.
  public var judgesWholeMoments = false
  /// Time of the feed from one row of the level history to the next.
  public var sample = TimeSpan(seconds: 3_600)
  /// Accounts of the level history; empty for those nearest to their load line.
  public var follow: [String] = []
  /// What the feed calls something, and what the book does.
  public var symbols: [String: String] = [:]

  /// An hour between margin runs, no alerts.
  public init() {}
}
