public import PlimsollMarket

/// What a backtest tests and how often it estimates anew.
public struct BacktestPeriod: Sendable, Equatable, Codable {
  /// The earliest bar tested, by its end; nil leaves `usualHistory` returns before the first.
  public var from: Timestamp?
  /// The last bar tested; nil takes the last price.
  public var to: Timestamp?
  /// How many bars are tested, the last ones, when there is no `from`; nil for all.
  public var bars: Int?
  /// Tested bars between two estimations.
  public var refit: TimeSpan

  /// Twenty bars of a day: about a month of trading.
  public static let usualRefit = TimeSpan.days(20)
  /// Returns before the first bar that is tested when nothing else is said.
  public static let usualHistory = 250

  /// A period; without ends, all that can be tested.
  public init(
    from: Timestamp? = nil, to: Timestamp? = nil, bars: Int? = nil,
    refit: TimeSpan = BacktestPeriod.usualRefit
  ) {
    self.from = from
    self.to = to
    self.bars = bars
    self.refit = refit
  }
}
