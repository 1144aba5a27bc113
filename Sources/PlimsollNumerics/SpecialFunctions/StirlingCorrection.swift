internal import Glibc

extension SpecialFunctions {
  /// What Stirling's formula leaves out: `ln Γ(x) - (x - ½) ln x + x - ½ ln 2π`.
  ///
  /// Below 10 the argument is moved up by `δ(x) = δ(x + 1) + (x + ½) ln(1 + 1/x) - 1`, whose terms
  /// are small, so the absolute error stays near 1e-16 where the definition would lose digits.
  ///
  /// - Parameter x: positive and finite.
  /// - Returns: the correction, about `1 / (12 x)`.
  /// - Complexity: O(1), at most ten logarithms.
  /// - Source: Loader (2000), "Fast and accurate computation of binomial probabilities".
  /// - Verified by: LogBetaTests, IncompleteBetaTests.
  static func stirlingCorrection(_ x: Double) -> Double {
    var shifted = x
    var correction = 0.0
    while shifted < 10 {
      correction += (shifted + 0.5) * log1p(1 / shifted) - 1
      shifted += 1
    }
    let r = 1 / (shifted * shifted)
    let tail = -691.0 / 360360 + r * (1.0 / 156)
    let series =
      1.0 / 12 + r
      * (-1.0 / 360 + r * (1.0 / 1260 + r * (-1.0 / 1680 + r * (1.0 / 1188 + r * tail))))
    return correction + series / shifted
  }
}
