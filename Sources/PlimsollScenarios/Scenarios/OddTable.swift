internal import Glibc
internal import PlimsollNumerics

/// An odd increasing function of a t-distributed number, tabulated over all sizes that occur: the
/// bulk in the number itself, the rare far part in its logarithm.
///
/// - Verified by: InnovationTransformTests.
struct OddTable: Sendable {
  private let bulk: PiecewisePolynomial
  /// Of the logarithm of the size; nil when the function is flat beyond the bulk.
  private let far: PiecewisePolynomial?
  private let bulkEnd: Double

  private static let largestBulk = 8.0
  private static let piecesPerUnit = 8.0

  /// Tabulates up to a size of `end`, beyond which the function keeps its value.
  ///
  /// - Parameter positive: the function at positive numbers.
  init(end: Double, _ positive: (Double) -> Double) {
    let bulkEnd = min(end, Self.largestBulk)
    self.bulkEnd = bulkEnd
    bulk = PiecewisePolynomial(
      range: -bulkEnd...bulkEnd, segments: Int((2 * bulkEnd * Self.piecesPerUnit).rounded(.up))
    ) { $0 == 0 ? 0 : $0 < 0 ? -positive(-$0) : positive($0) }
    guard end > bulkEnd else {
      far = nil
      return
    }
    let range = log(bulkEnd)...log(end)
    far = PiecewisePolynomial(
      range: range,
      segments: Int(((range.upperBound - range.lowerBound) * Self.piecesPerUnit).rounded(.up))
    ) { positive(exp($0)) }
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) {
    guard let far else { return bulk.apply(&values, range: range) }
    var outside: [(place: Int, value: Double)] = []
    for place in range where abs(values[place]) > bulkEnd {
      outside.append((place, values[place]))
    }
    bulk.apply(&values, range: range)
    for (place, value) in outside {
      let size = far(log(abs(value)))
      values[place] = value < 0 ? -size : size
    }
  }
}
