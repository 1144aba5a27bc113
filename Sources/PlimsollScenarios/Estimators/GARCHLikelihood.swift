internal import Glibc
import PlimsollNumerics

/// The log-likelihood of returns under a GARCH or GJR variance with normal or unit-variance
/// Student-t residuals, with its gradient.
///
/// Parameters stand in the order ω, α, γ, β, 1/ν, μ; those that a choice fixes are left alone. The
/// reciprocal of the degrees of freedom is what is searched: zero is the normal law, and the
/// likelihood is flat in ν itself.
///
/// - Source: Bollerslev (1986; 1987 for the t law); derivatives by differentiating the recursion.
/// - Verified by: GARCHFitTests, ReferenceTests (estimators-garch).
struct GARCHLikelihood {
  /// Returns, oldest first.
  let returns: [Double]
  let isStudentT: Bool
  let start: GARCH.Start
  /// What stands before the sample when it does not depend on μ.
  private let fixedPresample: Double?

  /// Parameters or their derivatives, in one register.
  typealias Vector = SIMD8<Double>

  enum Place {
    static let omega = 0
    static let alpha = 1
    static let gamma = 2
    static let beta = 3
    static let reciprocalDegrees = 4
    static let mean = 5
    static let count = 6
  }

  init(_ returns: [Double], isStudentT: Bool, start: GARCH.Start, estimatesMean: Bool) {
    self.returns = returns
    self.isStudentT = isStudentT
    self.start = start
    let mean = estimatesMean ? returns.reduce(0, +) / Double(returns.count) : 0
    fixedPresample =
      start == .backcast || !estimatesMean ? start.moment(of: returns.map { $0 - mean }) : nil
  }

  /// The mean square that a recursion starts from at mean `mean`, with its slope.
  private func presample(mean: Double) -> (value: Double, slope: Double) {
    if let fixedPresample { return (fixedPresample, 0) }
    let count = Double(returns.count)
    let sum = returns.reduce(0) { $0 + ($1 - mean) }
    return (start.moment(of: returns.map { $0 - mean }), -2 * sum / count)
  }

  /// The log-likelihood, and its gradient in the order of `Place`.
  func value(at parameters: Vector) -> (value: Double, gradient: Vector) {
    let law = Law(parameters, isStudentT: isStudentT)
    var gradient = Vector.zero
    var quadratic = 0.0
    // Logarithms of products, eight factors at a time.
    var (variances, tails) = (LogarithmOfProduct(), LogarithmOfProduct())
    walk(parameters, law) { term in
      variances.multiply(by: term.variance)
      tails.multiply(by: term.tail)
      quadratic += term.quadratic
      gradient += term.slope
    }
    let count = Double(returns.count)
    let tail = tails.value
    gradient[Place.reciprocalDegrees] =
      law.slopeOfDegrees * (gradient[Place.reciprocalDegrees] - 0.5 * tail)
      + count * law.constantSlope
    return (
      count * law.constant - 0.5 * (variances.value + law.tailWeight * tail + quadratic), gradient
    )
  }

  /// The gradient of each observation's log-likelihood.
  func scores(at parameters: Vector) -> [Vector] {
    let law = Law(parameters, isStudentT: isStudentT)
    var rows: [Vector] = []
    rows.reserveCapacity(returns.count)
    walk(parameters, law) { term in
      var row = term.slope
      row[Place.reciprocalDegrees] =
        law.slopeOfDegrees * (row[Place.reciprocalDegrees] - 0.5 * log(term.tail))
        + law.constantSlope
      rows.append(row)
    }
    return rows
  }

  /// ln of a long product, with one logarithm for eight factors.
  private struct LogarithmOfProduct {
    private var sum = 0.0
    private var product = 1.0
    private var pending = 0

    @inline(__always)
    mutating func multiply(by factor: Double) {
      product *= factor
      pending += 1
      if pending == 8 {
        sum += log(product)
        (product, pending) = (1, 0)
      }
    }

