import PlimsollNumerics

/// Turns standard normal numbers into draws of a mixture of normal laws, order kept.
///
/// The quantile at the normal probability is tabulated to within 1e-9. Where modes lie so far apart
/// that a table cannot follow, which takes few numbers, it is computed.
///
/// - Source: the inverse-function method.
/// - Verified by: JumpInnovationsTests (against the quantile).
struct JumpDraw: Sendable {
  private let table: PiecewisePolynomial
  /// Numbers whose quantile is computed, ascending.
  private let steep: [ClosedRange<Double>]
  private let law: NormalMixture
  private let scale: Double

  private static let piecesPerUnit = 12.0
  /// Of the quantile, in standard deviations, and relative beyond one.
  private static let tolerance = 1e-9
  /// Places of a piece, from -1 to 1, where interpolation at eight Chebyshev points errs most.
  private static let checked = [-1, -0.7071, 0, 0.7071, 1]

  /// Draws of `law` times `scale`, of numbers up to a size.
  init(_ law: NormalMixture, scale: Double, largestNormal: Double) {
    self.law = law
    self.scale = scale
    let segments = 2 * Int((largestNormal * Self.piecesPerUnit).rounded(.up))
    let half = largestNormal / Double(segments)
    var near: Double?
    func quantile(_ z: Double) -> Double {
      let value = Self.quantile(law, z, near: near)
      near = value
      return value
    }
    let table = PiecewisePolynomial(
      range: -largestNormal...largestNormal, segments: segments, quantile)
    var steep: [ClosedRange<Double>] = []
    for piece in 0..<segments {
      let centre = -largestNormal + half * Double(2 * piece + 1)
      let isMissed = Self.checked.contains { place in
        let z = centre + half * place
        let value = quantile(z)
        return !(abs(table(z) - value) <= Self.tolerance * max(1, abs(value)))
      }
      guard isMissed else { continue }
      // A little wider than the piece, so that its ends belong to it however they are rounded.
      let end = centre + half * 1.000_001
      if let last = steep.last, last.upperBound > centre - half {
        steep[steep.count - 1] = last.lowerBound...end
      } else {
        steep.append((centre - half * 1.000_001)...end)
      }
    }
    self.table = table
    self.steep = steep
  }

  /// The quantile at the probability of a normal number.
  private static func quantile(_ law: NormalMixture, _ z: Double, near: Double? = nil) -> Double {
    law.quantile(tail: NormalDistribution.survival(abs(z)), isUpper: z > 0, near: near)
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) {
    let exact = range.compactMap { index -> (Int, Double)? in
      let z = values[index]
      guard steep.contains(where: { $0.contains(z) }) else { return nil }
      return (index, Self.quantile(law, z))
    }
    table.apply(&values, range: range)
    for (index, value) in exact { values[index] = value }
    guard scale != 1 else { return }
    for index in range { values[index] *= scale }
  }
}
