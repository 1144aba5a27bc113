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
    var slope = Slopes()
    var quadratic = 0.0
    // Logarithms of products, sixteen factors at a time.
    var (variances, tails) = (LogarithmOfProduct(), LogarithmOfProduct())
    walk(parameters, law) { term in
      variances.multiply(by: term.variance)
      tails.multiply(by: term.tail)
      quadratic += term.quadratic
      slope.add(term.slope)
    }
    let count = Double(returns.count)
    let ofVariances = variances.value
    let ofTails = isStudentT ? tails.value - ofVariances - count * law.logExcess : 0
    return (
      count * law.constant - 0.5 * (ofVariances + law.tailWeight * ofTails + quadratic),
      law.gradient(slope, logarithmOfTails: ofTails, count: count)
    )
  }

  /// The gradient of each observation's log-likelihood.
  func scores(at parameters: Vector) -> [Vector] {
    let law = Law(parameters, isStudentT: isStudentT)
    var rows: [Vector] = []
    rows.reserveCapacity(returns.count)
    walk(parameters, law) { term in
      let ofTail = isStudentT ? log(term.tail / term.variance) - law.logExcess : 0
      rows.append(law.gradient(term.slope, logarithmOfTails: ofTail, count: 1))
    }
    return rows
  }

  /// ln of a long product, with one logarithm for sixteen factors.
  private struct LogarithmOfProduct {
    private var sum = 0.0
    private var product = 1.0
    private var pending = 0

    @inline(__always)
    mutating func multiply(by factor: Double) {
      product *= factor
      pending += 1
      if pending == 16 {
        sum += log(product)
        (product, pending) = (1, 0)
      }
    }

    var value: Double { sum + log(product) }
  }

  /// Derivatives by ω, α, γ and β, by ν but for the logarithm of the tail, and by μ.
  private struct Slopes {
    var recursion = SIMD4<Double>.zero
    var degrees = 0.0
    var mean = 0.0

    @inline(__always)
    mutating func add(_ other: Slopes) {
      recursion += other.recursion
      degrees += other.degrees
      mean += other.mean
    }
  }

  /// One observation's part of the log-likelihood.
  private struct Term {
    var variance: Double
    /// (ν − 2) σ² + e², which is (ν − 2) σ² times 1 + e²/(σ²(ν − 2)); one under the normal law.
    var tail: Double
    /// e²/σ² under the normal law; zero under the t law.
    var quadratic: Double
    var slope: Slopes
  }

  /// What the law of residuals has in common for all observations.
  private struct Law {
    var constant = -0.5 * log(2 * Double.pi)
    /// ν − 2 and its logarithm.
    var excess = 1.0
    var logExcess = 0.0
    /// ν + 1; zero under the normal law.
    var tailWeight = 0.0
    /// Of ν by its reciprocal.
    private var slopeOfDegrees = 0.0
    private var constantSlope = 0.0

    init(_ parameters: Vector, isStudentT: Bool) {
      guard isStudentT else { return }
      let degrees = 1 / parameters[Place.reciprocalDegrees]
      excess = degrees - 2
      logExcess = log(excess)
      tailWeight = degrees + 1
      constant =
        SpecialFunctions.logGamma((degrees + 1) / 2) - SpecialFunctions.logGamma(degrees / 2)
        - 0.5 * (log(Double.pi) + logExcess)
      slopeOfDegrees = -degrees * degrees
      constantSlope =
        0.5
        * (SpecialFunctions.digamma((degrees + 1) / 2) - SpecialFunctions.digamma(degrees / 2)
          - 1 / excess)
    }

    /// The gradient of `count` observations with these slopes and this sum of ln(1 + e²/(σ²(ν − 2))).
    func gradient(_ slope: Slopes, logarithmOfTails: Double, count: Double) -> Vector {
      let byDegrees = slope.degrees - 0.5 * logarithmOfTails + count * constantSlope
      let recursion = slope.recursion
      return Vector(
        recursion[0], recursion[1], recursion[2], recursion[3], slopeOfDegrees * byDegrees,
        slope.mean, 0, 0)
    }
  }

  /// Goes through the observations with the variance, its derivatives and each one's term.
  @inline(__always)
  private func walk(_ parameters: Vector, _ law: Law, _ visit: (Term) -> Void) {
    let recursion = GARCH(
      omega: parameters[Place.omega], alpha: parameters[Place.alpha],
      gamma: parameters[Place.gamma], beta: parameters[Place.beta])
    let mean = parameters[Place.mean]
    let before = presample(mean: mean)
    var variance = recursion.firstVariance(presample: before.value, start)
    var slopes = SIMD4<Double>.zero
    var slopeOfMean = before.slope
    if start != .firstIsMeanSquare {
      slopes = SIMD4(1, before.value, before.value / 2, before.value)
      slopeOfMean *= recursion.persistence
    }
    let (excess, weight) = (law.excess, law.tailWeight)
    let byDegrees = 0.5 * weight / excess
    for value in returns {
      let residual = value - mean
      let square = residual * residual
      var term = Term(variance: variance, tail: 1, quadratic: 0, slope: Slopes())
      let byVariance: Double
      let byResidual: Double
      if isStudentT {
        // One division for 1/σ² and 1/((ν − 2) σ² + e²).
        let tail = excess * variance + square
        let both = 1 / (variance * tail)
        let ofTail = both * variance
        let share = square * ofTail
        term.tail = tail
        byVariance = 0.5 * both * tail * (weight * share - 1)
        byResidual = -weight * residual * ofTail
        term.slope.degrees = byDegrees * share
      } else {
        let reciprocal = 1 / variance
        term.quadratic = square * reciprocal
        byVariance = 0.5 * reciprocal * (term.quadratic - 1)
        byResidual = -residual * reciprocal
      }
      term.slope.recursion = slopes * byVariance
      term.slope.mean = slopeOfMean * byVariance - byResidual
      visit(term)
      let isDown = residual < 0
      let reaction = isDown ? recursion.alpha + recursion.gamma : recursion.alpha
      slopes = recursion.beta * slopes + SIMD4(1, square, isDown ? square : 0, variance)
      slopeOfMean = recursion.beta * slopeOfMean - 2 * reaction * residual
      variance = recursion.omega + reaction * square + recursion.beta * variance
    }
  }
}
