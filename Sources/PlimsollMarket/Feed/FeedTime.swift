/// An instant in UTC, in whole milliseconds since 1970-01-01T00:00:00Z: the clock of a feed.
///
/// - Verified by: TickFeedTests.
public struct FeedTime: Sendable, Hashable, Comparable, Codable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int

  /// The instant `milliseconds` after the beginning of 1970, UTC.
  public init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// An instant in whole seconds.
  public init(_ time: Timestamp) { self.init(milliseconds: 1_000 * time.seconds) }

  /// The second it is in.
  public var second: Timestamp {
    Timestamp(seconds: milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000)
  }

  /// Earlier comes first.
  public static func < (left: FeedTime, right: FeedTime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The time from `start` to `end` in milliseconds.
  public static func - (end: FeedTime, start: FeedTime) -> Int {
    end.milliseconds - start.milliseconds
  }

  /// Milliseconds later.
  public static func + (start: FeedTime, milliseconds: Int) -> FeedTime {
    FeedTime(milliseconds: start.milliseconds + milliseconds)
  }

  /// Numbers above this are milliseconds since 1970, others seconds: 5138 or 1973 would be the year.
  private static let leastMilliseconds = 100_000_000_000

  /// Reads ISO-8601 as `Timestamp` does, with up to milliseconds kept, or a whole number of seconds or
  /// milliseconds since 1970.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    guard range.count >= 8 else { return nil }
    if !bytes[range].contains(UInt8(ascii: "-")) {
      var number = 0
      for place in range {
        let digit = bytes[place] &- 48
        guard digit <= 9, number < Int.max / 100 else { return nil }
        number = 10 * number + Int(digit)
      }
      self.init(milliseconds: number >= Self.leastMilliseconds ? number : 1_000 * number)
      return
    }
    guard let time = Timestamp(bytes, range) else { return nil }
    var fraction = 0
    if let point = bytes[range].firstIndex(of: UInt8(ascii: ".")) {
      var unit = 100
      for place in (point + 1)..<range.upperBound {
        let digit = bytes[place] &- 48
        guard digit <= 9 else { break }
        fraction += unit * Int(digit)
        unit /= 10
      }
    }
    self.init(milliseconds: 1_000 * time.seconds + fraction)
  }
}

extension FeedTime: CustomStringConvertible {
  /// ISO-8601 in full, with milliseconds where there are any.
  public var description: String {
    let second = second
    let fraction = milliseconds - 1_000 * second.seconds
    var time = String(second.description.dropLast())
    if !second.description.contains("T") {
      // A bare date is the end of that day, the same instant as the beginning of the next.
      time = String(Timestamp(seconds: second.seconds + 1).description.prefix(11)) + "00:00:00"
    }
    guard fraction > 0 else { return time + "Z" }
    let digits = String(fraction)
    return time + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }
}
