internal import Glibc

/// The standard normal law, accurate relatively in both tails.
public enum NormalDistribution {
  /// The density `e^(-x²/2) / √2π`.
  ///
  /// The square is split in two parts, so the result keeps its digits at `|x| = 37` too.
  /// Edge cases: 0 at infinity, NaN for NaN.
  ///
  /// - Parameter x: in standard deviations.
  /// - Returns: the density, about 3e-16 relative.
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 26.2.1.
  /// - Verified by: NormalDistributionTests.
  public static func density(_ x: Double) -> Double {
    let square = x * x
    guard square < .infinity else { return x.isNaN ? x : 0 }
    let remainder = fma(x, x, -square)
    return 0.398_942_280_401_432_68 * exp(-0.5 * square) * (1 - 0.5 * remainder)
  }

  /// The probability `P(X <= x)`.
  ///
  /// `x / √2` is carried to double the precision, since in the tail an error in it is multiplied by
  /// `x`. Edge cases: 0 and 1 at the infinities, NaN for NaN.
  ///
  /// - Parameter x: in standard deviations.
  /// - Returns: a probability, about 1e-15 relative while it is a normal number (`x > -37.5`).
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 7.1.22, the C library's `erfc`.
  /// - Verified by: NormalDistributionTests.
  public static func cumulative(_ x: Double) -> Double {
    survival(-x)
  }

  /// The probability `P(X > x)`.
  ///
  /// Edge cases: 1 and 0 at the infinities, NaN for NaN.
  ///
  /// - Parameter x: in standard deviations.
  /// - Returns: a probability, about 1e-15 relative while it is a normal number (`x < 37.5`).
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 7.1.22, the C library's `erfc`.
  /// - Verified by: NormalDistributionTests.
  public static func survival(_ x: Double) -> Double {
    guard abs(x) < 40 else { return x.isNaN ? x : x > 0 ? 0 : 1 }
    // √½ = high + low
    let high = 0.707_106_781_186_547_52
    let low = -4.833_646_656_726_457e-17
    let y = x * high
    let remainder = fma(x, high, -y) + x * low
    let slope = 1.128_379_167_095_512_6 * exp(-y * y)
    return 0.5 * (erfc(y) - slope * remainder)
  }

  /// The natural logarithm of `P(X <= x)`, finite far beyond the underflow of `cumulative`.
  ///
  /// Edge cases: minus infinity at minus infinity, 0 at infinity, NaN for NaN.
  ///
  /// - Parameter x: in standard deviations.
  /// - Returns: a logarithm, about 1e-15 relative.
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 26.2.12 (asymptotic series, below -30).
  /// - Verified by: NormalDistributionTests.
  public static func logCumulative(_ x: Double) -> Double {
    if x > -0.5 { return log1p(-survival(x)) }
    if x >= -30 { return log(cumulative(x)) }
    guard x > -.infinity else { return x }
    let r = 1 / (x * x)
    let series = r * (-1 + r * (3 + r * (-15 + r * (105 + r * (-945 + r * 10395)))))
    return -0.5 * x * x - log(-x) - 0.918_938_533_204_672_74 + log1p(series)
  }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: minus infinity at 0, infinity at 1, NaN outside [0, 1] and for NaN. The smallest
  /// positive `p`, 5e-324, gives -38.47.
  ///
  /// - Parameter p: a probability.
  /// - Returns: in standard deviations, about 1e-15 relative; the same bits on every machine.
  /// - Complexity: O(1).
  /// - Source: Wichura (1988), algorithm AS 241, PPND16.
  /// - Verified by: NormalDistributionTests.
  public static func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    // 1 - p is exact above one half.
    return p < 0.5
      ? -NormalQuantile.magnitude(tail: p) : NormalQuantile.magnitude(tail: 1 - p)
  }
}
