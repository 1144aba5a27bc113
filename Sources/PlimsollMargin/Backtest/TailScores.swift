internal import Glibc

/// Losses of forecasts of a tail that are smallest on average when the forecasts are right: for
/// comparing rules, not for accepting one.
///
/// - Verified by: TailScoresTests, ReferenceTests (backtest-series).
extension BacktestSeries {
  /// The joint score of value at risk and expected shortfall, observation by observation; nil when a
  /// shortfall is not positive, for which it is not defined.
  ///
  /// - Source: Patton, Ziegel and Chen (2019), "Dynamic semiparametric models for expected shortfall
  ///   (and value-at-risk)", Journal of Econometrics 211: FZ0 = −1{y ≤ v}(v − y)/(αe) + v/e +
  ///   log(−e) − 1 with v = −VaR, e = −ES and α the rate.
  public var jointScores: [Double]? {
    guard expectedShortfall.allSatisfy({ $0 > 0 }) else { return nil }
    return pnl.indices.map { t in
      let (value, shortfall) = (valueAtRisk[t], expectedShortfall[t])
      let excess = pnl[t] <= -value ? -value - pnl[t] : 0
      return excess / (rate * shortfall) + value / shortfall + log(shortfall) - 1
    }
  }

  /// The score of value at risk alone, observation by observation, in USD.
  ///
  /// - Source: Koenker and Bassett (1978): (1{y ≤ v} − α)(v − y).
  public var quantileScores: [Double] {
    zip(pnl, valueAtRisk).map { gain, value in
      ((gain <= -value ? 1 : 0) - rate) * (-value - gain)
    }
  }
}
