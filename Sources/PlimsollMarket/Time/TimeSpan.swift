/// A length of time: a horizon, a bar, a window.
///
/// Written as a whole number and a unit: `8h`, `2d`, `1w`, `30m`.
///
/// - Verified by: TimeSpanTests.
public struct TimeSpan: Sendable, Hashable, Comparable {
  /// The length in seconds.
  public let seconds: Int

  /// One day.
  public static let day = TimeSpan(seconds: 86_400)

  /// A span of `seconds`.
  public init(seconds: Int) { self.seconds = seconds }

  /// A span of whole days.
  public static func days(_ count: Int) -> TimeSpan { TimeSpan(seconds: count * day.seconds) }

  /// A number of hours.
  public static func hours(_ count: Int) -> TimeSpan { TimeSpan(seconds: count * 3_600) }

  private static let units: [(Character, Int)] = [
    ("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// The span written as `2d`, `8h`, `1w`, `30m` or `10s`; nil for anything else or a span of zero.
  public init?(_ text: String) {
    guard let unit = text.last, let factor = TimeSpan.units.first(where: { $0.0 == unit })?.1,
      let count = Int(text.dropLast()), count > 0, count <= Int(Int32.max),
      count * factor <= Int(Int32.max) * TimeSpan.day.seconds
    else { return nil }
    self.init(seconds: count * factor)
  }

  /// The shorter span comes first.
  public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.seconds < right.seconds }

  /// The length in days, as a fraction.
  public var days: Double { Double(seconds) / Double(TimeSpan.day.seconds) }

  /// How many bars of length `bar` the span holds.
  ///
  /// - Throws: an `InputError` of kind `.usage` when that is not a whole number.
  public func bars(of bar: TimeSpan) throws(InputError) -> Int {
    guard bar.seconds > 0, seconds > 0, seconds % bar.seconds == 0 else {
      throw .usage(
        "a horizon of \(self) is not a whole number of bars of \(bar)",
        remedy: "Give a multiple of \(bar), or prices with shorter bars.")
    }
    return seconds / bar.seconds
  }
}

/// From the last good margin call until the close-out is complete.
public typealias MarginPeriodOfRisk = TimeSpan

extension TimeSpan: CustomStringConvertible {
  /// In the largest of days, hours, minutes and seconds that divides it.
  public var description: String {
    for (unit, factor) in TimeSpan.units where unit != "w" && seconds % factor == 0 {
      return "\(seconds / factor)\(unit)"
    }
    return "\(seconds)s"
  }
}

extension TimeSpan: Codable {
  /// Reads text such as `2d`.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let span = TimeSpan(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not a span"))
    }
    self = span
  }

  /// Writes text such as `2d`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
