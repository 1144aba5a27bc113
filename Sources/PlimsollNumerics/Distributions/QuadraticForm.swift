internal import Glibc

/// A quadratic form of independent standard normal numbers, c + Σ (bⱼ Zⱼ + λⱼ Zⱼ²): what a loss is to
/// second order.
///
/// - Source: Glasserman, Heidelberger and Shahabuddin (2000), "Variance reduction techniques for
///   estimating value-at-risk", Management Science 46.
/// - Verified by: QuadraticFormTests, ReferenceTests (montecarlo-delta-gamma).
public struct QuadraticForm: Sendable, Equatable {
  /// c.
  public var constant: Double
  /// b, one for each number.
  public var linear: [Double]
  /// λ, one for each number.
  public var curvature: [Double]

  /// A form with its coefficients.
  public init(constant: Double, linear: [Double], curvature: [Double]) {
    precondition(linear.count == curvature.count, "one slope and one curvature a number")
    self.constant = constant
    self.linear = linear
    self.curvature = curvature
  }

  /// The form of constant + slopes'Y + Y'(curvatures)Y for Y = factor Z, with the rotation that makes
  /// it diagonal: Z = rotation × the numbers of the form.
  ///
  /// - Parameters:
  ///   - slopes: of the n variables.
  ///   - curvatures: n × n, symmetric; of Y, without a half.
  ///   - factor: n × n, factor × factorᵀ the covariance of Y.
  /// - Complexity: O(n³).
  public static func diagonal(
    constant: Double, slopes: [Double], curvatures: Matrix, factor: Matrix
  ) -> (form: QuadraticForm, rotation: Matrix) {
    let eigen = SymmetricEigen(
      factor.transposed.multiplied(by: curvatures.multiplied(by: factor)))
    let whitened = factor.transposed.multiplied(by: slopes)
    let form = QuadraticForm(
      constant: constant, linear: eigen.vectors.transposed.multiplied(by: whitened),
      curvature: eigen.values)
    return (form, eigen.vectors)
  }

  /// The form of the negative.
  public var negated: QuadraticForm {
    QuadraticForm(
      constant: -constant, linear: linear.map { -$0 }, curvature: curvature.map { -$0 })
  }

  /// The form of `factor` times its numbers.
  public func stretched(by factor: Double) -> QuadraticForm {
    QuadraticForm(
      constant: constant, linear: linear.map { factor * $0 },
      curvature: curvature.map { factor * factor * $0 })
  }

  /// The first four cumulants: mean, variance, third and fourth.
  ///
  /// - Source: κₙ = ½ (n − 1)! Σ (2λ)ⁿ + ½ n! Σ b² (2λ)ⁿ⁻², without the second for n = 1.
  public var cumulants: [Double] {
    var sums = [constant, 0, 0, 0]
    for (slope, curve) in zip(linear, curvature) {
      let (double, square) = (2 * curve, slope * slope)
      sums[0] += curve
      sums[1] += 0.5 * double * double + square
      sums[2] += double * double * double + 3 * square * double
      sums[3] += 3 * double * double * double * double + 12 * square * double * double
    }
    return sums
  }

  /// The mean.
  public var mean: Double { cumulants[0] }
  /// The standard deviation.
  public var deviation: Double { cumulants[1].squareRoot() }

  /// Exponential twists lie below this: 1 / (2 max λ), infinity when no λ is positive.
  public var largestTwist: Double {
    let largest = curvature.max() ?? 0
    return largest > 0 ? 0.5 / largest : .infinity
  }

  /// ln E exp(θ (Q − c)), with its first two derivatives in θ.
  ///
  /// - Parameter twist: below `largestTwist`, and above the like bound of the negated form.
  public func logMoment(_ twist: Double) -> (value: Double, slope: Double, curve: Double) {
    var (value, first, second) = (0.0, 0.0, 0.0)
    for (slope, curve) in zip(linear, curvature) {
      let rest = 1 - 2 * twist * curve
      let mean = twist * slope / rest
      value += 0.5 * (twist * slope * mean - log(rest))
      // d/dθ of the mean is b / rest².
      first += slope * mean + curve * (mean * mean + 1 / rest)
      let moved = (slope + 2 * curve * mean) / rest
      second += slope * moved + 2 * curve * (mean * moved + curve / (rest * rest))
    }
    return (value, first, second)
  }

  /// A number exceeded with about the probability `survival`, below one half: within a few percent of
  /// its tail probability, at a thousandth of the cost of `quantile(survival:)`; nil when no twist
  /// reaches it.
  ///
  /// - Complexity: O(numbers × steps), some dozens of steps.
  /// - Source: Lugannani and Rice (1980), "Saddle point approximation for the distribution of the sum of
  ///   independent random variables", Advances in Applied Probability 12.
  public func roughQuantile(survival: Double) -> Double? {
    guard deviation > 0 else { return constant }
    func tail(_ twist: Double) -> (x: Double, survival: Double) {
      let (value, slope, curve) = logMoment(twist)
      let depth = (2 * (twist * slope - value)).squareRoot()
      let width = twist * curve.squareRoot()
      let density = NormalDistribution.density(depth)
      return (
        slope + constant,
        NormalDistribution.survival(depth) + density * (1 / width - 1 / depth)
      )
    }
    let bound = largestTwist
    var (low, high) = (0.0, bound)
    if bound == .infinity {
      high = 1 / deviation
      while tail(high).survival > survival {
        (low, high) = (high, 2 * high)
        guard high < 1e300 else { return nil }
      }
    }
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      // Near zero the two terms of the correction cancel; such a twist is too small.
      let found = tail(middle)
      if found.survival.isFinite && found.survival < survival {
        high = middle
      } else {
        low = middle
      }
    }
    let x = tail(high).x
    return x.isFinite ? x : nil
  }

  /// The twist θ ≥ 0 under which the form's mean is `target`: ψ'(θ) = target − c. Zero when the mean
  /// is as large already; nil when no twist reaches it.
  ///
  /// - Complexity: O(numbers × steps), some dozens of steps.
  public func twist(toMean target: Double) -> Double? {
    let wanted = target - constant
    guard wanted > logMoment(0).slope else { return 0 }
    let bound = largestTwist
    var (low, high) = (0.0, bound)
    if bound == .infinity {
      high = 1 / max(deviation, .leastNormalMagnitude)
      while logMoment(high).slope < wanted {
        low = high
        high *= 2
        guard high < 1e300 else { return nil }
      }
    }
    var twist = bound == .infinity ? 0.5 * (low + high) : 0.5 * bound
    for _ in 0..<200 {
      let (_, slope, curve) = logMoment(twist)
      if slope < wanted { low = twist } else { high = twist }
      let newton = twist - (slope - wanted) / curve
      let next = newton > low && newton < high ? newton : 0.5 * (low + high)
      if abs(next - twist) <= 1e-14 * next { return next }
      twist = next
    }
    return twist
  }
}
