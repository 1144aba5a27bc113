internal import Glibc
public import PlimsollMarket
internal import PlimsollNumerics

/// A jump-diffusion fitted to one-bar returns by maximum likelihood.
///
/// The likelihood is that of the Poisson mixture, with as many jumps a bar as matter. Bounds keep
/// jumps apart from diffusion, which one-bar returns alone cannot always do: at most one jump a bar
/// on average, a diffusion of at least a twentieth of the standard deviation, a mean jump of at most
/// four of its own standard deviations.
///
/// - Source: Merton (1976); Honoré (1998), "Pitfalls in estimating jump-diffusion models", for why
///   the variances must be bounded.
/// - Verified by: JumpDiffusionFitTests.
public struct JumpDiffusionFit: Sendable {
  /// The law of one bar.
  public let law: JumpDiffusion
  /// The log-likelihood at the fit.
  public let logLikelihood: Double
  /// What the likelihood gains over that of a normal law with the same freedom.
  public let gainOverNormal: Double
  /// How many returns there were.
  public let count: Int
  /// Whether the search ended at an optimum rather than at its budget.
  public let converged: Bool
  /// Whether the intensity is as large as allowed.
  public let isIntensityAtBound: Bool
  /// Whether the diffusion is as small as allowed.
  public let isDiffusionAtBound: Bool

  /// The fewest returns of a fit.
  public static let fewestObservations = 20
  /// Expected jumps in all at the least intensity.
  private static let fewestExpected = 2.0
  private static let largestIntensity = 1.0
  /// The least diffusion, as a share of the standard deviation.
  private static let leastDiffusion = 0.05
  /// The largest mean of a jump, in its standard deviations.
  private static let largestLean = 4.0
  private static let nearBound = 1e-5

  /// Fits all five parameters.
  ///
  /// - Throws: fewer than twenty returns, one that is not finite, or none that is not zero.
  /// - Complexity: O(n) an evaluation, some two hundred evaluations.
  public init(_ values: [Double]) throws(EstimationFailure) {
    try EstimationFailure.check([values], fewest: Self.fewestObservations)
    let scale = Self.rootMeanSquare(values)
    let scaled = values.map { $0 / scale }
    let likelihood = JumpLikelihood(values: scaled)
    let held = Self.heldSearch(likelihood)
    let found = Self.freeSearch(likelihood, from: held.law)
    let mean = scaled.reduce(0, +) / Double(scaled.count)
    let variance = max(1 - mean * mean, Self.leastDiffusion * Self.leastDiffusion)
    let squares = scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      found, scale: scale, count: values.count,
      normal: -0.5 * (Double(values.count) * log(2 * Double.pi * variance) + squares / variance))
  }

  /// Fits intensity and jumps of a law of mean zero and variance one to standardised residuals.
  public init(standardised values: [Double]) throws(EstimationFailure) {
    try EstimationFailure.check([values], fewest: Self.fewestObservations)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    self.init(
      Self.heldSearch(JumpLikelihood(values: values)), scale: 1, count: values.count,
      normal: -0.5 * (Double(values.count) * log(2 * Double.pi) + squares))
  }

  private init(_ found: Found, scale: Double, count: Int, normal: Double) {
    let unit = found.law
    law = JumpDiffusion(
      drift: unit.drift * scale, volatility: unit.volatility * scale, intensity: unit.intensity,
      jumpMean: unit.jumpMean * scale, jumpDeviation: unit.jumpDeviation * scale)
    logLikelihood = found.value - Double(count) * log(scale)
    gainOverNormal = found.value - normal
    self.count = count
    converged = found.converged
    isIntensityAtBound = unit.intensity > Self.largestIntensity * (1 - Self.nearBound)
    isDiffusionAtBound = unit.volatility < Self.leastDiffusion * (1 + Self.nearBound)
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  /// A law in units of the root mean square, with its log-likelihood.
  private struct Found {
    var law: JumpDiffusion
    var value: Double
    var converged: Bool
  }

  /// Intensities and shares of the variance from jumps where a search may begin.
  private static let starts = [(0.02, 0.35), (0.08, 0.5), (0.3, 0.6)]

  /// The best law of mean zero and variance one: log λ, the share of the variance that jumps have,
  /// and the angle of their mean against their deviation are free.
  private static func heldSearch(_ likelihood: JumpLikelihood) -> Found {
    let least = fewestExpected / Double(likelihood.values.count)
    let angle = atan(largestLean)
    let largestShare = 1 - leastDiffusion * leastDiffusion
    let searches = starts.map { intensity, share in
      BoundedMinimiser().minimise(
        from: [log(max(intensity, 2 * least)), share, 0],
        lower: [log(least), 1e-4, -angle],
        upper: [log(largestIntensity), largestShare, angle]
      ) { argument, slope in
        let law = StandardJumps(argument)
        let score = likelihood.score(law.law)
        slope = law.slope(score).map { -$0 }
        return -score.value
      }
    }
    let best = searches.indices.min { searches[$0].value < searches[$1].value } ?? 0
    return Found(
      law: StandardJumps(searches[best].argument).law, value: -searches[best].value,
      converged: searches[best].converged)
  }

  /// The best law near another: drift, log σ, log λ, mean and deviation of jumps are free.
  private static func freeSearch(_ likelihood: JumpLikelihood, from start: JumpDiffusion) -> Found {
    func law(_ argument: [Double]) -> JumpDiffusion {
      JumpDiffusion(
        drift: argument[0], volatility: exp(argument[1]), intensity: exp(argument[2]),
        jumpMean: argument[3], jumpDeviation: argument[4])
    }
    let least = fewestExpected / Double(likelihood.values.count)
    let largest = likelihood.values.reduce(1) { max($0, abs($1)) }
    let lower: [Double] = [-2, log(leastDiffusion), log(least), -2 * largest, 0]
    let upper: [Double] = [2, log(2), log(largestIntensity), 2 * largest, 2 * largest]
    let first = [
      start.drift, log(start.volatility), log(start.intensity), start.jumpMean,
      start.jumpDeviation,
    ]
    let minimum = BoundedMinimiser().minimise(
      from: first.indices.map { min(max(first[$0], lower[$0]), upper[$0]) },
      lower: lower, upper: upper,
      subjectTo: [
        .init([0, 0, 0, 1, -largestLean], atMost: 0),
        .init([0, 0, 0, -1, -largestLean], atMost: 0),
      ]
    ) { argument, slope in
      let law = law(argument)
      let score = likelihood.score(law)
      slope = [
        -score.byDrift, -2 * score.byVariance * law.volatility * law.volatility,
        -score.byIntensity * law.intensity, -score.byJumpMean,
        -2 * score.byJumpVariance * law.jumpDeviation,
      ]
      return -score.value
    }
    return Found(law: law(minimum.argument), value: -minimum.value, converged: minimum.converged)
  }
}

