internal import CPlimsollKernels
internal import Glibc

/// A smooth function tabulated: polynomials of degree 7 on equal pieces of a range.
///
/// Meant for a function of one variable that is dear and applied to millions of values, such as a t
/// quantile after a normal probability. Not for one with a kink or a pole in or near the range: the
/// error falls by 256 a halving of the pieces only where the function is smooth on their scale.
public struct PiecewisePolynomial: Sendable {
  /// Where the function is tabulated; an argument outside is moved to the nearer end.
  public let range: ClosedRange<Double>
  /// The number of equal pieces.
  public let segments: Int
  private let piecesPerUnit: Double
  /// Eight coefficients a piece, in powers of a variable that runs from -1 to 1 over it.
  private let coefficients: [Double]

  /// Tabulates a function by interpolation at the eight Chebyshev points of each piece.
  ///
  /// - Parameters:
  ///   - range: finite and of positive length.
  ///   - segments: the number of equal pieces, 1 or more.
  ///   - function: called at eight points a piece, none of them an end of a piece.
  /// - Complexity: 8 calls of `function` and 64 bytes a piece.
  /// - Source: Press et al., Numerical Recipes 5.8.
  /// - Verified by: PiecewisePolynomialTests.
  public init(range: ClosedRange<Double>, segments: Int, _ function: (Double) -> Double) {
    let width = range.upperBound - range.lowerBound
    precondition(width > 0 && width.isFinite, "the range must be finite and of positive length")
    precondition(segments >= 1 && segments < 1 << 31, "there must be one to 2^31 segments")
    self.range = range
    self.segments = segments
    piecesPerUnit = Double(segments) / width
    let half = 0.5 * width / Double(segments)
    coefficients = (0..<segments).flatMap { piece in
      let centre = range.lowerBound + half * Double(2 * piece + 1)
      return ChebyshevRow.powers { function(centre + half * $0) }
    }
  }

  /// The tabulated function at one value.
  ///
  /// Edge cases: an argument outside `range` is moved to the nearer end; NaN gives NaN.
  ///
  /// - Parameter x: the argument.
  /// - Returns: the interpolated value.
  /// - Complexity: O(1); `apply` is faster for many.
  /// - Verified by: PiecewisePolynomialTests.
  public func callAsFunction(_ x: Double) -> Double {
    var value = [x]
    apply(&value, range: 0..<1)
    return value[0]
  }

  /// Replaces each value of a stretch of an array by the tabulated function of it.
  ///
  /// Gives the same bits as `callAsFunction(_:)`; edge cases as there.
  ///
  /// - Parameters:
  ///   - values: arguments in, results out.
  ///   - range: the positions to replace, inside the array.
  /// - Complexity: O(n), 1 to 3 ns a value while the table stays in the cache.
  /// - Verified by: PiecewisePolynomialTests, VectorPathTests.
  public func apply(_ values: inout [Double], range: Range<Int>) {
    VectorMath.requireRun(at: range.lowerBound, count: range.count, in: values)
    values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      plimsoll_equal_pieces(
        start + range.lowerBound, Int64(range.count), coefficients, Int64(segments),
        self.range.lowerBound, piecesPerUnit)
    }
  }
}
