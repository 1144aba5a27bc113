internal import PlimsollMarket

/// Places along a time axis: the beginnings of years, months, days, hours or minutes, as many as have
/// room.
///
/// - Verified by: TimeTicksTests.
enum TimeTicks {
  /// Ticks from `first` to `last`, at most `count`, oldest first.
  ///
  /// - Parameter count: at least 2.
  static func values(from first: Timestamp, to last: Timestamp, atMost count: Int) -> [(
    time: Timestamp, label: String
  )] {
    for unit in Unit.allCases.reversed() {
      let starts = unit.starts(from: first, to: last)
      if starts.count >= 2, starts.count <= count { return starts }
    }
    // So many years that only some can be labelled.
    let years = Unit.years(1).starts(from: first, to: last)
    guard years.count > count else { return [(first, first.description)] }
    let step = (years.count + count - 1) / count
    return years.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }

  /// What ticks are apart.
  private enum Unit: CaseIterable {
    case years(Int)
    case months(Int)
    case days(Int)
    case minutes(Int)

    static var allCases: [Unit] {
      [
        .years(1), .months(6), .months(3), .months(1), .days(7), .days(1), .minutes(720),
        .minutes(360), .minutes(180), .minutes(60), .minutes(30), .minutes(10), .minutes(5),
        .minutes(1),
      ]
    }

    /// Beginnings within a span, with their labels.
    func starts(from first: Timestamp, to last: Timestamp) -> [(time: Timestamp, label: String)] {
      switch self {
      case .years(let step):
        return months(from: first, to: last, step: 12 * step) { String($0.prefix(4)) }
      case .months(let step):
        return months(from: first, to: last, step: step) { String($0.prefix(7)) }
      case .days(let step):
        return multiples(of: step * TimeSpan.day.seconds, from: first, to: last).map {
          ($0, TimeTicks.date($0))
        }
      case .minutes(let step):
        guard (last - first).seconds < 2 * TimeSpan.day.seconds else { return [] }
        return multiples(of: step * 60, from: first, to: last).map { ($0, TimeTicks.clock($0)) }
      }
    }

    private func multiples(of length: Int, from first: Timestamp, to last: Timestamp)
      -> [Timestamp]
    {
      let begin = (first.seconds + length - 1) / length * length
      guard last.seconds >= begin, (last.seconds - begin) / length < 100 else { return [] }
      return stride(from: begin, through: last.seconds, by: length).map(Timestamp.init(seconds:))
    }

    /// Firsts of months, every `step` counted from January.
    private func months(
      from first: Timestamp, to last: Timestamp, step: Int, label: (String) -> String
    ) -> [(time: Timestamp, label: String)] {
      let digits = TimeTicks.date(first).split(separator: "-").compactMap { Int($0) }
      guard digits.count == 3 else { return [] }
      var month = digits[0] * 12 + digits[1] - 1
      var found: [(Timestamp, String)] = []
      while let start = TimeTicks.start(ofMonth: month), start <= last, found.count < 400 {
        if start >= first, month % step == 0 {
          found.append((start, label(TimeTicks.date(start))))
        }
        month += 1
      }
      return found
    }
  }

  /// The date that begins or runs at a time, such as `2024-01-01`.
  private static func date(_ time: Timestamp) -> String {
    // The end of a day prints as that day; a second later it is the next one.
    String(Timestamp(seconds: time.seconds + 1).description.prefix(10))
  }

  /// The time of day, such as `14:30`; at midnight the date that begins.
  private static func clock(_ time: Timestamp) -> String {
    let second = time.seconds - TimeSpan.day.seconds * (time.seconds / TimeSpan.day.seconds)
    guard second != 0 else { return date(time) }
    return String(time.description.dropFirst(11).prefix(5))
  }

  private static func start(ofMonth month: Int) -> Timestamp? {
    let number = month % 12 + 1
    return Timestamp("\(month / 12)-\(number < 10 ? "0" : "")\(number)-01T00:00:00Z")
  }
}
