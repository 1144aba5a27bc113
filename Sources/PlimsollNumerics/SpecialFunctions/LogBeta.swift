internal import Glibc

extension SpecialFunctions {
  /// The natural logarithm of the beta function `Γ(a) Γ(b) / Γ(a + b)`.
  ///
  /// With a large argument the gamma functions' common part is cancelled by hand and only Stirling
  /// corrections are added, so the absolute error stays near 1e-15 times the result where the
  /// difference of three `logGamma` would lose all digits.
  ///
  /// - Parameters:
  ///   - a: positive and finite.
  ///   - b: positive and finite.
  /// - Returns: `ln B(a, b)`.
  /// - Complexity: O(1).
  /// - Source: DiDonato and Morris (1992), algorithm 708, `betaln`.
  /// - Verified by: LogBetaTests.
  public static func logBeta(_ a: Double, _ b: Double) -> Double {
    precondition(a > 0 && b > 0, "logBeta needs positive arguments")
    let small = min(a, b)
    let large = max(a, b)
    if large < 10 {
      return logGamma(small) + (logGamma(large) - logGamma(small + large))
    }
    let sum = small + large
    let ratio = small / large
    if small < 10 {
      // ln Γ(small) + [ln Γ(large) - ln Γ(sum)]
      let corrections = stirlingCorrection(large) - stirlingCorrection(sum)
      return logGamma(small) - small * (log(sum) - 1) - (large - 0.5) * log1p(ratio) + corrections
    }
    let corrections =
      stirlingCorrection(small) + (stirlingCorrection(large) - stirlingCorrection(sum))
    let halfLogTwoPi = 0.918_938_533_204_672_74
    return halfLogTwoPi - 0.5 * log(large) + (small - 0.5) * log(small / sum)
      - large * log1p(ratio) + corrections
  }
}
