internal import Glibc
import PlimsollNumerics

/// A GARCH(1,1) or GJR variance fitted by maximum likelihood, its persistence held at most at one
/// unless a choice frees it.
///
/// Returns are brought to unit mean square before the search, so the size of a bar does not matter.
///
/// - Source: Bollerslev (1986, 1987); Glosten, Jagannathan and Runkle (1993); variance targeting:
///   Engle and Mezrich (1996), "GARCH for groups".
/// - Verified by: GARCHFitTests, ReferenceTests (estimators-garch, endtoend).
public struct GARCHFit: Sendable, Equatable {
  /// What is fitted.
  public let choice: Choice
  /// The recursion.
  public let recursion: GARCH
  /// The mean of returns; zero unless it is estimated.
  public let mean: Double
  /// Of Student-t residuals of unit variance; nil for normal ones.
  public let degreesOfFreedom: Double?
  /// With all constants, for the returns as given.
  public let logLikelihood: Double
  /// Whether the search ended by itself.
  public let converged: Bool
  /// Evaluations of the likelihood.
  public let evaluations: Int
  /// Where persistence ends up when it may exceed one, and the log-likelihood gained by that; nil
  /// when the bound does not bind.
  public let unbounded: Unbounded?

  /// The law of residuals that the likelihood is made of.
  public enum Law: String, Sendable, Codable, CaseIterable {
    /// Quasi-likelihood: consistent for the variance whatever the law of residuals.
    case normal
    /// Student-t of unit variance.
    case studentT = "student-t"
  }

  /// What is fitted.
  public struct Choice: Sendable, Equatable {
    /// Whether negative returns may weigh more (GJR).
    public var isAsymmetric = false
    /// The law of residuals.
    public var law = Law.normal
    /// Whether ω is set so that the long-run variance is the sample's.
    public var targetsVariance = false
    /// Whether the mean of returns is estimated; it is zero otherwise.
    public var estimatesMean = false
    /// Whether persistence is held at most at one.
    public var boundsPersistence = true
    /// How the recursion starts.
    public var start = GARCH.Start.backcast
    /// The fewest degrees of freedom, above 2.
    public var fewestDegreesOfFreedom = 2.05

    /// GARCH(1,1) about zero with normal residuals, backcast.
    public init() {}
  }

  /// A fit without the bound on persistence.
  public struct Unbounded: Sendable, Equatable {
    /// Above one.
    public var persistence: Double
    /// Of the log-likelihood.
    public var gain: Double
  }

  /// The largest persistence: on it the variance has no long-run level.
  static let largestPersistence = 1.0
  /// With a variance target the long-run level must exist.
  static let largestTargetedPersistence = 0.9999
  /// What a search without the bound has as its bound.
  static let freePersistence = 3.0
  /// This near to the bound it is taken to bind.
  static let boundTolerance = 1e-6
  static let largestDegreesOfFreedom = 500.0

  /// Fits returns, oldest first.
  ///
  /// - Parameter returns: two or more, not all zero.
  /// - Complexity: O(n) an evaluation; 30 to 80 evaluations.
  public init(_ returns: [Double], _ choice: Choice = Choice()) {
    let search = GARCHSearch(returns, choice)
    var best = search.bounded()
    var evaluations = best.evaluations
    // A second start forgets the curvature learnt far from the optimum.
    if !search.isFlat(at: best.argument) {
      let again = search.bounded(from: best.argument)
      evaluations += again.evaluations
      if again.value <= best.value { best = again }
    }
    let parameters = search.parameters(best.argument)
    let scale = search.scale
    self.choice = choice
    recursion = GARCH(
      omega: parameters[GARCHLikelihood.Place.omega] * scale * scale,
      alpha: parameters[GARCHLikelihood.Place.alpha],
      gamma: parameters[GARCHLikelihood.Place.gamma],
      beta: parameters[GARCHLikelihood.Place.beta])
    mean = parameters[GARCHLikelihood.Place.mean] * scale
    degreesOfFreedom =
      choice.law == .studentT ? 1 / parameters[GARCHLikelihood.Place.reciprocalDegrees] : nil
    let count = Double(returns.count)
    logLikelihood = -best.value - count * log(scale)
    converged = best.converged
    if choice.boundsPersistence, !choice.targetsVariance,
      recursion.persistence > Self.largestPersistence - Self.boundTolerance
    {
      let free = search.unbounded(from: best.argument)
      evaluations += free.evaluations
      let value = search.parameters(free.argument)
      unbounded = Unbounded(
        persistence: value[GARCHLikelihood.Place.alpha] + value[GARCHLikelihood.Place.gamma] / 2
          + value[GARCHLikelihood.Place.beta], gain: max(0, best.value - free.value))
    } else {
      unbounded = nil
    }
    self.evaluations = evaluations
  }

  /// The forecast variances of `returns`, whose last entry is that of the next bar.
  public func variances(_ returns: [Double]) -> [Double] {
    recursion.variances(returns.map { $0 - mean }, start: choice.start)
  }

  /// The log-likelihood of returns at given parameters.
  ///
  /// - Parameter degreesOfFreedom: needed by a choice of Student-t residuals.
  public static func logLikelihood(
    of returns: [Double], recursion: GARCH, degreesOfFreedom: Double? = nil, mean: Double = 0,
    choice: Choice
  ) -> Double {
    let likelihood = GARCHLikelihood(
      returns, isStudentT: choice.law == .studentT, start: choice.start,
      estimatesMean: choice.estimatesMean)
    return likelihood.value(
      at: .init(
        recursion.omega, recursion.alpha, recursion.gamma, recursion.beta,
        1 / (degreesOfFreedom ?? .infinity), mean, 0, 0)
    ).value
  }
}

