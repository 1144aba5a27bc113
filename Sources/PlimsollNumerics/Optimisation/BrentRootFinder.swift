/// A root of a continuous function of one variable, without derivatives.
public struct BrentRootFinder: Sendable {
  /// The absolute accuracy of the root, beside a few units in its last place.
  public let tolerance: Double
  /// The most evaluations after the two ends.
  public let maximumIterations: Int

  /// A search with this accuracy and budget.
  ///
  /// - Parameters:
  ///   - tolerance: zero or more, in the units of the argument.
  ///   - maximumIterations: zero or more.
  /// - Verified by: BrentRootFinderTests.
  public init(tolerance: Double = 1e-12, maximumIterations: Int = 200) {
    precondition(tolerance >= 0, "the tolerance must not be negative")
    precondition(maximumIterations >= 0, "the number of iterations must not be negative")
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// A point of a range where the function changes sign.
  ///
  /// Edge cases: an end with value zero is returned at once; `nil` when the ends have the same sign
  /// or one is NaN; a pole that changes sign is taken for a root.
  ///
  /// - Parameters:
  ///   - range: finite.
  ///   - f: the function.
  /// - Returns: a root, or `nil` when there is no sign change.
  /// - Complexity: one evaluation an iteration; 5 to 15 as a rule.
  /// - Source: Brent (1973), chapter 4, `zero`.
  /// - Verified by: BrentRootFinderTests.
  public func root(
    in range: ClosedRange<Double>, _ f: (Double) throws -> Double
  ) rethrows -> Double? {
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite, "the range must be finite")
    var a = range.lowerBound
    var b = range.upperBound
    var fa = try f(a)
    if fa == 0 { return a }
    var fb = try f(b)
    if fb == 0 { return b }
    guard (fa < 0 && fb > 0) || (fa > 0 && fb < 0) else { return nil }
    var c = a
    var fc = fa
    var step = b - a
    var stepBeforeLast = step
    for _ in 0..<maximumIterations {
      if (fb > 0) == (fc > 0) {
        c = a
        fc = fa
        step = b - a
        stepBeforeLast = step
      }
      if abs(fc) < abs(fb) {
        (a, b, c) = (b, c, b)
        (fa, fb, fc) = (fb, fc, fb)
      }
      let near = b.ulp + 0.5 * tolerance
      let half = 0.5 * (c - b)
      if abs(half) <= near || fb == 0 { return b }
      var isBisection = true
      if abs(stepBeforeLast) >= near && abs(fa) > abs(fb) {
        let s = fb / fa
        var p: Double
        var q: Double
        if a == c {
          p = 2 * half * s
          q = 1 - s
        } else {
          let r = fb / fc
          let t = fa / fc
          p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
          q = (t - 1) * (r - 1) * (s - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if 2 * p < min(3 * half * q - abs(near * q), abs(stepBeforeLast * q)) {
          stepBeforeLast = step
          step = p / q
          isBisection = false
        }
      }
      if isBisection {
        step = half
        stepBeforeLast = half
      }
      a = b
      fa = fb
      b += abs(step) > near ? step : half > 0 ? near : -near
      fb = try f(b)
    }
    return b
  }
}
