/// A histogram that grows with its values: bins as wide as a power of two, the narrowest for which
/// all values fit into `mostBins`.
///
/// Two neighbouring bins make one of twice the width without a value in doubt, so a histogram of two
/// samples is the sum of theirs, and depends on the values alone and not on their order.
///
/// - Verified by: PnLHistogramTests.
struct BinaryHistogram: Sendable, Equatable, Codable {
  private(set) var counts: [Int] = []
  /// The number of the first bin; bin b holds b × width ..< (b + 1) × width.
  private(set) var first = 0
  private(set) var exponent = 0
  private(set) var smallest = Double.infinity
  private(set) var largest = -Double.infinity

  static let mostBins = 160
  /// Bins are no narrower than this part of the values' size, so that their numbers stay exact.
  private static let precision = 1e-12

  /// Sorts values in; one beyond `largestSize` counts as that.
  mutating func add(_ values: ArraySlice<Double>) {
    guard !values.isEmpty else { return }
    var (low, high) = (smallest, largest)
    for value in values {
      low = min(low, value)
      high = max(high, value)
    }
    cover(Self.bounded(low), Self.bounded(high))
    let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
    for value in values {
      counts[Int((Self.bounded(value) * scale).rounded(.down)) - first] += 1
    }
  }

  private static let largestSize = 1e300
  private static let smallestSize = 1e-250

  private static func bounded(_ value: Double) -> Double {
    min(max(value, -largestSize), largestSize)
  }

  /// Adds the counts of another histogram.
  mutating func add(_ other: BinaryHistogram) {
    guard !other.counts.isEmpty else { return }
    var other = other
    cover(min(smallest, other.smallest), max(largest, other.largest))
    other.cover(smallest, largest)
    for bin in counts.indices { counts[bin] += other.counts[bin] }
  }

  /// Makes the bins those of values from `low` to `high`.
  private mutating func cover(_ low: Double, _ high: Double) {
    let size = max(high - low, Self.precision * max(abs(low), abs(high)), Self.smallestSize)
    var exponent = Int(size.exponent) - 8
    func bin(_ value: Double) -> Int {
      Int((value * Double(sign: .plus, exponent: -exponent, significand: 1)).rounded(.down))
    }
    while bin(high) - bin(low) >= Self.mostBins { exponent += 1 }
    let newFirst = bin(low)
    var wider = [Int](repeating: 0, count: bin(high) - newFirst + 1)
    for (index, count) in counts.enumerated() where count > 0 {
      wider[((first + index) >> (exponent - self.exponent)) - newFirst] += count
    }
    (counts, first, self.exponent) = (wider, newFirst, exponent)
    // A sum with 0, so that whether an end is 0 or -0 does not depend on the order.
    (smallest, largest) = (low + 0, high + 0)
  }
}
