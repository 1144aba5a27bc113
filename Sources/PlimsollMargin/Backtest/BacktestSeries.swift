/// Forecasts of a tail and what came, observation by observation, oldest first.
public struct BacktestSeries: Sendable, Equatable {
  /// What was gained; negative when money was lost.
  public var pnl: [Double]
  /// The value at risk forecast for it, positive for a loss.
  public var valueAtRisk: [Double]
  /// The expected shortfall forecast for it, positive for a loss.
  public var expectedShortfall: [Double]
  /// The probability of a loss beyond value at risk when the forecasts are right: 1 − level.
  public var rate: Double

  /// As many forecasts as gains.
  ///
  /// - Parameter rate: between 0 and 1, such as 0.01.
  public init(
    pnl: [Double], valueAtRisk: [Double], expectedShortfall: [Double], rate: Double
  ) {
    precondition(pnl.count == valueAtRisk.count && pnl.count == expectedShortfall.count)
    precondition(rate > 0 && rate < 1)
    self.pnl = pnl
    self.valueAtRisk = valueAtRisk
    self.expectedShortfall = expectedShortfall
    self.rate = rate
  }

  /// The number of observations.
  public var count: Int { pnl.count }

  /// Whether each loss was beyond its value at risk, strictly.
  public var exceptions: [Bool] { zip(pnl, valueAtRisk).map { $0 < -$1 } }

  /// The places of the exceptions.
  public var exceptionPlaces: [Int] { pnl.indices.filter { pnl[$0] < -valueAtRisk[$0] } }

  /// Kupiec's test of its exceptions.
  public var proportionOfFailures: ProportionOfFailures {
    ProportionOfFailures(observations: count, exceptions: exceptionPlaces.count, rate: rate)
  }

  /// Christoffersen's tests of its exceptions.
  public var transitions: ExceptionTransitions { ExceptionTransitions(exceptions, rate: rate) }
}
