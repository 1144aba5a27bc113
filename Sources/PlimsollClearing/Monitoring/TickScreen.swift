internal import Glibc
import PlimsollMarket

/// Decides which ticks are used: never one that is late, backwards, repeated or absurd.
///
/// - Verified by: TickScreenTests.
struct TickScreen: Sendable, Equatable, Codable {
  /// Why a tick is not used.
  enum Reason: String, Sendable, Codable, CaseIterable {
    case malformed, unknown, absurd, stale, repeated
    case outOfOrder = "out-of-order"
  }

  /// What is known of one source of prices.
  struct Source: Sendable, Equatable, Codable {
    var time: FeedTime?
    var price: Double?
    var sequence: Int?
    var fingerprint: UInt64 = 0
    /// A price that waits to be confirmed, and how often it has been.
    var waiting: Double?
    var confirmations = 0
    var isSilent = false
  }

  /// How often something was refused, with the first and the last time.
  struct Count: Sendable, Equatable, Codable {
    var reason: Reason
    var source: String
    var count: Int
    var first: FeedTime?
    var last: FeedTime?
  }

  private(set) var sources: [Source]
  private(set) var counts: [Count] = []
  /// The latest time seen; nil before the first tick.
  private(set) var now: FeedTime?
  private(set) var accepted = 0
  /// A time far ahead that waits to be confirmed, and how often it has been.
  private var ahead: FeedTime?
  private var aheadConfirmations = 0
  /// A clock that jumps by more milliseconds than a day has is not believed at once.
  private static let farthestAhead = 86_400_000
  private let stale: Int
  private let absurd: Double
  private let confirmations: Int

  init(sources count: Int, _ settings: MonitorSettings) {
    sources = [Source](repeating: Source(), count: count)
    stale = 1_000 * settings.stale.seconds
    absurd = settings.absurd
    confirmations = settings.confirmations
  }

  /// Keeps what is known of sources that have other numbers now.
  ///
  /// - Verified by: MarginMonitorTests.
  mutating func renumber(from old: [String], to new: [String]) {
    guard old != new else { return }
    let known = Dictionary(zip(old, sources)) { first, _ in first }
    sources = new.map { known[$0] ?? Source() }
  }

  /// Counts what has no source.
  mutating func refuse(_ reason: Reason, _ name: String, at time: FeedTime?) {
    if let place = counts.firstIndex(where: { $0.reason == reason && $0.source == name }) {
      counts[place].count += 1
      counts[place].last = time ?? counts[place].last
    } else {
      counts.append(Count(reason: reason, source: name, count: 1, first: time, last: time))
    }
  }

  /// Whether a tick's time is so far ahead that it must be confirmed: one wrong clock would make all that
  /// follows look late.
  mutating func isFarAhead(_ time: FeedTime) -> Bool {
    guard let now, time - now > Self.farthestAhead else {
      ahead = nil
      return false
    }
    let isConfirmed = ahead.map { abs(time - $0) <= Self.farthestAhead } ?? false
    aheadConfirmations = isConfirmed ? aheadConfirmations + 1 : 1
    ahead = isConfirmed ? ahead : time
    return aheadConfirmations < confirmations
  }

  /// Lets time go on to that of a tick.
  mutating func advance(to time: FeedTime) {
    if now.map({ time > $0 }) ?? true { now = time }
  }

  /// Whether a tick of a source is used; if not, why.
  ///
  /// - Parameter known: the source's price before its first tick.
  mutating func reason(for tick: FeedTick, source: Int, known: Double) -> Reason? {
    var own = sources[source]
    if let last = own.sequence, let sequence = tick.sequence, sequence <= last {
      return sequence == last ? .repeated : .outOfOrder
    }
    if let time = own.time, tick.time < time { return .outOfOrder }
    if let now, now - tick.time > stale { return .stale }
    guard tick.price > 0, tick.price.isFinite else { return .absurd }
    // Several trades may share a millisecond and a price; the same line twice is the feed's mistake.
    if own.time == tick.time, tick.fingerprint != 0, own.fingerprint == tick.fingerprint {
      return .repeated
    }
    // Before its first tick nothing is known of when the price was.
    if let last = own.time {
      let minutes = max(1, Double(tick.time - last) / 60_000)
      if !isNear(tick.price, own.price ?? known, limit: absurd * minutes.squareRoot()) {
        let isConfirmed = own.waiting.map { isNear(tick.price, $0, limit: absurd) } ?? false
        own.confirmations = isConfirmed ? own.confirmations + 1 : 1
        own.waiting = isConfirmed ? own.waiting : tick.price
        sources[source] = own
        if own.confirmations < confirmations { return .absurd }
      }
    }
    sources[source] = Source(
      time: tick.time, price: tick.price, sequence: tick.sequence ?? own.sequence,
      fingerprint: tick.fingerprint)
    accepted += 1
    return nil
  }

  private func isNear(_ price: Double, _ other: Double, limit: Double) -> Bool {
    abs(log(price / other)) <= log1p(limit)
  }

  /// Sources that have not ticked for longer than `span` since their last tick and have not been told
  /// of; they are then.
  mutating func newlySilent(for span: TimeSpan) -> [Int] {
    guard let now else { return [] }
    var found: [Int] = []
    for place in sources.indices {
      guard let time = sources[place].time, !sources[place].isSilent,
        now - time > 1_000 * span.seconds
      else { continue }
      sources[place].isSilent = true
      found.append(place)
    }
    return found
  }
}
