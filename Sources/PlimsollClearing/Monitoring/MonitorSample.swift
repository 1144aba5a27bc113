public import PlimsollMargin
public import PlimsollMarket

/// One row of a level history.
public struct MonitorSample: Sendable, Equatable, Codable {
  /// One account that is followed.
  public struct Level: Sendable, Equatable, Codable {
    /// Collateral value over maintenance margin; nil when none is required.
    public var level: Double?
    /// USD.
    public var equity: Double
    /// USD.
    public var collateralValue: Double
    /// USD.
    public var maintenance: Double
    /// Where it stands.
    public var status: MarginStatus
  }

  /// When.
  public var time: FeedTime
  /// How many accounts are healthy, on margin call, in liquidation, bankrupt.
  public var counts: [Int]
  /// Of the accounts that are followed, in the book's order.
  public var levels: [Level]
}
