internal import Glibc
internal import PlimsollNumerics

/// Whether one forecast scores better than another: a test of the mean of score differences.
///
/// - Source: Diebold and Mariano (1995), "Comparing predictive accuracy", JBES 13; the small-sample
///   factor of Harvey, Leybourne and Newbold (1997).
/// - Verified by: DieboldMarianoTests, ReferenceTests (backtest-series).
public struct DieboldMariano: Sendable, Equatable {
  /// How autocovariances of the differences are weighted.
  public enum Weighting: Sendable, Equatable {
    /// All alike; the variance may come out negative.
    case rectangular
    /// 1 − k/h at lag k.
    case bartlett
  }

  /// The mean of first less second: negative when the first is better.
  public let meanDifference: Double
  /// The mean over its standard error, normal when both are as good.
  public let statistic: Double
  /// Two-sided, by the normal law.
  public let pValue: Double
  /// The statistic with the small-sample factor.
  public let adjustedStatistic: Double
  /// Two-sided, by Student's t with one degree of freedom less than observations.
  public let adjustedPValue: Double

  /// Compares the scores of two forecasts of the same observations.
  ///
  /// - Parameter lags: h, so that autocovariances of lags below h count; one for none.
  /// - Returns: nil with fewer than two observations, or when the differences have no positive
  ///   variance.
  /// - Complexity: O(n h).
  public init?(
    _ first: [Double], _ second: [Double], lags: Int = 1, weighting: Weighting = .bartlett
  ) {
    precondition(first.count == second.count && lags >= 1)
    let count = first.count
    guard count >= 2, lags < count else { return nil }
    let differences = zip(first, second).map { $0 - $1 }
    let size = Double(count)
    let mean = differences.reduce(0, +) / size
    let centred = differences.map { $0 - mean }
    var variance = 0.0
    for lag in 0..<lags {
      var covariance = 0.0
      for t in lag..<count { covariance += centred[t] * centred[t - lag] }
      let weight = weighting == .rectangular ? 1 : 1 - Double(lag) / Double(lags)
      variance += (lag == 0 ? 1 : 2 * weight) * covariance / size
    }
    guard variance > 0 else { return nil }
    meanDifference = mean
    statistic = mean / (variance / size).squareRoot()
    pValue = 2 * NormalDistribution.survival(abs(statistic))
    let horizon = Double(lags)
    let factor = (size + 1 - 2 * horizon + horizon * (horizon - 1) / size) / size
    adjustedStatistic = statistic * max(0, factor).squareRoot()
    adjustedPValue =
      2
      * StudentTDistribution(degreesOfFreedom: size - 1).survival(abs(adjustedStatistic))
  }

  /// Lags for scores of one-bar forecasts, whose differences come in clusters as volatility does:
  /// 1 + ⌊4 (n/100)^(2/9)⌋.
  ///
  /// - Source: Newey and West (1994), "Automatic lag selection in covariance matrix estimation".
  public static func usualLags(observations: Int) -> Int {
    1 + Int(4 * pow(Double(observations) / 100, 2.0 / 9))
  }
}
