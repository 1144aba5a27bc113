import Foundation
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct SmileTests {
  static let curve = RawSVI(a: 0.012, b: 0.085, rho: -0.25, m: 0.02, sigma: 0.11)

  @Test func volatilitiesOfPremiumsOutOfTheMoney() {
    let smile = SurfaceSamples.smile(of: Self.curve, days: 30, reach: 3)
    #expect(smile.quotes.count == 21)
    for quote in smile.quotes {
      let volatility = Self.curve.volatility(quote.logMoneyness, years: smile.years)
      #expect(quote.right == (quote.strike >= 100 ? .call : .put))
      #expect(abs((quote.bid ?? 0) - (volatility - 0.005)) < 1e-9)
      #expect(abs((quote.ask ?? 0) - (volatility + 0.005)) < 1e-9)
      #expect(quote.holds(volatility) == true && quote.holds(volatility + 0.006) == false)
      #expect(quote.isLiquid == ((quote.delta ?? 0) >= 0.05))
    }
    #expect(smile.quotes.contains { !$0.isLiquid } && smile.quotes.contains(where: \.isLiquid))
    #expect(smile.quotes.map(\.logMoneyness) == smile.quotes.map(\.logMoneyness).sorted())
    #expect(smile.canBeFitted)
  }

  /// At the money the call's delta is N(½σ√t).
  @Test func deltaIsThatOfBlack() throws {
    let smile = SurfaceSamples.smile(of: Self.curve, days: 30)
    let money = try #require(smile.quotes.first { abs($0.logMoneyness) < 1e-12 })
    let black = Black76(
      forward: 100, strike: money.strike, yearsToExpiry: smile.years,
      volatility: try #require(money.middle))
    #expect(abs(try #require(money.delta) - black.greeks(.call).delta) < 1e-12)
  }

  @Test func whatIsNotLiquid() throws {
    var chain = SurfaceSamples.quotes(of: Self.curve, days: 30)
    for place in chain.options.indices { chain.options[place].bid = nil }
    let oneSided = Smile(chain)
    #expect(oneSided.quotes.allSatisfy { !$0.isLiquid && $0.delta == nil && $0.middle == nil })
    #expect(!oneSided.canBeFitted)
    // An ask of more than a coin implies no volatility.
    for place in chain.options.indices { chain.options[place].ask = 1e3 }
    #expect(Smile(chain).quotes.allSatisfy { $0.ask == nil })
    let wide = SurfaceSamples.smile(of: Self.curve, days: 30, half: 0.1)
    #expect(wide.quotes.allSatisfy { !$0.isLiquid } && wide.canBeFitted)
  }
}
