import Plimsoll

/// Times for people: `1.31 ns`, `34.5 µs`, `0.25 s`.
enum TimeText {
  private static let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]

  /// Three significant digits in the largest unit that leaves at least one before the point.
  static func of(_ seconds: Double) -> String {
    let unit = units.first { seconds >= $0.0 } ?? (1e-9, "ns")
    return "\(NumberText.plain(seconds / unit.0, significantDigits: 3)) \(unit.1)"
  }
}
