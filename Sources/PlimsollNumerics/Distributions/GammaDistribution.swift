internal import Glibc

/// The gamma law with a shape and a scale; its mean is their product.
public struct GammaDistribution: Sendable, Equatable {
  /// The shape, positive and finite.
  public let shape: Double
  /// The scale, in the units of the variable, positive and finite.
  public let scale: Double
  private let incomplete: IncompleteGamma

  /// The law with this shape and scale.
  ///
  /// - Parameters:
  ///   - shape: positive and finite.
  ///   - scale: positive and finite.
  /// - Verified by: GammaDistributionTests.
  public init(shape: Double, scale: Double) {
    precondition(scale > 0 && scale.isFinite, "the scale must be positive and finite")
    self.shape = shape
    self.scale = scale
    incomplete = IncompleteGamma(shape: shape)
  }

  /// The density.
  ///
  /// Edge cases: 0 below zero and at infinity; at zero infinite for shapes below 1, `1 / scale` at
  /// shape 1 and 0 above; NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: the density, about 1e-14 relative.
  /// - Complexity: O(1).
  /// - Source: Johnson, Kotz and Balakrishnan (1994), chapter 17; Loader (2000).
  /// - Verified by: GammaDistributionTests.
  public func density(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
    return x > 0 && x < .infinity ? incomplete.kernel(x / scale) / x : 0
  }

  /// The probability `P(X <= x)`.
  ///
  /// Edge cases: 0 up to zero, 1 at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-14 relative, or 1e-15 √shape if that is more.
  /// - Complexity: O(√shape) near the mean, a few dozen terms elsewhere.
  /// - Source: Press et al., Numerical Recipes 6.2.
  /// - Verified by: GammaDistributionTests.
  public func cumulative(_ x: Double) -> Double {
    x.isNaN ? x : incomplete.evaluate(x / scale).lower
  }

  /// The probability `P(X > x)`.
  ///
  /// Edge cases: 1 up to zero, 0 at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-14 relative, or 1e-15 √shape if that is more.
  /// - Complexity: O(√shape) near the mean, a few dozen terms elsewhere.
  /// - Source: Press et al., Numerical Recipes 6.2.
  /// - Verified by: GammaDistributionTests.
  public func survival(_ x: Double) -> Double {
    x.isNaN ? x : incomplete.evaluate(x / scale).upper
  }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: 0 at 0, infinity at 1, NaN outside [0, 1] and for NaN; 0 too where the value
  /// underflows, which takes a shape below about 0.05.
  ///
  /// - Parameter p: a probability.
  /// - Returns: the quantile, about 1e-13 relative in both tails.
  /// - Complexity: about ten `cumulative`.
  /// - Source: Wilson and Hilferty (1931) as the start; Newton's method on the logarithm of the tail.
  /// - Verified by: GammaDistributionTests.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? 0 : p == 1 ? .infinity : .nan }
    return scale
      * (p <= 0.5
        ? incomplete.quantile(tail: p, isUpper: false)
        : incomplete.quantile(tail: 1 - p, isUpper: true))
  }

  /// The value above which the probability is `q`: `quantile(1 - q)` without the rounding of `1 - q`.
  ///
  /// Edge cases: infinity at 0, 0 at 1, NaN outside [0, 1] and for NaN.
  ///
  /// - Parameter q: a probability.
  /// - Returns: the quantile, about 1e-13 relative in both tails.
  /// - Complexity: about ten `cumulative`.
  /// - Source: as `quantile(_:)`.
  /// - Verified by: GammaDistributionTests.
  public func survivalQuantile(_ q: Double) -> Double {
    guard q > 0 && q < 1 else { return q == 0 ? .infinity : q == 1 ? 0 : .nan }
    return scale
      * (q < 0.5
        ? incomplete.quantile(tail: q, isUpper: true)
        : incomplete.quantile(tail: 1 - q, isUpper: false))
  }
}

extension IncompleteGamma {
  /// The argument where one tail has the probability given, at most about one half.
  ///
  /// The density in `ln x` is log-concave, so Newton's method on the logarithm of the tail
  /// converges from wherever it starts.
  ///
  /// - Complexity: about ten evaluations.
  /// - Source: Wilson and Hilferty (1931) as the start; own derivation.
  /// - Verified by: GammaDistributionTests.
  func quantile(tail: Double, isUpper: Bool) -> Double {
    let target = log(tail)
    // P(a, x) <= x^a / Γ(a + 1), with equality far down.
    let leading = (target + SpecialFunctions.logGamma(shape + 1)) / shape
    if !isUpper && leading < -40 { return exp(leading) }
    let z = NormalQuantile.magnitude(tail: tail) * (isUpper ? 1 : -1)
    let cubeRoot = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
    let wilsonHilferty = shape * cubeRoot * cubeRoot * cubeRoot
    var start = leading
    if wilsonHilferty > 0 && (shape >= 1 || isUpper) { start = max(leading, log(wilsonHilferty)) }
    if isUpper && shape < 1 { start = log(max(-target, 1e-3)) }
    let logarithm = MonotoneRoot.solve(from: start, in: -50...710) { u in
      let tails = evaluate(exp(u))
      return isUpper
        ? (target - log(tails.upper), tails.kernel / tails.upper)
        : (log(tails.lower) - target, tails.kernel / tails.lower)
    }
    return exp(logarithm)
  }
}
