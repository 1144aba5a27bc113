/// A straight map from values to positions on the page.
struct AxisScale {
  /// The values at the two ends; `low` < `high`.
  let low: Double
  let high: Double
  private let start: Double
  private let end: Double

  /// How a range without width is widened.
  enum Widening {
    case bothWays, upwards
  }

  /// - Parameter values: what must be seen; finite.
  /// - Parameter start: position of the least value; `end` is that of the greatest.
  init(
    showing values: [Double], from start: Double, to end: Double, widening: Widening = .bothWays
  ) {
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    precondition(low.isFinite && high.isFinite, "a chart shows finite numbers only")
    let size = max(low.magnitude, high.magnitude)
    if high - low <= size * 1e-9 {
      let room = size > 0 ? size / 2 : 1
      if widening == .bothWays { low -= room }
      high += room
    }
    self.low = low
    self.high = high
    self.start = start
    self.end = end
  }

  /// Where a value is drawn; beyond the ends, the nearer end.
  func position(_ value: Double) -> Double {
    let share = (min(max(value, low), high) - low) / (high - low)
    return start + share * (end - start)
  }

  /// Round numbers whose labels, in the font of ticks, do not touch along a horizontal axis.
  func horizontalTicks() -> [Double] {
    for count in stride(from: 9, to: 2, by: -1) {
      let ticks = AxisTicks.values(from: low, to: high, atMost: count)
      let room = (end - start) / Double(max(ticks.count, 1))
      let widest = ticks.map { TextStyle.tick.width(of: AxisScale.label($0)) }.max() ?? 0
      if widest + 14 <= room { return ticks }
    }
    return AxisTicks.values(from: low, to: high, atMost: 2)
  }

  /// A tick's label, such as `-1.2M`.
  static func label(_ value: Double) -> String {
    NumberText.compact(value, significantDigits: nil)
  }
}
