internal import Glibc

/// Student's t law, not rescaled to unit variance.
///
/// The variance is `nu / (nu - 2)`: multiply by `√((nu - 2) / nu)` for a unit-variance t. Any real
/// number of degrees of freedom is right from 0.1 to 1e8.
public struct StudentTDistribution: Sendable, Equatable {
  /// The degrees of freedom, `nu`, positive and finite.
  public let degreesOfFreedom: Double
  /// `t² / (nu + t²)` has this beta law.
  private let beta: IncompleteBeta
  private let logNormaliser: Double

  /// The law with these degrees of freedom.
  ///
  /// - Parameter degreesOfFreedom: positive and finite, need not be whole.
  /// - Verified by: StudentTDistributionTests.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "the degrees of freedom must be positive and finite")
    self.degreesOfFreedom = degreesOfFreedom
    beta = IncompleteBeta(a: 0.5, b: degreesOfFreedom / 2)
    logNormaliser =
      -SpecialFunctions.logBeta(0.5, degreesOfFreedom / 2) - 0.5 * log(degreesOfFreedom)
  }

  /// The density.
  ///
  /// Edge cases: 0 at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: the density; relative error about 1e-16 times the size of its logarithm.
  /// - Complexity: O(1).
  /// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 28.
  /// - Verified by: StudentTDistributionTests.
  public func density(_ x: Double) -> Double { exp(logDensity(x)) }

  /// The natural logarithm of the density, finite where the density underflows.
  ///
  /// Edge cases: minus infinity at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: the logarithm.
  /// - Complexity: O(1).
  /// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 28.
  /// - Verified by: StudentTDistributionTests.
  public func logDensity(_ x: Double) -> Double {
    let r = abs(x) / degreesOfFreedom.squareRoot()
    let logOnePlusSquare = r < 1e100 ? log1p(r * r) : 2 * log(r)
    return logNormaliser - 0.5 * (degreesOfFreedom + 1) * logOnePlusSquare
  }

  /// The probability `P(X <= x)`.
  ///
  /// Edge cases: 0 and 1 at the infinities, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(1) in the tails, O(√nu) at worst; about 0.1 µs.
  /// - Source: Abramowitz and Stegun 26.7.1, by the incomplete beta function.
  /// - Verified by: StudentTDistributionTests.
  public func cumulative(_ x: Double) -> Double { survival(-x) }

  /// The probability `P(X > x)`.
  ///
  /// Edge cases: 1 and 0 at the infinities, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(1) in the tails, O(√nu) at worst; about 0.1 µs.
  /// - Source: Abramowitz and Stegun 26.7.1, by the incomplete beta function.
  /// - Verified by: StudentTDistributionTests.
  public func survival(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    let beyond = 0.5 * absoluteTails(abs(x)).upper
    return x > 0 ? beyond : 1 - beyond
  }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: minus infinity at 0, infinity at 1, NaN outside [0, 1] and for NaN; infinite too
  /// where the value is beyond the range of a `Double`, which takes fewer than one degree.
  ///
  /// - Parameter p: a probability.
  /// - Returns: the quantile, about 1e-14 relative in both tails and around zero.
  /// - Complexity: about ten `cumulative`, below 1 µs. Tabulate it (`PiecewisePolynomial`) for bulk.
  /// - Source: own derivation: Newton's method on the logarithm of the tail, in the logit of
  ///   `t² / (nu + t²)`, where it is concave.
  /// - Verified by: StudentTDistributionTests.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    if p == 0.5 { return 0 }
    // 1 - p and ½ - p are exact where they are used.
    let tail = p < 0.5 ? p : 1 - p
    let nu = degreesOfFreedom
    var start: Double?
    if nu >= 3 {
      let z = NormalQuantile.magnitude(tail: tail)
      let correction = 1 + (z * z + 1) / (4 * nu)
      start = 2 * log(max(z * correction, 1e-150)) - log(nu)
    }
    let logit =
      tail < 0.25
      ? beta.logitQuantile(probability: 2 * tail, isUpper: true, start: start)
      : beta.logitQuantile(probability: 2 * (0.5 - tail), isUpper: false, start: start)
    let size = nu.squareRoot() * exp(0.5 * logit)
    return p < 0.5 ? -size : size
  }

  /// The part of the second moment from within a bound, `E[X²; |X| <= bound]`.
  ///
  /// It is `nu / (nu - 2) I_y(3/2, nu/2 - 1)` with `y = b² / (nu + b²)`.
  /// Edge cases: 0 at a bound of 0, the variance at infinity, NaN for NaN.
  ///
  /// - Parameter bound: zero or more.
  /// - Returns: at most the variance `nu / (nu - 2)`.
  /// - Complexity: as `cumulative`.
  /// - Source: own derivation: the substitution `y = x² / (nu + x²)`; needs `nu > 2`.
  /// - Verified by: StudentTDistributionTests.
  public func partialSecondMoment(within bound: Double) -> Double {
    precondition(degreesOfFreedom > 2, "the second moment needs more than two degrees of freedom")
    precondition(!(bound < 0), "the bound must not be negative")
    guard !bound.isNaN else { return bound }
    let nu = degreesOfFreedom
    let square = bound / nu.squareRoot() * (bound / nu.squareRoot())
    let share =
      square == .infinity
      ? 1
      : IncompleteBeta(a: 1.5, b: nu / 2 - 1)
        .evaluate(x: square / (1 + square), y: 1 / (1 + square)).lower
    return nu / (nu - 2) * share
  }

  /// `P(|X| <= t)` and `P(|X| > t)`.
  private func absoluteTails(_ t: Double) -> (lower: Double, upper: Double) {
    let nu = degreesOfFreedom
    let scaled = t / nu.squareRoot()
    if scaled < 1e17 {
      let square = scaled * scaled
      let tails = beta.evaluate(x: square / (1 + square), y: 1 / (1 + square))
      return (tails.lower, tails.upper)
    }
    // Beyond it the tail is its leading term, (nu / t²)^(nu/2) / (nu/2 B).
    let logTail = -nu * log(scaled) - log(nu / 2) - SpecialFunctions.logBeta(0.5, nu / 2)
    let upper = exp(logTail)
    return (1 - upper, upper)
  }
}
