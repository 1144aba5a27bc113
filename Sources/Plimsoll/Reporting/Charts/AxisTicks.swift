/// Round numbers along an axis.
///
/// - Verified by: AxisTicksTests.
enum AxisTicks {
  /// The multiples of 1, 2 or 5 × 10ⁿ in a range, at most `count` of them.
  ///
  /// - Parameter count: at least 2; the step is the smallest that keeps within it.
  static func values(from low: Double, to high: Double, atMost count: Int) -> [Double] {
    guard high > low else { return [low] }
    let span = high - low
    var exponent = DecimalDigits(span / Double(max(count, 2))).point - 2
    while true {
      let unit = Double("1e\(exponent)") ?? span
      for mantissa in [1.0, 2.0, 5.0] {
        let first = (low / (mantissa * unit) - 1e-9).rounded(.up)
        let last = (high / (mantissa * unit) + 1e-9).rounded(.down)
        guard last - first < Double(max(count, 2)), first.magnitude < 1e15 else { continue }
        return stride(from: first, through: last, by: 1).map { index in
          Double("\(Int(index * mantissa))e\(exponent)") ?? 0
        }
      }
      exponent += 1
    }
  }

  /// Ticks for an axis that starts at zero and rises as a square root: round numbers that keep
  /// `gap` apart once their roots are taken, from the top down, and zero.
  ///
  /// - Parameter gap: as a share of the axis, such as 0.1.
  static func squareRootValues(upTo high: Double, gap: Double) -> [Double] {
    guard high > 0 else { return [0] }
    var kept: [Double] = []
    var lowest = 1 + gap
    let magnitude = DecimalDigits(high).point
    for exponent in stride(from: magnitude, through: magnitude - 6, by: -1) {
      for mantissa in [5, 2, 1] {
        let value = Double("\(mantissa)e\(exponent)") ?? 0
        let place = (value / high).squareRoot()
        guard place <= 1, lowest - place >= gap, place >= gap else { continue }
        kept.append(value)
        lowest = place
      }
    }
    return [0] + kept.reversed()
  }
}
