/// An instant in UTC, in whole seconds since 1970-01-01T00:00:00Z.
///
/// A bare date means the end of that day, 24:00 UTC, as daily closes are dated: `2024-09-30` is
/// the same instant as `2024-10-01T00:00:00Z`, and both print as `2024-09-30`.
///
/// - Source: civil calendar arithmetic after Hinnant (2013), "chrono-compatible low-level date
///   algorithms".
/// - Verified by: TimestampTests.
public struct Timestamp: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int

  private static let day = 86_400

  /// The instant `seconds` after the beginning of 1970, UTC.
  public init(seconds: Int) { self.seconds = seconds }

  /// The instant written in ISO-8601, or nil when the text is none.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes, 0..<bytes.count)
  }

  /// Reads `2024-09-30`, `2024-09-30T08:00Z`, `2024-09-30 08:00:00.000+00:00` and the like; a time
  /// without zone is UTC, fractions of a second are dropped.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var reader = DigitReader(bytes, range)
    guard let year = reader.number(digits: 4), reader.skip("-"),
      let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2), (1...12).contains(month),
      day >= 1, day <= Timestamp.daysInMonth(year, month)
    else { return nil }
    let midnight = Timestamp.daysSince1970(year, month, day) * Timestamp.day
    if reader.isAtEnd {
      self.init(seconds: midnight + Timestamp.day)
      return
    }
    guard reader.skip("T") || reader.skip(" "), let hour = reader.number(digits: 2),
      reader.skip(":"), let minute = reader.number(digits: 2), hour <= 24, minute < 60
    else { return nil }
    var second = 0
    if reader.skip(":") {
      guard let value = reader.number(digits: 2), value < 60 else { return nil }
      second = value
      if reader.skip(".") { guard reader.skipDigits() else { return nil } }
    }
    guard hour < 24 || (minute == 0 && second == 0), let offset = reader.zoneOffset(),
      reader.isAtEnd
    else { return nil }
    self.init(seconds: midnight + hour * 3600 + minute * 60 + second - offset)
  }

  private static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }
}

extension Timestamp: Comparable {
  /// Earlier comes first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// The time from `start` to `end`.
  public static func - (end: Timestamp, start: Timestamp) -> TimeSpan {
    TimeSpan(seconds: end.seconds - start.seconds)
  }

  /// The instant a span before.
  public static func - (end: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(seconds: end.seconds - span.seconds)
  }

  /// The instant a span later.
  public static func + (start: Timestamp, span: TimeSpan) -> Timestamp {
    Timestamp(seconds: start.seconds + span.seconds)
  }
}

extension Timestamp: CustomStringConvertible {
  /// The date when it is the end of a day, else the full time: text that reads back to the same.
  public var description: String { isEndOfDay ? Self.date(wholeDays - 1) : fullText }

  /// The text of one of several times that are `step` apart: dates when that is whole days, else full
  /// times, midnight as that of the day that begins.
  public func text(step: TimeSpan) -> String {
    step.seconds % Timestamp.day == 0 ? description : fullText
  }

  private var wholeDays: Int {
    Int((Double(seconds) / Double(Timestamp.day)).rounded(.down))
  }

  private var isEndOfDay: Bool { seconds == wholeDays * Timestamp.day }

  private var fullText: String {
    let second = seconds - wholeDays * Timestamp.day
    let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    return Self.date(wholeDays) + "T" + clock.joined(separator: ":") + "Z"
  }

  private static func date(_ days: Int) -> String {
    let (year, month, day) = Timestamp.civil(days)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Timestamp: Codable {
  /// Reads ISO-8601 text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let time = Timestamp(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not a time"))
    }
    self = time
  }

  /// Writes ISO-8601 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Reads fixed-width numbers and separators from bytes.
private struct DigitReader {
  private let bytes: [UInt8]
  private var index: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { index == end }

  mutating func number(digits: Int) -> Int? {
    guard end - index >= digits else { return nil }
    var value = 0
    for position in index..<(index + digits) {
      guard bytes[position] >= 48, bytes[position] <= 57 else { return nil }
      value = value * 10 + Int(bytes[position] - 48)
    }
    index += digits
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard index < end, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func skipDigits() -> Bool {
    let start = index
    while index < end, bytes[index] >= 48, bytes[index] <= 57 { index += 1 }
    return index > start
  }

  /// Seconds east of UTC of a zone designator; no designator is UTC.
  mutating func zoneOffset() -> Int? {
    if isAtEnd || skip("Z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2) else { return nil }
    _ = skip(":")
    guard let minutes = isAtEnd ? 0 : number(digits: 2), hours < 24, minutes < 60 else {
      return nil
    }
    return sign * (hours * 3600 + minutes * 60)
  }
}
