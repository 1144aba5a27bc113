internal import Glibc

/// Both regularised incomplete gamma functions of one shape.
struct IncompleteGamma: Sendable, Equatable {
  /// The shape, positive and finite.
  let shape: Double
  /// `½ ln(a / 2π) - δ(a)`: the logarithm of `x^a e^-x / Γ(a)` less its deviance.
  private let logNormaliser: Double

  init(shape: Double) {
    precondition(shape > 0 && shape.isFinite, "the shape must be positive and finite")
    self.shape = shape
    logNormaliser =
      0.5 * log(shape / (2 * Double.pi)) - SpecialFunctions.stirlingCorrection(shape)
  }

  /// `P(a, x)`, `Q(a, x)` and the slope of `P` in `ln x`, which is `x^a e^-x / Γ(a)`.
  ///
  /// A series below `a + 1` and Lentz's continued fraction above: the one computed directly is the
  /// one that can be small, except `Q` for `a` far below 1, which has absolute accuracy there.
  ///
  /// - Parameter x: zero or more; infinity is the right end.
  /// - Complexity: O(√a) terms near `x = a`, a few dozen elsewhere.
  /// - Source: Press et al., Numerical Recipes 6.2, with Loader's (2000) prefactor.
  /// - Verified by: IncompleteGammaTests.
  func evaluate(_ x: Double) -> (lower: Double, upper: Double, kernel: Double) {
    guard x > 0 else { return (0, 1, 0) }
    guard x < .infinity else { return (1, 0, 0) }
    let kernel = kernel(x)
    if x < shape + 1 {
      let lower = min(1, kernel * series(x))
      return (lower, 1 - lower, kernel)
    }
    let upper = min(1, kernel * continuedFraction(x))
    return (1 - upper, upper, kernel)
  }

  /// `x^a e^-x / Γ(a)` for positive, finite `x`.
  func kernel(_ x: Double) -> Double {
    exp(logNormaliser - SpecialFunctions.saddlePointDeviance(shape, mean: x, excess: x - shape))
  }

  private func series(_ x: Double) -> Double {
    var term = 1 / shape
    var sum = term
    var denominator = shape
    repeat {
      denominator += 1
      term *= x / denominator
      sum += term
    } while term > sum * 1e-17
    return sum
  }

  private func continuedFraction(_ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - shape
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    var i = 0.0
    while i < 1e7 {
      i += 1
      let an = -i * (i - shape)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let step = d * c
      h *= step
      if abs(step - 1) < 3e-16 { break }
    }
    return h
  }
}

extension SpecialFunctions {
  /// The regularised lower incomplete gamma function `P(a, x)`.
  ///
  /// Edge cases: 0 at `x <= 0`, 1 at infinity, NaN for NaN.
  ///
  /// - Parameters:
  ///   - a: the shape, positive and finite.
  ///   - x: the argument.
  /// - Returns: a probability, about 1e-14 relative, or 1e-15 √a if that is more.
  /// - Complexity: O(√a) near `x = a`.
  /// - Source: Press et al., Numerical Recipes 6.2; Loader (2000).
  /// - Verified by: IncompleteGammaTests.
  public static func regularisedGammaP(_ a: Double, _ x: Double) -> Double {
    x.isNaN || a.isNaN ? .nan : IncompleteGamma(shape: a).evaluate(x).lower
  }

  /// The regularised upper incomplete gamma function `Q(a, x) = 1 - P(a, x)`.
  ///
  /// Edge cases: 1 at `x <= 0`, 0 at infinity, NaN for NaN.
  ///
  /// - Parameters:
  ///   - a: the shape, positive and finite.
  ///   - x: the argument.
  /// - Returns: a probability, about 1e-14 relative, 1e-15 √a if that is more; absolute for `x < a + 1`.
  /// - Complexity: O(√a) near `x = a`.
  /// - Source: Press et al., Numerical Recipes 6.2; Loader (2000).
  /// - Verified by: IncompleteGammaTests.
  public static func regularisedGammaQ(_ a: Double, _ x: Double) -> Double {
    x.isNaN || a.isNaN ? .nan : IncompleteGamma(shape: a).evaluate(x).upper
  }
}