/// The search for the largest likelihood, over the parameters that a choice leaves free.
struct GARCHSearch {
  let likelihood: GARCHLikelihood
  let choice: GARCHFit.Choice
  /// Root mean square of the returns as given.
  let scale: Double
  /// The variance that a target holds, of the scaled returns.
  private let target: Double
  /// Places of the free parameters.
  let free: [Int]

  private typealias Place = GARCHLikelihood.Place

  init(_ returns: [Double], _ choice: GARCHFit.Choice) {
    self.choice = choice
    let count = Double(returns.count)
    let meanSquare = returns.reduce(0) { $0 + $1 * $1 } / count
    precondition(returns.count > 1 && meanSquare > 0, "some returns must differ from zero")
    scale = meanSquare.squareRoot()
    let (scaled, scale) = (returns, scale)
    let unit = scaled.map { $0 / scale }
    likelihood = GARCHLikelihood(
      unit, isStudentT: choice.law == .studentT, start: choice.start,
      estimatesMean: choice.estimatesMean)
    let mean = choice.estimatesMean ? unit.reduce(0, +) / count : 0
    target = unit.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    free =
      (choice.targetsVariance ? [] : [Place.omega]) + [Place.alpha]
      + (choice.isAsymmetric ? [Place.gamma] : []) + [Place.beta]
      + (choice.law == .studentT ? [Place.reciprocalDegrees] : [])
      + (choice.estimatesMean ? [Place.mean] : [])
  }

  /// All parameters from the free ones.
  func parameters(_ argument: [Double]) -> GARCHLikelihood.Vector {
    var all = GARCHLikelihood.Vector.zero
    for (place, value) in zip(free, argument) { all[place] = value }
    if choice.targetsVariance { all[Place.omega] = target * (1 - persistence(all)) }
    return all
  }

  private func persistence(_ all: GARCHLikelihood.Vector) -> Double {
    all[Place.alpha] + all[Place.gamma] / 2 + all[Place.beta]
  }

  /// Minus the log-likelihood, and its gradient by the free parameters.
  func cost(_ argument: [Double], _ gradient: inout [Double]) -> Double {
    let found = likelihood.value(at: parameters(argument))
    var slopes = found.gradient
    if choice.targetsVariance {
      let byPersistence = -target * slopes[Place.omega]
      slopes[Place.alpha] += byPersistence
      slopes[Place.gamma] += byPersistence / 2
      slopes[Place.beta] += byPersistence
    }
    for (index, place) in free.enumerated() { gradient[index] = -slopes[place] }
    return -found.value
  }

  /// Whether a change of any parameter by a hundredth of itself gains less than 1e-5 by its slope; on
  /// a bound the slope says nothing, and the answer is no.
  func isFlat(at argument: [Double]) -> Bool {
    var gradient = [Double](repeating: 0, count: free.count)
    _ = cost(argument, &gradient)
    return zip(argument, gradient).allSatisfy { abs($1) * max(abs($0), 0.01) < 1e-3 }
  }

  /// The best of a few usual values.
  private var start: [Double] {
    var best: (cost: Double, argument: [Double])?
    var gradient = [Double](repeating: 0, count: free.count)
    for (alpha, persistence) in [(0.05, 0.98), (0.1, 0.95), (0.1, 0.99), (0.2, 0.8)] {
      var all = GARCHLikelihood.Vector.zero
      all[Place.omega] = target * (1 - persistence)
      all[Place.alpha] = alpha
      all[Place.beta] = persistence - alpha
      all[Place.reciprocalDegrees] = choice.law == .studentT ? 0.2 : 0
      let argument = free.map { all[$0] }
      let value = cost(argument, &gradient)
      if value < best?.cost ?? .infinity { best = (value, argument) }
    }
    return best?.argument ?? free.map { _ in 0 }
  }

  private func bounds(_ place: Int) -> ClosedRange<Double> {
    switch place {
    case Place.omega: 1e-9...100
    case Place.alpha, Place.beta: 0...1.5
    case Place.gamma: -1.5...1.5
    case Place.reciprocalDegrees:
      (1 / GARCHFit.largestDegreesOfFreedom)...(1 / choice.fewestDegreesOfFreedom)
    default: -1...1
    }
  }

  private func row(_ weights: [Int: Double]) -> [Double] { free.map { weights[$0] ?? 0 } }

  private func minimise(from start: [Double], persistence limit: Double)
    -> BoundedMinimiser.Minimum
  {
    var half = [
      BoundedMinimiser.LinearBound(
        row([Place.alpha: 1, Place.gamma: 0.5, Place.beta: 1]), atMost: limit)
    ]
    if choice.isAsymmetric {
      half.append(.init(row([Place.alpha: -1, Place.gamma: -1]), atMost: 0))
    }
    return BoundedMinimiser(valueTolerance: 1e-12, argumentTolerance: 1e-7).minimise(
      from: start, lower: free.map { bounds($0).lowerBound },
      upper: free.map { bounds($0).upperBound }, subjectTo: half, cost)
  }

  /// The best that the choice allows.
  func bounded(from argument: [Double]? = nil) -> BoundedMinimiser.Minimum {
    minimise(
      from: argument ?? start,
      persistence: choice.targetsVariance
        ? GARCHFit.largestTargetedPersistence
        : choice.boundsPersistence ? GARCHFit.largestPersistence : GARCHFit.freePersistence)
  }

  /// The best whatever the persistence.
  func unbounded(from argument: [Double]) -> BoundedMinimiser.Minimum {
    minimise(from: argument, persistence: GARCHFit.freePersistence)
  }
}
