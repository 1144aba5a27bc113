internal import Glibc

/// Both tails of one beta law, the normalising constant computed once.
struct IncompleteBeta: Sendable, Equatable {
  /// The exponent of the argument, positive and finite.
  let a: Double
  /// The exponent of its complement, positive and finite.
  let b: Double
  private let logNormaliser: Double

  init(a: Double, b: Double) {
    precondition(
      a > 0 && b > 0 && a.isFinite && b.isFinite, "beta needs positive and finite parameters")
    self.a = a
    self.b = b
    let corrections =
      SpecialFunctions.stirlingCorrection(a + b) - SpecialFunctions.stirlingCorrection(a)
      - SpecialFunctions.stirlingCorrection(b)
    logNormaliser = corrections + 0.5 * log(a / (2 * Double.pi) * (b / (a + b)))
  }

  /// `I_x(a, b)`, its complement, and the slope in `logit x`, which is `x^a y^b / B(a, b)`.
  ///
  /// The tail on the nearer side of the mean is computed by a continued fraction, the other is its
  /// complement. The prefactor is a saddle point, so parameters of 1e9 lose few digits.
  ///
  /// - Parameters:
  ///   - x: the argument in [0, 1].
  ///   - y: `1 - x`, as exactly as the caller knows it.
  /// - Complexity: O(√max(a, b)) terms at worst, a few dozen in the tails.
  /// - Source: DiDonato and Morris (1992), algorithm 708, `bfrac`; Loader (2000), the prefactor.
  /// - Verified by: IncompleteBetaTests.
  func evaluate(x: Double, y: Double) -> (lower: Double, upper: Double, kernel: Double) {
    guard x > 0 else { return (0, 1, 0) }
    guard y > 0 else { return (1, 0, 0) }
    let excess = excess(x: x, y: y)
    let kernel = kernel(x: x, y: y)
    if x * (a + b + 2) <= a + 1 {
      let lower = min(1, kernel * Self.continuedFraction(a, b, x, y, lambda: -excess))
      return (lower, 1 - lower, kernel)
    }
    let upper = min(1, kernel * Self.continuedFraction(b, a, y, x, lambda: excess))
    return (1 - upper, upper, kernel)
  }

  /// `x^a y^b / B(a, b)` for `x` and `y` in (0, 1).
  func kernel(x: Double, y: Double) -> Double {
    let n = a + b
    let excess = excess(x: x, y: y)
    let deviance =
      SpecialFunctions.saddlePointDeviance(a, mean: n * x, excess: excess)
      + SpecialFunctions.saddlePointDeviance(b, mean: n * y, excess: -excess)
    return exp(logNormaliser - deviance)
  }

  /// `(a + b) x - a`, from whichever of `x` and `y` is known to more places.
  private func excess(x: Double, y: Double) -> Double {
    x <= y ? fma(a + b, x, -a) : -fma(a + b, y, -b)
  }

  /// `I_x(a, b)` divided by the kernel, for `x` up to about the mean.
  ///
  /// The form with `lambda = a - (a + b) x` loses nothing when `x` is close to one.
  private static func continuedFraction(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double, lambda: Double
  ) -> Double {
    let c = 1 + lambda
    let c0 = b / a
    let c1 = 1 / a + 1
    var n = 0.0
    var p = 1.0
    var s = a + 1
    var lastNumerator = 0.0
    var lastDenominator = 1.0
    var denominator = c / c1
    var numerator = 1.0
    var ratio = c1 / c
    while n < 1e7 {
      n += 1
      let t = n / a
      let w = n * (b - n) * x
      let e = a / s
      let alpha = p * (p + c0) * e * e * (w * x)
      let beta = n + w / s + (t + 1) / (c1 + t + t) * (c + n * (1 + y))
      p = t + 1
      s += 2
      (lastNumerator, numerator) = (numerator, alpha * lastNumerator + beta * numerator)
      (lastDenominator, denominator) = (denominator, alpha * lastDenominator + beta * denominator)
      let last = ratio
      ratio = numerator / denominator
      if abs(ratio - last) <= 2e-16 * ratio { break }
      lastNumerator /= denominator
      lastDenominator /= denominator
      numerator = ratio
      denominator = 1
    }
    return ratio
  }

  /// `ln(x / (1 - x))` where one tail of the law has the probability given.
  ///
  /// The density in the logit is log-concave, so Newton's method on the logarithm of the tail
  /// converges from wherever it starts; far out the leading term is exact and is inverted at once.
  ///
  /// - Parameters:
  ///   - probability: in (0, 1), best at most about ½ so that it is the tail that is small.
  ///   - isUpper: whether it is the probability above rather than below.
  ///   - start: a first guess of the logit, if there is a good one.
  /// - Complexity: about ten evaluations.
  /// - Source: Press et al., Numerical Recipes 6.14 (start); own derivation.
  /// - Verified by: BetaDistributionTests, StudentTDistributionTests.
  func logitQuantile(probability: Double, isUpper: Bool, start: Double? = nil) -> Double {
    let near = isUpper ? b : a
    // Leading term of the tail: s^near / (near B(a, b)).
    let logScale = log(near) + SpecialFunctions.logBeta(a, b)
    let leading = (log(probability) + logScale) / near
    if leading < -80 { return isUpper ? -leading : leading }
    let target = log(probability)
    let first = start ?? (isUpper ? -leading : leading)
    return MonotoneRoot.solve(from: min(max(first, -36), 36), in: -800...800) { logit in
      let x = logit < 0 ? exp(logit) / (1 + exp(logit)) : 1 / (1 + exp(-logit))
      let y = logit > 0 ? exp(-logit) / (1 + exp(-logit)) : 1 / (1 + exp(logit))
      let tails = evaluate(x: x, y: y)
      return isUpper
        ? (target - log(tails.upper), tails.kernel / tails.upper)
        : (log(tails.lower) - target, tails.kernel / tails.lower)
    }
  }
}

extension SpecialFunctions {
  /// The regularised incomplete beta function `I_x(a, b)`.
  ///
  /// Edge cases: 0 at `x <= 0`, 1 at `x >= 1`, NaN for NaN.
  ///
  /// - Parameters:
  ///   - x: the argument.
  ///   - a: the first parameter, positive and finite.
  ///   - b: the second parameter, positive and finite.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(√max(a, b)) at worst.
  /// - Source: DiDonato and Morris (1992), algorithm 708; Loader (2000).
  /// - Verified by: IncompleteBetaTests.
  public static func regularisedBeta(_ x: Double, a: Double, b: Double) -> Double {
    x.isNaN ? .nan : IncompleteBeta(a: a, b: b).evaluate(x: x, y: 1 - x).lower
  }

  /// The complement `1 - I_x(a, b)`, accurate where it is small.
  ///
  /// Edge cases: 1 at `x <= 0`, 0 at `x >= 1`, NaN for NaN.
  ///
  /// - Parameters:
  ///   - x: the argument.
  ///   - a: the first parameter, positive and finite.
  ///   - b: the second parameter, positive and finite.
  /// - Returns: a probability, about 1e-13 relative however small it is.
  /// - Complexity: O(√max(a, b)) at worst.
  /// - Source: DiDonato and Morris (1992), algorithm 708; Loader (2000).
  /// - Verified by: IncompleteBetaTests.
  public static func regularisedBetaComplement(_ x: Double, a: Double, b: Double) -> Double {
    x.isNaN ? .nan : IncompleteBeta(a: a, b: b).evaluate(x: x, y: 1 - x).upper
  }
}
