internal import CPlimsollKernels
internal import Glibc

/// An odd increasing function of any number, tabulated: polynomials of degree 7 in the 64ths of
/// each octave of |x| + 1.
///
/// Pieces are a 64th long at the middle and grow with the argument, so that a function which
/// far out is like a power of x, as the quantile of a t law is, needs few of them. One table holds
/// the bulk and the rare far part, and no branch tells them apart.
///
/// - Verified by: OddFunctionTableTests, InnovationTransformTests.
public struct OddFunctionTable: Sendable {
  /// Beyond this size the function keeps its value.
  public let end: Double
  private let coefficients: [Double]

  private static let piecesPerOctave = 64

  /// Tabulates up to a size of `end`.
  ///
  /// - Parameters:
  ///   - end: positive, below 1e300.
  ///   - positive: the function at positive numbers; smooth there and a 64th beyond `end`.
  /// - Complexity: 8 calls of `positive` and 64 bytes a piece.
  public init(end: Double, _ positive: (Double) -> Double) {
    precondition(end > 0 && end < 1e300, "the table must end at a positive number")
    let octave = Int((end + 1).exponent)
    let part = Int(((end + 1).significand - 1) * Double(Self.piecesPerOctave))
    self.end = end
    let half = 0.5 / Double(Self.piecesPerOctave)
    coefficients = (0...(octave * Self.piecesPerOctave + part)).flatMap { piece in
      let centre = 1 + Double(2 * (piece % Self.piecesPerOctave) + 1) * half
      let scale = scalbn(1.0, piece / Self.piecesPerOctave)
      let row = ChebyshevRow.powers { positive(scale * (centre + half * $0) - 1) }
      // The loop's variable is the distance from the centre, from -1/128 to 1/128.
      return row.enumerated().map { scalbn($1, 7 * $0) }
    }
  }

  private init(end: Double, coefficients: [Double]) {
    self.end = end
    self.coefficients = coefficients
  }

  /// The table of `factor` times the function.
  ///
  /// - Complexity: O(pieces).
  public func scaled(by factor: Double) -> OddFunctionTable {
    OddFunctionTable(end: end, coefficients: coefficients.map { $0 * factor })
  }

  /// Replaces each value of a stretch of an array by the tabulated function of it.
  ///
  /// Edge cases: the value at `end` beyond it; NaN stays NaN.
  ///
  /// - Complexity: O(n), 1 to 3 ns a value.
  public func apply(_ values: inout [Double], range: Range<Int>) {
    VectorMath.requireRun(at: range.lowerBound, count: range.count, in: values)
    values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      plimsoll_odd_octaves(
        start + range.lowerBound, Int64(range.count), coefficients, end)
    }
  }
}
