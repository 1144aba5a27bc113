internal import PlimsollNumerics

/// McNeil and Frey's test: whether losses beyond value at risk are on average as large as expected
/// shortfall says.
///
/// The residual of an exception is (loss − ES) / scale; its mean is zero when the forecasts are
/// right. The test is one-sided against a positive mean, by Student's t: a bootstrap, which the
/// authors use, differs when exceptions are few.
///
/// - Source: McNeil and Frey (2000), "Estimation of tail-related risk measures for heteroscedastic
///   financial time series", Journal of Empirical Finance 7.
/// - Verified by: ExceedanceResidualsTests, ReferenceTests (backtest-series).
public struct ExceedanceResiduals: Sendable, Equatable {
  /// The mean residual.
  public let mean: Double
  /// The mean over its standard error.
  public let statistic: Double
  /// The probability of a mean as large when the forecasts are right.
  public let pValue: Double

  /// The residuals of a series; nil with fewer than two exceptions or when all are alike.
  ///
  /// - Parameter scale: of each observation, such as its volatility; a common factor changes the
  ///   mean alone. Nil takes value at risk, which must then be positive in an exception.
  /// - Complexity: O(n).
  public init?(_ series: BacktestSeries, scale: [Double]? = nil) {
    let scale = scale ?? series.valueAtRisk
    precondition(scale.count == series.count)
    let places = series.exceptionPlaces
    guard places.count >= 2, places.allSatisfy({ scale[$0] > 0 }) else { return nil }
    let residuals = places.map {
      (-series.pnl[$0] - series.expectedShortfall[$0]) / scale[$0]
    }
    let count = Double(residuals.count)
    let mean = residuals.reduce(0, +) / count
    let variance = residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    guard variance > 0 else { return nil }
    self.mean = mean
    statistic = mean / (variance / count).squareRoot()
    pValue = StudentTDistribution(degreesOfFreedom: count - 1).survival(statistic)
  }
}
