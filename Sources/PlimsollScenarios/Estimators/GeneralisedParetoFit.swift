internal import Glibc
internal import PlimsollNumerics

/// The tail of losses by the peaks over a threshold: a generalised Pareto law fitted by maximum
/// likelihood to the excesses.
///
/// - Source: McNeil and Frey (2000), "Estimation of tail-related risk measures for heteroscedastic
///   financial time series"; the search in one variable is that of Grimshaw (1993), "Computing
///   maximum likelihood estimates for the generalized Pareto distribution", Technometrics 35.
/// - Verified by: GeneralisedParetoFitTests, ReferenceTests (estimators-gpd, endtoend).
public struct GeneralisedParetoFit: Sendable {
  /// The threshold u.
  public let threshold: Double
  /// The excesses over it, strictly positive.
  public let excesses: [Double]
  /// How many losses there were in all.
  public let count: Int
  /// The fitted law of excesses.
  public let law: GeneralisedPareto
  /// The log-likelihood at the fit.
  public let logLikelihood: Double

  /// The fewest excesses a fit is made from.
  public static let fewestExcesses = 10
  /// Shapes searched: below −1 the likelihood has no maximum, above 5 no loss has a fifth moment
  /// even of its root.
  static let shapes = -1.0...5.0

  /// Fits the losses strictly above `threshold`; nil when there are fewer than ten.
  ///
  /// - Complexity: O(k) per step, some hundred steps, for k excesses.
  public init?(losses: [Double], threshold: Double) {
    let excesses = losses.filter { $0 > threshold }.map { $0 - threshold }
    guard excesses.count >= Self.fewestExcesses, let largest = excesses.max() else { return nil }
    self.threshold = threshold
    self.excesses = excesses
    count = losses.count
    let mean = excesses.reduce(0, +) / Double(excesses.count)
    // Along θ = ξ / β the best shape is the mean of log(1 + θy). s = log(1 + θ × largest).
    func law(_ s: Double) -> GeneralisedPareto {
      let theta = expm1(s) / largest
      guard theta != 0 else { return GeneralisedPareto(shape: 0, scale: mean) }
      let shape = excesses.reduce(0) { $0 + log1p(theta * $1) } / Double(excesses.count)
      return GeneralisedPareto(shape: shape, scale: shape / theta)
    }
    let best = ScannedMaximum.find(in: -30...30, points: 240) { s in
      let candidate = law(s)
      return Self.shapes.contains(candidate.shape) ? candidate.logLikelihood(excesses) : -.infinity
    }
    self.law = law(best.argument)
    logLikelihood = best.value
  }

  /// Fits the excesses over the loss that `largest` others exceed.
  public init?(losses: [Double], largest: Int) {
    guard largest < losses.count else { return nil }
    self.init(losses: losses, threshold: losses.sorted(by: >)[largest])
  }

  /// The covariance of (shape, scale) by the inverse of the observed information: (ξξ, ξβ, ββ).
  public var covariance: (shape: Double, cross: Double, scale: Double) {
    let information = law.observedInformation(excesses)
    let determinant =
      information.shape * information.scale - information.cross * information.cross
    return (
      information.scale / determinant, -information.cross / determinant,
      information.shape / determinant
    )
  }

  /// The standard errors of shape and scale; reliable for a shape above −1/2.
  ///
  /// - Source: Smith (1987), "Estimating tails of probability distributions", Annals of Statistics.
  public var standardErrors: (shape: Double, scale: Double) {
    (covariance.shape.squareRoot(), covariance.scale.squareRoot())
  }
}

extension GeneralisedParetoFit {
  /// The share of losses above the threshold.
  public var exceedanceShare: Double { Double(excesses.count) / Double(count) }

  /// The probability of a loss above `loss`, which is at least the threshold.
  public func tailProbability(beyond loss: Double) -> Double {
    exceedanceShare * law.survival(loss - threshold)
  }

  /// Value at risk: u + (β/ξ)((p / share)^(−ξ) − 1) with p = 1 − level.
  ///
  /// - Parameter level: with a tail no larger than the share of losses above the threshold.
  public func valueAtRisk(_ level: Double) -> Double {
    threshold + law.scale * GeneralisedPareto.growth(law.shape, depth(level))
  }

  /// Expected shortfall: (VaR + β − ξu) / (1 − ξ), infinite for ξ of one or more.
  public func expectedShortfall(_ level: Double) -> Double {
    guard law.shape < 1 else { return .infinity }
    return (valueAtRisk(level) + law.scale - law.shape * threshold) / (1 - law.shape)
  }

  /// log(share / (1 − level)): how far beyond the threshold a level lies.
  func depth(_ level: Double) -> Double { log(exceedanceShare / (1 - level)) }
}

/// The largest value of a function that may have more than one hill: the best of equal steps, made
/// exact between its neighbours.
enum ScannedMaximum {
  static func find(in range: ClosedRange<Double>, points: Int, _ f: (Double) -> Double) -> (
    argument: Double, value: Double
  ) {
    let step = (range.upperBound - range.lowerBound) / Double(points)
    let arguments = (0...points).map { range.lowerBound + Double($0) * step }
    let values = arguments.map(f)
    guard let top = values.indices.max(by: { values[$0] < values[$1] }) else {
      return (range.lowerBound, -.infinity)
    }
    let around = arguments[max(0, top - 1)]...arguments[min(points, top + 1)]
    let best = BrentMinimiser(tolerance: 1e-10).minimise(in: around) { -f($0) }
    return -best.value >= values[top] ? (best.argument, -best.value) : (arguments[top], values[top])
  }
}
