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
    let nodes = (0..<8).map { cos(Double.pi * (Double($0) + 0.5) / 8) }
    var table: [Double] = []
    table.reserveCapacity(8 * segments)
    let half = 0.5 * width / Double(segments)
    for piece in 0..<segments {
      let centre = range.lowerBound + half * Double(2 * piece + 1)
      table += Self.powerCoefficients(of: nodes.map { function(centre + half * $0) }, at: nodes)
    }
    coefficients = table
  }

  /// The tabulated function at one value.
  ///
  /// Edge cases: an argument outside `range` is moved to the nearer end; NaN gives NaN.
  ///
  /// - Parameter x: the argument.
  /// - Returns: the interpolated value.
  /// - Complexity: O(1), a few nanoseconds.
  /// - Verified by: PiecewisePolynomialTests.
  public func callAsFunction(_ x: Double) -> Double {
    coefficients.withUnsafeBufferPointer { evaluate(x, $0) }
  }

  /// Replaces each value of a stretch of an array by the tabulated function of it.
  ///
  /// Gives the same bits as `callAsFunction(_:)`; edge cases as there.
  ///
  /// - Parameters:
  ///   - values: arguments in, results out.
  ///   - range: the positions to replace, inside the array.
  /// - Complexity: O(n), about 4 ns a value while the table stays in the cache.
  /// - Verified by: PiecewisePolynomialTests.
  public func apply(_ values: inout [Double], range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= values.count,
      "the positions must lie inside the array")
    coefficients.withUnsafeBufferPointer { table in
      values.withUnsafeMutableBufferPointer { values in
        for position in range { values[position] = evaluate(values[position], table) }
      }
    }
  }

  @inline(__always)
  private func evaluate(_ x: Double, _ table: UnsafeBufferPointer<Double>) -> Double {
    guard let start = table.baseAddress else { return .nan }
    let upper = Double(segments)
    let raw = (x - range.lowerBound) * piecesPerUnit
    // NaN becomes 0 here, and NaN again at the end.
    let place = raw > 0 ? (raw < upper ? raw : upper) : 0
    let piece = min(Int(place), segments - 1)
    let s = 2 * (place - Double(piece)) - 1
    let c = start + 8 * piece
    let s2 = s * s
    let low = (c[0] + c[1] * s) + s2 * (c[2] + c[3] * s)
    let high = (c[4] + c[5] * s) + s2 * (c[6] + c[7] * s)
    let value = low + (s2 * s2) * high
    return x.isNaN ? x : value
  }

  /// The polynomial through eight values, in powers of the variable.
  private static func powerCoefficients(of values: [Double], at nodes: [Double]) -> [Double] {
    // Chebyshev coefficients, by the discrete orthogonality of the points.
    let chebyshev = (0..<8).map { order in
      let sum = (0..<8).reduce(0.0) { sum, node in
        sum + values[node] * cos(Double.pi * Double(order) * (Double(node) + 0.5) / 8)
      }
      return sum * (order == 0 ? 0.125 : 0.25)
    }
    // T_{n+1} = 2 s T_n - T_{n-1}, collected power by power.
    var powers = [Double](repeating: 0, count: 8)
    var previous = [Double](repeating: 0, count: 8)
    var current = previous
    current[0] = 1
    for order in 0..<8 {
      for power in 0...order { powers[power] += chebyshev[order] * current[power] }
      var next = previous.map { -$0 }
      for power in 0..<7 { next[power + 1] += (order == 0 ? 1 : 2) * current[power] }
      previous = current
      current = next
    }
    return powers
  }
}
