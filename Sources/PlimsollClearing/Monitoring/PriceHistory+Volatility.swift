internal import Glibc
import PlimsollMarket

extension PriceHistory {
  /// The volatility of a day by exponential weighting, decay 0.94 a bar; zero without returns.
  ///
  /// - Source: RiskMetrics (1996).
  func dailyVolatility(of factor: RiskFactor) -> Double {
    var (variance, last): (Double?, Double?) = (nil, nil)
    for row in times.indices {
      guard let price = price(of: factor, row: row) else { continue }
      if let last {
        let move = log(price / last)
        variance = variance.map { 0.94 * $0 + 0.06 * move * move } ?? move * move
      }
      last = price
    }
    return ((variance ?? 0) / bar.days).squareRoot()
  }
}