    var value: Double { sum + log(product) }
  }

  /// One observation's part of the log-likelihood.
  private struct Term {
    var variance: Double
    /// 1 + e²/(σ²(ν − 2)); one under the normal law.
    var tail: Double
    /// e²/σ² under the normal law; zero under the t law.
    var quadratic: Double
    /// By ω, α, γ, β, ν (but for the logarithm of `tail`) and μ.
    var slope: Vector
  }

  /// What the law of residuals has in common for all observations.
  private struct Law {
    var degrees = Double.infinity
    var constant = -0.5 * log(2 * Double.pi)
    var constantSlope = 0.0
    var slopeOfDegrees = 0.0
    /// ν + 1; zero under the normal law.
    var tailWeight = 0.0

    init(_ parameters: Vector, isStudentT: Bool) {
      guard isStudentT else { return }
      let reciprocal = parameters[Place.reciprocalDegrees]
      degrees = 1 / reciprocal
      tailWeight = degrees + 1
      constant =
        SpecialFunctions.logGamma((degrees + 1) / 2) - SpecialFunctions.logGamma(degrees / 2)
        - 0.5 * log(Double.pi * (degrees - 2))
      slopeOfDegrees = -degrees * degrees
      constantSlope =
        slopeOfDegrees * 0.5
        * (SpecialFunctions.digamma((degrees + 1) / 2) - SpecialFunctions.digamma(degrees / 2)
          - 1 / (degrees - 2))
    }
  }

  /// Goes through the observations with the variance, its derivatives and each one's term.
  @inline(__always)
  private func walk(_ parameters: Vector, _ law: Law, _ visit: (Term) -> Void) {
    let omega = parameters[Place.omega]
    let alpha = parameters[Place.alpha]
    let gamma = parameters[Place.gamma]
    let beta = parameters[Place.beta]
    let mean = parameters[Place.mean]
    let excess = law.degrees - 2
    let before = presample(mean: mean)
    let recursion = GARCH(omega: omega, alpha: alpha, gamma: gamma, beta: beta)
    var variance = recursion.firstVariance(presample: before.value, start)
    var slopes = Vector.zero
    if start == .firstIsMeanSquare {
      slopes[Place.mean] = before.slope
    } else {
      slopes[Place.omega] = 1
      slopes[Place.alpha] = before.value
      slopes[Place.gamma] = before.value / 2
      slopes[Place.beta] = before.value
      slopes[Place.mean] = recursion.persistence * before.slope
    }
    for value in returns {
      let residual = value - mean
      let square = residual * residual
      let reciprocal = 1 / variance
      var term = Term(variance: variance, tail: 1, quadratic: 0, slope: .zero)
      let byVariance: Double
      let byResidual: Double
      if isStudentT {
        // w = e²/(σ²(ν − 2)) and its share of 1 + w.
        let ratio = square * reciprocal / excess
        let share = ratio / (1 + ratio)
        term.tail = 1 + ratio
        byVariance = 0.5 * reciprocal * (law.tailWeight * share - 1)
        byResidual = -law.tailWeight * residual * reciprocal / (excess * (1 + ratio))
        term.slope = slopes * byVariance
        term.slope[Place.reciprocalDegrees] = 0.5 * law.tailWeight * share / excess
      } else {
        term.quadratic = square * reciprocal
        byVariance = 0.5 * reciprocal * (term.quadratic - 1)
        byResidual = -residual * reciprocal
        term.slope = slopes * byVariance
      }
      term.slope[Place.mean] -= byResidual
      visit(term)
      let isDown = residual < 0
      let reaction = isDown ? alpha + gamma : alpha
      slopes =
        beta * slopes
        + Vector(1, square, isDown ? square : 0, variance, 0, -2 * reaction * residual, 0, 0)
      variance = omega + reaction * square + beta * variance
    }
  }
}
