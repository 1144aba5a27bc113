import Foundation
import PlimsollMargin
import PlimsollMarket

/// Chains quoted about known curves.
enum SurfaceSamples {
  static let time = Timestamp(seconds: 1_767_225_600)

  /// Quotes of one expiry whose volatilities are `half` to either side of a curve's, calls and puts
  /// at `count` strikes within `reach` deviations.
  static func quotes(
    of curve: RawSVI, days: Double, forward: Double = 100, half: Double = 0.005, count: Int = 21,
    reach: Double = 2
  ) -> ChainQuotes {
    let years = days / 365
    let expiry = Timestamp(seconds: time.seconds + Int((days * 86_400).rounded()))
    let deviation = curve.totalVariance(0).squareRoot()
    let options = (0..<count).flatMap { place -> [ChainQuotes.Quote] in
      let share = count > 1 ? 2 * Double(place) / Double(count - 1) - 1 : 0
      let strike = forward * exp(reach * deviation * share)
      let volatility = curve.volatility(log(strike / forward), years: years)
      return OptionRight.allCases.map { right in
        func premium(_ volatility: Double) -> Double {
          InverseOption(
            forward: forward, strike: strike, yearsToExpiry: years, volatility: volatility,
            right: right
          ).price
        }
        return ChainQuotes.Quote(
          option: EuropeanOption(
            name: "\(days)-\(place)-\(right)", underlying: "BTC", settlement: .inverse,
            right: right, strike: strike, expiry: expiry, markVolatility: volatility,
            underlyingPrice: forward),
          bid: premium(volatility - half), ask: premium(volatility + half))
      }
    }
    return ChainQuotes(
      underlying: "BTC", expiry: expiry, life: expiry - time, forward: forward, options: options)
  }

  static func smile(
    of curve: RawSVI, days: Double, half: Double = 0.005, count: Int = 21, reach: Double = 2
  ) -> Smile {
    Smile(quotes(of: curve, days: days, half: half, count: count, reach: reach))
  }
}
