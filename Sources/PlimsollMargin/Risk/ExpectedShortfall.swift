extension PnLVector {
  /// The mean loss in the worst `1 - level` of scenarios.
  ///
  /// Splits the scenario that straddles the quantile, so it is continuous in `level`.
  ///
  /// - Parameter level: confidence in (0, 1), such as 0.99.
  /// - Returns: a loss, positive when money is lost, with its standard error.
  /// - Complexity: O(n) on average (selection).
  /// - Source: Acerbi and Tasche (2002), "On the coherence of expected shortfall".
  /// - Verified by: PnLVectorTests, ReferenceTests (risk-historical).
  public func expectedShortfall(at level: ConfidenceLevel) -> Estimate {
    LossTail(self, level: level).expectedShortfall
  }
}

extension LossTail {
  /// The weighted mean loss with its standard error.
  ///
  /// - Source: Manistre and Hancock (2005), "Variance of the CTE estimator", N. American Actuarial
  ///   Journal 9: (Var(L | tail) + α (ES − VaR)²) / (n (1 − α)).
  static func shortfall(
    _ pnl: PnLVector, scenarios: [Int], weights: [Double], quantile: Double,
    level: ConfidenceLevel
  ) -> Estimate {
    // From the quantile upwards, so that rounding never puts the mean below it.
    var mean = quantile
    for (scenario, weight) in zip(scenarios, weights) {
      mean += weight * (-pnl.gains[scenario] - quantile)
    }
    guard scenarios.count > 1 else { return Estimate(value: mean, standardError: nil) }
    var variance = 0.0
    for (scenario, weight) in zip(scenarios, weights) {
      let deviation = -pnl.gains[scenario] - mean
      variance += weight * deviation * deviation
    }
    let excess = mean - quantile
    let size = Double(pnl.effectiveCount) * level.tailProbability
    let error = ((variance + level.value * excess * excess) / size).squareRoot()
    return Estimate(value: mean, standardError: error)
  }
}