/// Jumps of a law of mean zero and variance one.
private struct StandardJumps {
  let law: JumpDiffusion
  /// The share of the variance that jumps have.
  private let share: Double
  /// The root mean square of a jump, and the cosine that its deviation is of it.
  private let size: Double
  private let cosine: Double

  init(_ argument: [Double]) {
    let intensity = exp(argument[0])
    share = argument[1]
    size = (share / intensity).squareRoot()
    cosine = cos(argument[2])
    let mean = size * sin(argument[2])
    law = JumpDiffusion(
      drift: -intensity * mean, volatility: (1 - share).squareRoot(), intensity: intensity,
      jumpMean: mean, jumpDeviation: size * cosine)
  }

  /// The slope in log λ, share and angle.
  func slope(_ score: JumpLikelihood.Score) -> [Double] {
    let (m, variance) = (law.jumpMean, law.jumpDeviation * law.jumpDeviation)
    // The drift −λm moves with both.
    let byIntensity = (score.byIntensity - m * score.byDrift) * law.intensity
    let byMean = score.byJumpMean - law.intensity * score.byDrift
    return [
      byIntensity - 0.5 * m * byMean - variance * score.byJumpVariance,
      0.5 * m / share * byMean + variance / share * score.byJumpVariance - score.byVariance,
      law.jumpDeviation * byMean - 2 * m * law.jumpDeviation * score.byJumpVariance,
    ]
  }
}

extension JumpDiffusionFit {
  /// The expected number of jumps in all returns.
  public var expectedJumps: Double { law.intensity * Double(count) }

  /// A fit that rests on fewer jumps says little of them.
  private static let fewestJumps = 10.0
  /// A likelihood that gains less says nothing against a normal law.
  private static let leastGain = 3.0

  /// What a reader of the fit must know.
  ///
  /// - Parameter subject: whose returns these are.
  public func diagnostics(_ subject: String) -> [Diagnostic] {
    var found: [Diagnostic] = []
    func warn(_ message: String) { found.append(Diagnostic(.warning, subject, message)) }
    if !converged { warn("the fit of its jumps did not converge: the best law seen stands") }
    if gainOverNormal < Self.leastGain {
      warn(
        "jumps say no more than a normal law (a gain of \(gainOverNormal.rounded(toPlaces: 2)) in "
          + "log-likelihood): they are not identified")
    } else if expectedJumps < Self.fewestJumps {
      warn(
        "its jumps rest on \(expectedJumps.rounded(toPlaces: 1)) expected ones in \(count) bars")
    }
    if isIntensityAtBound {
      warn("its jumps are as frequent as allowed, one a bar: they are not told from diffusion")
    }
    if isDiffusionAtBound {
      warn(
        "its diffusion is at the bound of \(Self.leastDiffusion) standard deviations: between "
          + "jumps its price hardly moves")
    }
    return found
  }
}
