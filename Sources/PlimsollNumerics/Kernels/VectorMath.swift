internal import CPlimsollKernels

/// Loops over contiguous doubles: the same input gives the same bits whatever the processor, the
/// number of threads or the way the work is cut, as only single IEEE operations are used, in a fixed
/// order and none of them fused.
///
/// - Verified by: VectorMathTests, VectorPathTests.
public enum VectorMath {
  /// Adds a multiple of one run of values to another: `y[at + i] += alpha * x[from + i]`.
  ///
  /// - Parameters:
  ///   - y: the values added to.
  ///   - at: the first index in y.
  ///   - alpha: the multiple.
  ///   - x: the values added.
  ///   - from: the first index in x.
  ///   - count: how many values; both runs must lie inside their arrays.
  /// - Complexity: O(count).
  public static func addProduct(
    _ y: inout [Double], at: Int, _ alpha: Double, _ x: [Double], from: Int, count: Int
  ) {
    requireRun(at: at, count: count, in: y)
    requireRun(at: from, count: count, in: x)
    y.withUnsafeMutableBufferPointer { target in
      x.withUnsafeBufferPointer { source in
        guard let target = target.baseAddress, let source = source.baseAddress else { return }
        plimsoll_add_product(target + at, alpha, source + from, Int64(count))
      }
    }
  }

  /// Multiplies a run of values by the first of another: `y[at + i] *= x[i]`.
  ///
  /// - Complexity: O(count).
  public static func multiply(_ y: inout [Double], at: Int, by x: [Double], count: Int) {
    requireRun(at: at, count: count, in: y)
    requireRun(at: 0, count: count, in: x)
    y.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      plimsoll_multiply(target + at, x, Int64(count))
    }
  }

  /// Writes y = eˣ - 1 for the first `count` values: the simple returns of logarithmic ones.
  ///
  /// Edge cases: accurate near zero, where 0 gives 0; never below -1; infinity above 709.78; NaN
  /// stays NaN.
  ///
  /// - Complexity: O(n), without branches.
  /// - Source: Cody and Waite (1980), "Software Manual for the Elementary Functions", chapter 6, for
  ///   the reduction; a polynomial of degree 9 from `Scripts/make-kernel-tables`. Within two and a
  ///   half units in the last place.
  /// - Verified by: ExpMinusOneTests.
  public static func expMinusOne(_ x: [Double], into y: inout [Double], count: Int) {
    requireRun(at: 0, count: count, in: x)
    requireRun(at: 0, count: count, in: y)
    plimsoll_exp_minus_one(x, &y, Int64(count))
  }

  /// Replaces each value x of a stretch by the normal probability P(X <= x).
  ///
  /// Made for revaluing options: within 1e-15 absolutely. In the lower tail that leaves 1e-11
  /// relatively at -5 and 5e-9 at -9.5, where it stops falling at 1.05e-21; for the digits of tails
  /// use `NormalDistribution.cumulative`. NaN stays NaN.
  ///
  /// - Complexity: O(n), without branches.
  /// - Source: a table of polynomials of degree 7 from `Scripts/make-kernel-tables`.
  /// - Verified by: NormalCumulativesTests.
  public static func normalCumulatives(_ x: inout [Double], range: Range<Int>) {
    requireRun(at: range.lowerBound, count: range.count, in: x)
    x.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      plimsoll_normal_probability(start + range.lowerBound, Int64(range.count))
    }
  }

  static func requireRun(at start: Int, count: Int, in values: [Double]) {
    precondition(
      start >= 0 && count >= 0 && count <= values.count - start, "the run leaves the array")
  }
}
