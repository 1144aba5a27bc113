import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import Testing

@Suite struct StickinessTests {
  static let curve = RawSVI(a: 0.012, b: 0.085, rho: -0.25, m: 0.02, sigma: 0.11)
  static let years = 30.0 / 365

  @Test(arguments: MovingOption.Stickiness.allCases) func withoutAMoveTheMarkStays(
    rule: MovingOption.Stickiness
  ) {
    for k in [-3, -0.5, 0, 0.2, 3] {
      let volatility = rule.volatility(
        mark: 0.7, logMoneyness: k, move: 0, level: 1, curve: Self.curve, years: Self.years)
      #expect(volatility == 0.7)
    }
  }

  @Test func aStrikeKeepsItsVolatility() {
    let volatility = MovingOption.Stickiness.strike.volatility(
      mark: 0.7, logMoneyness: 0.1, move: -0.2, level: 1.5, curve: Self.curve, years: Self.years)
    #expect(volatility == 0.7 * 1.5)
  }

  /// An option marked on the surface moves along it: at the money after the move, it has the
  /// volatility that was at the money before.
  @Test func aMoneynessKeepsItsVolatility() {
    let k = log(1.2)
    let mark = Self.curve.volatility(k, years: Self.years)
    let volatility = MovingOption.Stickiness.moneyness.volatility(
      mark: mark, logMoneyness: k, move: k, level: 1, curve: Self.curve, years: Self.years)
    #expect(abs(volatility - Self.curve.volatility(0, years: Self.years)) < 1e-12)
  }

  /// Of an option marked on the surface, the new volatility over the level is the surface's at the
  /// strike of the same delta: d1 up to the drift ½σ²t agrees.
  @Test(arguments: [0.8, 1.0, 1.4]) func aDeltaKeepsItsVolatility(level: Double) {
    let (k, move) = (0.1, -0.15)
    let mark = Self.curve.volatility(k, years: Self.years)
    let volatility = MovingOption.Stickiness.delta.volatility(
      mark: mark, logMoneyness: k, move: move, level: level, curve: Self.curve, years: Self.years)
    let root = Self.years.squareRoot()
    let place = (k - move) / level
    #expect(abs(volatility / level - Self.curve.volatility(place, years: Self.years)) < 1e-12)
    let distance = (k - move) / (volatility * root)
    #expect(
      abs(distance - place / (Self.curve.volatility(place, years: Self.years) * root)) < 1e-12)
  }

  @Test func volatilityIsNeverNegative() {
    let volatility = MovingOption.Stickiness.moneyness.volatility(
      mark: 0.01, logMoneyness: -1, move: -1, level: 1, curve: Self.curve, years: Self.years)
    #expect(volatility == 0)
  }
}
