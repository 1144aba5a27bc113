internal import PlimsollNumerics

/// Turns correlated normals into draws of a multivariate t law: one factor √(ν/χ²) a scenario and
/// step, shared by all variables, so that all of them are far out together.
///
/// The chi-square number is the inverse of its law at the rank of a normal number, so that it
/// depends on (seed, scenario, step) alone.
///
/// - Source: McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 6.2.
/// - Verified by: TCopulaTests, ReferenceTests (montecarlo-linear).
struct ChiSquareMixing: Sendable {
  private let normals: RandomStream
  private let table: PiecewisePolynomial

  /// The stream of a seed that mixing variables come from.
  private static let stream: UInt32 = 1
  /// As large as a drawn normal can be.
  private static let largestNormal = 8.3
  private static let segments = 134

  init(degreesOfFreedom: Double, seed: UInt64) {
    normals = RandomStream(seed: seed, stream: Self.stream)
    table = Self.table(degreesOfFreedom: degreesOfFreedom)
  }

  /// √(ν/χ²) of a normal number of the same rank as χ².
  static func table(degreesOfFreedom: Double) -> PiecewisePolynomial {
    let law = ChiSquareDistribution(degreesOfFreedom: degreesOfFreedom)
    return PiecewisePolynomial(
      range: -largestNormal...largestNormal, segments: segments
    ) { z in
      let tail = NormalDistribution.cumulative(-abs(z))
      let square = z < 0 ? law.quantile(tail) : law.survivalQuantile(tail)
      return (degreesOfFreedom / square).squareRoot()
    }
  }

  /// Multiplies each scenario's column of `shocks`, rows of `stride`, by its factor of step `step`.
  ///
  /// - Parameter factors: room for one number a scenario.
  func apply(
    _ shocks: inout [Double], step: Int, of scenarios: [Int], stride: Int, _ factors: inout [Double]
  ) {
    normals.fillNormals(&factors, scenarios: scenarios, dimensions: step..<(step + 1))
    table.apply(&factors, range: scenarios.indices)
    for row in Swift.stride(from: 0, to: shocks.count, by: stride) {
      VectorMath.multiply(&shocks, at: row, by: factors, count: scenarios.count)
    }
  }
}
