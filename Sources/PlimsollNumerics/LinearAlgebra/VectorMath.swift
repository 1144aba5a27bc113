/// Loops over contiguous doubles in a fixed order: the same input gives the same bits whatever the
/// processor, the number of threads or the way the work is cut, as only single IEEE operations are
/// used and none are fused.
///
/// - Verified by: VectorMathTests.
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
    precondition(at >= 0 && count >= 0 && count <= y.count - at, "the run leaves y")
    precondition(from >= 0 && count <= x.count - from, "the run leaves x")
    y.withUnsafeMutableBufferPointer { target in
      x.withUnsafeBufferPointer { source in
        for i in 0..<count { target[at &+ i] += alpha * source[from &+ i] }
      }
    }
  }

  /// The sum, in eight lanes over blocks of at most 1,024 values, the blocks added pairwise.
  ///
  /// The rounding error grows with the logarithm of the number of values.
  ///
  /// - Complexity: O(n).
  /// - Source: Higham (1993), "The accuracy of floating point summation", SIAM J. Sci. Comput. 14.
  public static func sum(_ x: [Double]) -> Double {
    x.withUnsafeBufferPointer { pairwise($0, 0, $0.count) }
  }

  /// The sum of `count` values from `start`.
  private static func pairwise(
    _ x: UnsafeBufferPointer<Double>, _ start: Int, _ count: Int
  ) -> Double {
    if count <= 1024 { return lanes(x, start, count) }
    let half = count / 2 / 8 * 8
    return pairwise(x, start, half) + pairwise(x, start + half, count - half)
  }

  /// The sum of a block: value i goes to lane i modulo 8, lanes are added as a tree.
  private static func lanes(
    _ x: UnsafeBufferPointer<Double>, _ start: Int, _ count: Int
  ) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    let whole = count / 8 * 8
    var i = start
    while i < start &+ whole {
      lanes += SIMD8(
        x[i], x[i &+ 1], x[i &+ 2], x[i &+ 3], x[i &+ 4], x[i &+ 5], x[i &+ 6], x[i &+ 7])
      i &+= 8
    }
    for lane in 0..<(count - whole) { lanes[lane] += x[i + lane] }
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
