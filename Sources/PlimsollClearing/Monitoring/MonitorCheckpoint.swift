public import PlimsollMarket

/// A watch that can be taken up again where it stopped, to the bit.
///
/// Requirements, sums and states are kept as they were; what values rest on is made again from the
/// book's files and the prices of the last margin run.
///
/// - Verified by: MarginMonitorTests, MonitorCommandTests.
public struct MonitorCheckpoint: Sendable, Equatable, Codable {
  /// Digests of the files the watch rests on.
  public var inputs: [InputDigest]
  /// How it watches.
  public var settings: MonitorSettings
  /// How far the feed has been read.
  public var position: TickFeed.Position
  /// Bytes of events that have been written.
  public var written: Int
  var bookMarks: BookMarks
  var settlements: [ExpirySettlement]
  var ratios: [Double]
  var own: [Double?]
  var offsets: [Double]
  var values: [Double]
  var fixed: [Double]
  var slopes: [Double]
  var equity: [Double]
  var collateral: [Double]
  var watches: [AccountWatch]
  var legGains: [Double]
  var legStarts: [Double]
  var coinGains: [Double]
  var coinStarts: [Double]
  var screen: TickScreen
  var sequence: Int
  var lines: Int
  var nextRefresh: FeedTime?
  var nextSample: FeedTime?
  var samples: [MonitorSample]
  var followed: [Int]
  /// Whether any margin run has followed the first.
  var isRefreshed: Bool
  var pending: PendingMoment
}

extension MarginMonitor {
  /// Where the watch is.
  ///
  /// - Parameters:
  ///   - inputs: the files it rests on.
  ///   - position: how far the feed has been read.
  ///   - written: bytes of events that have been written.
  public func checkpoint(inputs: [InputDigest], position: TickFeed.Position, written: Int)
    -> MonitorCheckpoint
  {
    MonitorCheckpoint(
      inputs: inputs, settings: settings, position: position, written: written,
      bookMarks: bookMarks, settlements: settlements, ratios: marks.ratios, own: marks.own,
      offsets: marks.offsets, values: marks.values,
      fixed: marks.fixed, slopes: marks.slopes,
      equity: marks.equity, collateral: marks.collateral, watches: watches, legGains: legGains,
      legStarts: legStarts, coinGains: coinGains, coinStarts: coinStarts, screen: screen,
      sequence: sequence, lines: lines, nextRefresh: nextRefresh, nextSample: nextSample,
      samples: samples, followed: followed, isRefreshed: isRefreshed,
      pending: pending)
  }

  /// Takes a watch up where it stopped.
  ///
  /// - Throws: an `InputError` when the checkpoint is of other files or settings.
  public mutating func resume(_ checkpoint: MonitorCheckpoint, inputs: [InputDigest])
    throws(InputError)
  {
    guard checkpoint.inputs == inputs, checkpoint.settings == settings else {
      throw .usage(
        "the checkpoint is of another book, rule or settings",
        remedy: "Resume with the same files and flags, or start without --resume.")
    }
    _ = takeEvents()
    settlements = checkpoint.settlements
    base.settle(settlements)
    bookMarks = checkpoint.bookMarks
    isRefreshed = checkpoint.isRefreshed
    pending = checkpoint.pending
    if isRefreshed { try restart(on: markedBook()) }
    routes = []
    marks.restore(checkpoint)
    watches = checkpoint.watches
    (legGains, legStarts) = (checkpoint.legGains, checkpoint.legStarts)
    (coinGains, coinStarts) = (checkpoint.coinGains, checkpoint.coinStarts)
    screen = checkpoint.screen
    (sequence, lines) = (checkpoint.sequence, checkpoint.lines)
    (nextRefresh, nextSample) = (checkpoint.nextRefresh, checkpoint.nextSample)
    (samples, followed) = (checkpoint.samples, checkpoint.followed)
    // Bands are not kept: they follow from the states. Nobody is judged here.
    for account in watches.indices { watches[account].band(settings.alerts, settings.hysteresis) }
  }
}
