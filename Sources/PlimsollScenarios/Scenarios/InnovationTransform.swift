internal import PlimsollNumerics

/// Turns standard normals, or under a t copula plain t numbers, into draws of an innovation law of
/// unit variance, order kept: the marginal transform of the copula.
///
/// - Source: Nelsen (2006), "An Introduction to Copulas", section 2.9 (inverse-function method).
/// - Verified by: InnovationTransformTests.
enum InnovationTransform: Sendable {
  case identity
  /// A law's quantile at the number's probability.
  case tabulated(OddFunctionTable)
  /// From a normal number.
  case empirical([Double])
  /// From a t number, whose probability less one half is tabulated.
  case composedEmpirical([Double], OddFunctionTable)
  /// From a normal number, which a t number is turned into first where there is a table for it.
  case spliced(SplicedDraw, score: OddFunctionTable?)
  /// As `spliced`.
  case jumps(JumpDraw, score: OddFunctionTable?)

  /// Beyond this a normal does not occur: 2^-54 is left on either side.
  private static let largestNormal = 8.3
  /// Tables end where a t number is beyond with this probability.
  private static let leastTail = 1e-30

  /// The transform of a normal number, or under a t copula of a number of a plain t law of these
  /// degrees of freedom: x -> scale × F⁻¹(T(x)).
  ///
  /// Only normal innovations under a Gaussian copula are the identity; those take no scale.
  ///
  /// - Parameter tables: where tables are kept for other scales of the same law.
  init(
    _ model: InnovationModel, copulaDegreesOfFreedom degrees: Double? = nil, scale: Double = 1,
    tables: InnovationTables = InnovationTables()
  ) {
    let copula = degrees.map { StudentTDistribution(degreesOfFreedom: $0) }
    // The tail probability of a draw, and the draw of a tail probability.
    func tail(_ x: Double) -> Double { copula?.survival(x) ?? NormalDistribution.survival(x) }
    func size(_ tail: Double) -> Double {
      copula.map { -$0.quantile(tail) } ?? -NormalDistribution.quantile(tail)
    }
    let reach = copula == nil ? Self.largestNormal : size(Self.leastTail)
    func table(_ function: InnovationTables.Law.Function, _ make: () -> OddFunctionTable)
      -> OddFunctionTable
    {
      tables.table(of: .init(function: function, copulaDegreesOfFreedom: degrees), make)
    }
    func score() -> OddFunctionTable? {
      copula.map { _ in
        table(.normal) { OddFunctionTable(end: reach) { -NormalDistribution.quantile(tail($0)) } }
      }
    }
    switch model {
    case .normal:
      self = score().map { .tabulated($0.scaled(by: scale)) } ?? .identity
    case .studentT(let law):
      let margin = StudentTDistribution(degreesOfFreedom: law.degreesOfFreedom)
      let cut = law.cut / law.unitScale
      let unit = law.unitScale / law.deviationAfterCut
      let end = min(reach, size(margin.survival(cut)))
      let draws = table(.studentT(degreesOfFreedom: law.degreesOfFreedom, cut: law.cut)) {
        OddFunctionTable(end: end) { -margin.quantile(tail($0)) * unit }
      }
      self = .tabulated(draws.scaled(by: scale))
    case .empirical(let residuals):
      let scaled = residuals.map { $0 * scale }
      self =
        copula == nil
        ? .empirical(scaled)
        : .composedEmpirical(
          scaled, table(.probability) { OddFunctionTable(end: reach) { 0.5 - tail($0) } })
    case .gpd(let law):
      self = .spliced(SplicedDraw(law, scale: scale), score: score())
    case .jumps(let law):
      let largest =
        copula == nil ? Self.largestNormal : -NormalDistribution.quantile(Self.leastTail)
      self = .jumps(JumpDraw(law.law, scale: scale, largestNormal: largest), score: score())
    }
  }

  /// Whether it leaves its argument, and the scale, alone.
  var isIdentity: Bool {
    if case .identity = self { return true }
    return false
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) {
    switch self {
    case .identity: return
    case .tabulated(let table): table.apply(&values, range: range)
    case .composedEmpirical(let residuals, let table):
      table.apply(&values, range: range)
      for index in range { values[index] = Self.residual(0.5 + values[index], of: residuals) }
    case .spliced(let draw, let score):
      score?.apply(&values, range: range)
      draw.apply(&values, range: range)
    case .jumps(let draw, let score):
      score?.apply(&values, range: range)
      draw.apply(&values, range: range)
    case .empirical(let residuals):
      VectorMath.normalCumulatives(&values, range: range)
      for index in range { values[index] = Self.residual(values[index], of: residuals) }
    }
  }

  /// The residual at a probability, each of them as likely as the next.
  @inline(__always)
  private static func residual(_ probability: Double, of residuals: [Double]) -> Double {
    residuals[max(0, min(Int(probability * Double(residuals.count)), residuals.count - 1))]
  }
}
