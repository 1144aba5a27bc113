internal import PlimsollNumerics

/// Turns standard normals, or under a t copula plain t numbers, into draws of an innovation law of
/// unit variance, order kept: the marginal transform of the copula.
///
/// - Source: Nelsen (2006), "An Introduction to Copulas", section 2.9 (inverse-function method).
/// - Verified by: InnovationTransformTests.
enum InnovationTransform: Sendable {
  case identity
  case tabulated(PiecewisePolynomial)
  case empirical([Double])
  /// From a t number.
  case composed(OddTable)
  /// From a t number, whose probability less one half is tabulated.
  case composedEmpirical([Double], OddTable)

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

  /// The transform of a number of a plain t law with these degrees of freedom, x -> F⁻¹(T(x)).
  ///
  /// With a t law of the same degrees it is a change of scale up to the cut.
  init(_ model: InnovationModel, copulaDegreesOfFreedom degrees: Double) {
    let copula = StudentTDistribution(degreesOfFreedom: degrees)
    let reach = -copula.quantile(Self.leastTail)
    switch model {
    case .normal:
      self = .composed(
        OddTable(end: reach) { -NormalDistribution.quantile(copula.survival($0)) })
    case .studentT(let law):
      let margin = StudentTDistribution(degreesOfFreedom: law.degreesOfFreedom)
      let cut = law.cut / law.unitScale
      let scale = law.unitScale / law.deviationAfterCut
      let end = min(reach, -copula.quantile(margin.survival(cut)))
      self = .composed(
        OddTable(end: end) { -margin.quantile(copula.survival($0)) * scale })
    case .empirical(let residuals):
      self = .composedEmpirical(residuals, OddTable(end: reach) { 0.5 - copula.survival($0) })
    }
  }

  /// Tables end where a t number is beyond with this probability.
  private static let leastTail = 1e-30

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
    case .composed(let table): table.apply(&values, range: range)
    case .composedEmpirical(let residuals, let table):
      table.apply(&values, range: range)
      let last = residuals.count - 1
      for index in range {
        let rank = (0.5 + values[index]) * Double(residuals.count)
        values[index] = residuals[max(0, min(Int(rank), last))]
      }
    case .empirical(let residuals):
      let last = residuals.count - 1
      for index in range {
        let rank = NormalDistribution.cumulative(values[index]) * Double(residuals.count)
        values[index] = residuals[min(Int(rank), last)]
      }
    }
  }
}
