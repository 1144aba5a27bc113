public import PlimsollMarket

extension MarginMonitor {
  /// Where every account stands, in the book's order.
  public var standings: [AccountState] {
    watches.indices.map { account in
      AccountState(
        account: marks.book.names[account], status: watches[account].status,
        equity: marks.equity[account], collateralValue: marks.collateral[account],
        initial: watches[account].initial, maintenance: watches[account].maintenance,
        alerts: watches[account].alerts)
    }
  }

  /// Why ticks were not used: reason, name in the feed, how many, first and last time.
  public var rejections:
    [(reason: String, source: String, count: Int, first: FeedTime?, last: FeedTime?)]
  {
    screen.counts.map { ($0.reason.rawValue, $0.source, $0.count, $0.first, $0.last) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// Lines read, and ticks used of them.
  public var read: (lines: Int, used: Int) { (lines, screen.accepted) }

  /// Names of prices that never came.
  public var silentFromTheStart: [String] {
    let names = marks.book.factors.map(\.name) + marks.book.units.map(\.name)
    return names.indices.filter { place in
      screen.sources[place].time == nil
        && !(place >= marks.book.factors.count
          && marks.book.units[place - marks.book.factors.count].kind == .spot)
    }.map { names[$0] }
  }

  /// Names of the accounts, in the book's order.
  public var names: [String] { marks.book.names }
}
