import PlimsollMarket
import PlimsollNumerics

/// The law of one factor's innovations as its spec wants it, with what to say of it.
///
/// - Verified by: CalibratorTests, InnovationFitTests.
struct InnovationFit {
  let model: InnovationModel
  let diagnostics: [Diagnostic]

  /// A tail whose shape is larger has no variance unless cut.
  private static let heavyShape = 0.5
  /// A spliced law whose deviation is further from that of the residuals is worth a warning.
  private static let toleratedDeviation = 0.9...1.1

  /// Fits residuals of unit root mean square, the largest of which is `largest` in size.
  init(
    _ residuals: [Double], largest: Double, choice: CalibrationSpec.InnovationChoice, name: String
  ) {
    switch choice.model {
    case .normal: (model, diagnostics) = (.normal, [])
    case .empirical: (model, diagnostics) = (.empirical(residuals.sorted()), [])
    case .studentT: (model, diagnostics) = Self.studentT(residuals, largest, name)
    case .gpd: (model, diagnostics) = Self.spliced(residuals, largest, choice.tailShare, name)
    case .jumps: (model, diagnostics) = Self.jumps(residuals, name)
    }
  }

  private static func studentT(
    _ residuals: [Double], _ largest: Double, _ name: String
  ) -> (InnovationModel, [Diagnostic]) {
    let fewest = StudentTInnovations.fewestDegreesOfFreedom
    let fit = StudentTFit(standardised: residuals, fewest: fewest)
    // The search ends within about 1e-7 of the optimum, which itself is known to some per cent:
    // further digits would only differ between machines.
    let law = StudentTInnovations(
      degreesOfFreedom: fit.degreesOfFreedom.rounded(toPlaces: 4),
      cut: StudentTInnovations.cut(largestResidual: largest))
    let isAtBound = fit.degreesOfFreedom == fewest
    return (
      .studentT(law),
      isAtBound
        ? [
          Diagnostic(
            .warning, name,
            "degrees of freedom at the bound of \(fewest): its tails are heavier than the model's")
        ] : []
    )
  }

  private static func spliced(
    _ residuals: [Double], _ largest: Double, _ tailShare: Double, _ name: String
  ) -> (InnovationModel, [Diagnostic]) {
    let law = SplicedInnovations(
      residuals: residuals, tailShare: tailShare,
      cut: StudentTInnovations.cut(largestResidual: largest))
    guard let law else {
      return (
        .empirical(residuals.sorted()),
        [
          Diagnostic(
            .warning, name,
            "no Pareto tails: fewer than \(SplicedInnovations.fewestExcesses) of its "
              + "\(residuals.count) residuals lie in a tail of \(tailShare), or too many are alike; "
              + "the residuals themselves instead")
        ]
      )
    }
    var found: [Diagnostic] = []
    for (side, shape) in [("lower", law.lower.shape), ("upper", law.upper.shape)]
    where shape >= heavyShape {
      found.append(
        Diagnostic(
          .warning, name,
          "the shape of its \(side) tail is \(shape): without the cut it would have no variance"))
    }
    let deviation = law.deviation
    if !toleratedDeviation.contains(deviation) {
      found.append(
        Diagnostic(
          .warning, name,
          "its Pareto tails give \(deviation.rounded(toPlaces: 3)) of the residuals' standard "
            + "deviation, which a few extremes decide: draws are scaled to make it one"))
    }
    return (.gpd(law), found)
  }

  private static func jumps(
    _ residuals: [Double], _ name: String
  ) -> (InnovationModel, [Diagnostic]) {
    do {
      let fit = try JumpDiffusionFit(standardised: residuals)
      let law = JumpInnovations(
        intensity: fit.law.intensity.rounded(toDigits: 5),
        jumpMean: fit.law.jumpMean.rounded(toPlaces: 5),
        jumpDeviation: fit.law.jumpDeviation.rounded(toPlaces: 5),
        diffusionDeviation: fit.law.volatility.rounded(toPlaces: 5))
      return (.jumps(law), fit.diagnostics(name))
    } catch {
      return (
        .empirical(residuals.sorted()),
        [Diagnostic(.warning, name, "no jumps (\(error)): the residuals themselves instead")]
      )
    }
  }
}
