internal import PlimsollNumerics

extension RawSVI {
  /// Where total variance rises least from an earlier slice to this one within `range`, and by how
  /// much; negative where a calendar spread costs less than nothing.
  ///
  /// Scanned where either slice bends, then refined.
  ///
  /// - Complexity: 800 evaluations of each slice and a few tens more.
  /// - Source: Gatheral and Jacquier (2014), lemma 2.1.
  public func leastRise(
    after earlier: RawSVI, in range: ClosedRange<Double>
  ) -> (k: Double, value: Double) {
    func rise(_ k: Double) -> Double { totalVariance(k) - earlier.totalVariance(k) }
    let points =
      (Self.scan(range, around: m, width: sigma)
      + Self.scan(range, around: earlier.m, width: earlier.sigma)).sorted()
    let values = points.map(rise)
    var best = 0
    for index in values.indices where !(values[index] >= values[best]) { best = index }
    let (low, high) = (points[max(0, best - 1)], points[min(points.count - 1, best + 1)])
    guard low < high else { return (points[best], values[best]) }
    let refined = BrentMinimiser(tolerance: 1e-10).minimise(in: low...high, rise)
    return refined.value < values[best]
      ? (refined.argument, refined.value) : (points[best], values[best])
  }

  /// Whether total variance lies nowhere below that of an `earlier` slice: on a range of
  /// log-moneyness beyond any strike, and beyond it because neither wing is flatter.
  public func isFreeOfCalendarArbitrage(after earlier: RawSVI) -> Bool {
    leftSlope >= earlier.leftSlope && rightSlope >= earlier.rightSlope
      && leastRise(after: earlier, in: Self.searched).value >= 0
  }
}
