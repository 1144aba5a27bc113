/// How long ticks took, in nanoseconds, to within a sixteenth.
///
/// - Verified by: TickLatenciesTests.
public struct TickLatencies: Sendable {
  private var counts = [Int](repeating: 0, count: 64 * 16)
  /// How many.
  public private(set) var count = 0
  /// The longest.
  public private(set) var longest = 0

  /// None yet.
  public init() {}

  /// Counts one.
  public mutating func add(_ nanoseconds: Int) {
    count += 1
    longest = max(longest, nanoseconds)
    counts[Self.bin(max(0, nanoseconds))] += 1
  }

  /// What that part of all ticks took no longer than; zero without ticks.
  public func quantile(_ part: Double) -> Int {
    let wanted = Int((part * Double(count)).rounded(.up))
    var seen = 0
    for (bin, held) in counts.enumerated() {
      seen += held
      if held > 0, seen >= wanted { return min(longest, Self.upperEnd(bin)) }
    }
    return 0
  }

  /// Sixteen bins for each power of two.
  private static func bin(_ value: Int) -> Int {
    guard value >= 16 else { return value }
    let power = Int.bitWidth - 1 - value.leadingZeroBitCount
    return 16 * (power - 3) + (value >> (power - 4)) - 16
  }

  private static func upperEnd(_ bin: Int) -> Int {
    guard bin >= 16 else { return bin }
    let power = bin / 16 + 3
    return ((bin % 16 + 17) << (power - 4)) &- 1
  }
}
