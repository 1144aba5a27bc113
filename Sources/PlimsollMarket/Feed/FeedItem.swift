/// What a feed says next.
public enum FeedItem: Sendable, Equatable {
  /// A price.
  case tick(FeedTick)
  /// A line that is no tick.
  case malformed
}

/// One price of one name.
public struct FeedTick: Sendable, Equatable {
  /// The number of its name among those the feed has mentioned.
  public var name: Int
  /// When it was.
  public var time: FeedTime
  /// As written: not NaN, but it may be zero, negative or absurd.
  public var price: Double
  /// Its number in the venue's own count; nil when the feed gives none.
  public var sequence: Int?
  /// A hash of the whole line it was on, by which one that comes twice is known; zero for none.
  public var fingerprint: UInt64

  /// A price.
  public init(
    name: Int, time: FeedTime, price: Double, sequence: Int? = nil, fingerprint: UInt64 = 0
  ) {
    self.fingerprint = fingerprint
    self.name = name
    self.time = time
    self.price = price
    self.sequence = sequence
  }
}
