internal import Glibc
internal import PlimsollNumerics

/// Berkowitz's test of a whole forecast law: the normal quantile of each observation's rank in its
/// forecast is standard normal and independent of the one before when forecasts are right.
///
/// Fits z_t = c + ρ z_(t−1) + e, e of variance σ², and tests c = 0, ρ = 0, σ² = 1.
///
/// - Source: Berkowitz (2001), "Testing density forecasts, with applications to risk management",
///   JBES 19.
/// - Verified by: AutoregressionTestTests, ReferenceTests (backtest-series).
public struct AutoregressionTest: Sendable, Equatable {
  /// c.
  public let intercept: Double
  /// ρ.
  public let autocorrelation: Double
  /// σ².
  public let variance: Double
  /// The likelihood ratio, three degrees of freedom.
  public let test: ChiSquareTest

  /// Which likelihood is maximised.
  public enum Likelihood: Sendable {
    /// Given the first observation.
    case conditional
    /// With the first observation under the stationary law.
    case exact
  }

  /// The test of the normal quantiles of ranks, oldest first; nil with fewer than three, or when
  /// they do not vary.
  ///
  /// - Complexity: O(n), and about 30 times that for the exact likelihood.
  public init?(_ scores: [Double], likelihood: Likelihood) {
    guard scores.count >= 3 else { return nil }
    let fit: (c: Double, rho: Double, variance: Double, statistic: Double)?
    switch likelihood {
    case .conditional: fit = Self.conditional(scores)
    case .exact: fit = Self.exact(scores)
    }
    guard let fit else { return nil }
    intercept = fit.c
    autocorrelation = fit.rho
    variance = fit.variance
    test = ChiSquareTest(statistic: fit.statistic, degreesOfFreedom: 3)
  }

  private static func conditional(_ scores: [Double]) -> (Double, Double, Double, Double)? {
    let (before, after) = (scores.dropLast(), scores.dropFirst())
    let count = Double(after.count)
    let means = (before.reduce(0, +) / count, after.reduce(0, +) / count)
    let square = before.reduce(0) { $0 + ($1 - means.0) * ($1 - means.0) }
    guard square > 0 else { return nil }
    let product = zip(before, after).reduce(0) { $0 + ($1.0 - means.0) * ($1.1 - means.1) }
    let rho = product / square
    let c = means.1 - rho * means.0
    let errors = zip(before, after).reduce(0) {
      let error = $1.1 - c - rho * $1.0
      return $0 + error * error
    }
    guard errors > 0 else { return nil }
    let variance = errors / count
    let raw = after.reduce(0) { $0 + $1 * $1 }
    return (c, rho, variance, raw - count * (log(variance) + 1))
  }

  /// For a given ρ the mean and the variance have closed forms; one search is left.
  private static func exact(_ scores: [Double]) -> (Double, Double, Double, Double)? {
    let count = Double(scores.count)
    func profile(_ rho: Double) -> (mean: Double, variance: Double, value: Double) {
      let steps = zip(scores.dropFirst(), scores).map { $0 - rho * $1 }
      let mean =
        ((1 + rho) * scores[0] + steps.reduce(0, +)) / (1 + rho + (count - 1) * (1 - rho))
      let first = scores[0] - mean
      let errors = steps.reduce((1 - rho * rho) * first * first) {
        let error = $1 - (1 - rho) * mean
        return $0 + error * error
      }
      let variance = errors / count
      return (mean, variance, count * (log(variance) + 1) - log1p(-rho * rho))
    }
    guard scores.contains(where: { $0 != scores[0] }) else { return nil }
    let rho = BrentMinimiser().minimise(in: -0.999...0.999) { profile($0).value }.argument
    let best = profile(rho)
    guard best.variance > 0 else { return nil }
    let raw = scores.reduce(0) { $0 + $1 * $1 }
    return (best.mean * (1 - rho), rho, best.variance, raw - best.value)
  }

  /// The test of mean and variance alone, two degrees of freedom; nil when the scores do not vary.
  public static func meanAndVariance(_ scores: [Double]) -> ChiSquareTest? {
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    guard variance > 0 else { return nil }
    let raw = scores.reduce(0) { $0 + $1 * $1 }
    return ChiSquareTest(statistic: raw - count * (log(variance) + 1), degreesOfFreedom: 2)
  }
}
