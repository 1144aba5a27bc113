internal import Glibc

/// The beta law on [0, 1].
public struct BetaDistribution: Sendable, Equatable {
  /// The exponent at zero, positive and finite.
  public let a: Double
  /// The exponent at one, positive and finite.
  public let b: Double
  private let incomplete: IncompleteBeta

  /// The law with density proportional to `x^(a-1) (1-x)^(b-1)`.
  ///
  /// - Parameters:
  ///   - a: positive and finite.
  ///   - b: positive and finite.
  /// - Verified by: BetaDistributionTests.
  public init(a: Double, b: Double) {
    self.a = a
    self.b = b
    incomplete = IncompleteBeta(a: a, b: b)
  }

  /// The density.
  ///
  /// Edge cases: 0 outside [0, 1]; at an end infinite, finite or 0 as that end's exponent is below,
  /// at or above 1; NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: the density, about 1e-14 relative.
  /// - Complexity: O(1).
  /// - Source: Johnson, Kotz and Balakrishnan (1995), chapter 25; Loader (2000).
  /// - Verified by: BetaDistributionTests.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x == 0 { return a < 1 ? .infinity : a == 1 ? b : 0 }
    if x == 1 { return b < 1 ? .infinity : b == 1 ? a : 0 }
    return x > 0 && x < 1 ? incomplete.kernel(x: x, y: 1 - x) / (x * (1 - x)) : 0
  }

  /// The probability `P(X <= x)`.
  ///
  /// Edge cases: 0 up to zero, 1 from one, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(√max(a, b)) at worst.
  /// - Source: DiDonato and Morris (1992), algorithm 708.
  /// - Verified by: BetaDistributionTests.
  public func cumulative(_ x: Double) -> Double {
    x.isNaN ? x : incomplete.evaluate(x: x, y: 1 - x).lower
  }

  /// The probability `P(X > x)`.
  ///
  /// Edge cases: 1 up to zero, 0 from one, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(√max(a, b)) at worst.
  /// - Source: DiDonato and Morris (1992), algorithm 708.
  /// - Verified by: BetaDistributionTests.
  public func survival(_ x: Double) -> Double {
    x.isNaN ? x : incomplete.evaluate(x: x, y: 1 - x).upper
  }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: 0 at 0, 1 at 1, NaN outside [0, 1] and for NaN.
  ///
  /// - Parameter p: a probability.
  /// - Returns: the quantile, about 1e-13 relative in both tails.
  /// - Complexity: about ten `cumulative`.
  /// - Source: own derivation: Newton's method on the logarithm of the tail, in the logit.
  /// - Verified by: BetaDistributionTests.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? 0 : p == 1 ? 1 : .nan }
    let logit =
      p <= 0.5
      ? incomplete.logitQuantile(probability: p, isUpper: false)
      : incomplete.logitQuantile(probability: 1 - p, isUpper: true)
    return logit < 0 ? exp(logit) / (1 + exp(logit)) : 1 / (1 + exp(-logit))
  }
}
