internal import PlimsollNumerics

/// Turns standard normals into draws of an innovation law of unit variance, order kept: the
/// marginal transform of a Gaussian copula.
///
/// - Source: Nelsen (2006), "An Introduction to Copulas", section 2.9 (inverse-function method).
/// - Verified by: InnovationTransformTests.
enum InnovationTransform: Sendable {
  case identity
  case tabulated(PiecewisePolynomial)
  case empirical([Double])

  /// Beyond this a normal does not occur: 2^-54 is left on either side.
  private static let largestNormal = 8.3
  /// Pieces of the table per unit of the normal.
  private static let piecesPerUnit = 8.0

  init(_ model: InnovationModel) {
    switch model {
    case .normal: self = .identity
    case .studentT(let law): self = .tabulated(Self.table(of: law))
    case .empirical(let residuals): self = .empirical(residuals)
    }
  }

  /// z -> F⁻¹(Φ(z)), cut and brought back to unit variance, between the normals where the cut
  /// bites; outside the table's ends hold.
  private static func table(of law: StudentTInnovations) -> PiecewisePolynomial {
    let distribution = StudentTDistribution(degreesOfFreedom: law.degreesOfFreedom)
    let cut = law.cut / law.unitScale
    let end = min(largestNormal, -NormalDistribution.quantile(distribution.survival(cut)))
    let scale = law.unitScale / law.deviationAfterCut
    return PiecewisePolynomial(
      range: -end...end, segments: Int((2 * end * piecesPerUnit).rounded(.up))
    ) { z in
      let tail = distribution.quantile(NormalDistribution.cumulative(-abs(z)))
      return (z < 0 ? tail : -tail) * scale
    }
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) {
    switch self {
    case .identity: return
    case .tabulated(let table): table.apply(&values, range: range)
    case .empirical(let residuals):
      let last = residuals.count - 1
      for index in range {
        let rank = NormalDistribution.cumulative(values[index]) * Double(residuals.count)
        values[index] = residuals[min(Int(rank), last)]
      }
    }
  }
}
