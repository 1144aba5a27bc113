internal import Glibc
internal import PlimsollNumerics

extension RawSVI {
  /// The largest slope a wing may have: beyond it, moments exist that no price process has.
  ///
  /// - Source: Lee (2004), "The moment formula for implied volatility at extreme strikes",
  ///   Mathematical Finance 14.
  public static let largestWingSlope = 2.0

  /// Durrleman's function: negative where a butterfly of options around `k` costs less than nothing.
  ///
  /// - Source: Durrleman (2003); Gatheral and Jacquier (2014), lemma 2.2.
  /// - Verified by: RawSVITests, and ReferenceTests (pricing-svi-raw).
  public func durrleman(_ k: Double) -> Double {
    let (w, first) = (totalVariance(k), slope(k))
    let inner = 1 - 0.5 * k * first / w
    return inner * inner - 0.25 * first * first * (1 / w + 0.25) + 0.5 * convexity(k)
  }

  /// The risk-neutral density of the log of the price at expiry over the forward.
  public func density(_ k: Double) -> Double {
    let w = totalVariance(k)
    let d2 = -k / w.squareRoot() - 0.5 * w.squareRoot()
    return durrleman(k) * NormalDistribution.density(d2) / w.squareRoot()
  }

  /// Where Durrleman's function is least within `range`, and its value there.
  ///
  /// Scanned at points that lie closest where the slice bends, then refined.
  ///
  /// - Complexity: 400 evaluations and a few tens more.
  public func leastDurrleman(in range: ClosedRange<Double>) -> (k: Double, value: Double) {
    let points = Self.scan(range, around: m, width: sigma)
    let values = points.map(durrleman)
    var best = 0
    for index in values.indices where !(values[index] >= values[best]) { best = index }
    let (low, high) = (points[max(0, best - 1)], points[min(points.count - 1, best + 1)])
    let refined = BrentMinimiser(tolerance: 1e-10).minimise(in: low...high, durrleman)
    return refined.value < values[best]
      ? (refined.argument, refined.value) : (points[best], values[best])
  }

  /// Points of `range` spaced as sinh of equal steps: dense within `width` of `centre`.
  static func scan(_ range: ClosedRange<Double>, around centre: Double, width: Double) -> [Double] {
    let count = 400
    let low = asinh((range.lowerBound - centre) / width)
    let high = asinh((range.upperBound - centre) / width)
    var points = (0...count).map { place in
      centre + width * sinh(low + (high - low) * Double(place) / Double(count))
    }
    // Rounding of sinh must not move the ends.
    points[0] = range.lowerBound
    points[count] = range.upperBound
    return points
  }

  /// The range of log-moneyness on which a slice is searched; further out Lee's bound decides.
  static let searched = -20.0...20.0

  /// Whether no butterfly and no wing can be bought for less than nothing: total variance is
  /// positive, Durrleman's function is not negative, and no wing is steeper than Lee's bound.
  public var isFreeOfButterflyArbitrage: Bool {
    minimumTotalVariance > 0 && max(leftSlope, rightSlope) <= Self.largestWingSlope
      && leastDurrleman(in: Self.searched).value >= 0
  }
}
