internal import Glibc

extension SpecialFunctions {
  /// The deviance `x ln(x / mean) + mean - x`, without cancellation where `x` is near `mean`.
  ///
  /// - Parameters:
  ///   - x: positive.
  ///   - mean: positive.
  ///   - excess: `mean - x`, which the caller may know more exactly than the difference of the two.
  /// - Returns: the deviance, zero or more.
  /// - Complexity: O(1); a series of at most about ten terms near the mean.
  /// - Source: Loader (2000), `bd0`.
  /// - Verified by: IncompleteBetaTests, IncompleteGammaTests.
  static func saddlePointDeviance(_ x: Double, mean: Double, excess: Double) -> Double {
    guard abs(excess) < 0.1 * (x + mean) else {
      let ratio = x / mean
      return x * (ratio.isFinite ? log(ratio) : log(x) - log(mean)) + excess
    }
    let v = -excess / (x + mean)
    let square = v * v
    var sum = -excess * v
    var term = 2 * x * v
    var order = 3.0
    while true {
      term *= square
      let next = sum + term / order
      if next == sum || next.isNaN { return next }
      sum = next
      order += 2
    }
  }
}
