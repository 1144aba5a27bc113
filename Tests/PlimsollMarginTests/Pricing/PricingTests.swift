import PlimsollMargin
import PlimsollMarket
import Testing

/// Markets from a quiet hour to two wild years.
private let markets: [Black76] = [0.5, 0.9, 1, 1.05, 2].flatMap { moneyness in
  [(0.02, 0.4), (30.0 / 365, 0.7), (2, 1.5)].map { years, volatility in
    Black76(
      forward: 50_000, strike: 50_000 * moneyness, yearsToExpiry: years, volatility: volatility,
      rate: 0.04)
  }
}

@Suite struct Black76Tests {
  @Test func methodsSheet() {
    let black = Black76(
      forward: 50_000, strike: 55_000, yearsToExpiry: 30.0 / 365, volatility: 0.7)
    #expect(abs(black.price(.call) - 2158.715795) < 1e-6)
    #expect(abs(black.price(.put) - 7158.715795) < 1e-6)
    #expect(abs(black.greeks(.call).delta - 0.3539844424) < 1e-10)
    #expect(abs(black.greeks(.call).gamma - 3.706457e-5) < 1e-11)
    #expect(abs(black.greeks(.call).vega - 5331.205587) < 1e-6)
  }

  @Test(arguments: markets) func callLessPutIsTheForward(market: Black76) {
    let parity = market.discountFactor * (market.forward - market.strike)
    #expect(abs(market.price(.call) - market.price(.put) - parity) < 1e-11 * market.forward)
    #expect(
      abs(market.greeks(.call).delta - market.greeks(.put).delta - market.discountFactor) < 1e-14)
  }

  @Test(arguments: markets, OptionRight.allCases)
  func greeksAreBumps(market: Black76, right: OptionRight) {
    func moved(
      forward: Double = 0, years: Double = 0, volatility: Double = 0, strike: Double = 0
    ) -> Black76 {
      Black76(
        forward: market.forward + forward, strike: market.strike + strike,
        yearsToExpiry: market.yearsToExpiry + years, volatility: market.volatility + volatility,
        rate: 0.04)
    }
    /// A central difference of `f`, against `greek` on the scale of its largest part.
    func check(_ greek: Double, _ step: Double, scale: Double, _ f: (Double) -> Double) {
      let bump = (f(step) - f(-step)) / (2 * step)
      #expect(abs(bump - greek) < 2e-5 * max(abs(greek), scale))
    }
    let greeks = market.greeks(right)
    let h = 1e-4 * market.forward * market.volatility * market.yearsToExpiry.squareRoot()
    let vol = 1e-4 * market.volatility
    let time = 1e-4 * market.yearsToExpiry
    let gamma = Black76(
      forward: market.strike, strike: market.strike, yearsToExpiry: market.yearsToExpiry,
      volatility: market.volatility
    ).greeks(.call).gamma
    check(greeks.delta, h, scale: 1e-3) { moved(forward: $0).price(right) }
    check(greeks.gamma, h, scale: gamma) { moved(forward: $0).greeks(right).delta }
    check(greeks.speed, h, scale: gamma / market.forward) {
      moved(forward: $0).greeks(right).gamma
    }
    check(greeks.vega, vol, scale: 1) { moved(volatility: $0).price(right) }
    check(greeks.vanna, vol, scale: 0.1) { moved(volatility: $0).greeks(right).delta }
    check(greeks.volga, vol, scale: market.forward) { moved(volatility: $0).greeks(right).vega }
    check(greeks.zomma, vol, scale: gamma) { moved(volatility: $0).greeks(right).gamma }
    check(-greeks.theta, time, scale: 1) { moved(years: $0).price(right) }
    check(-greeks.charm, time, scale: 1) { moved(years: $0).greeks(right).delta }
    check(-greeks.color, time, scale: gamma) { moved(years: $0).greeks(right).gamma }
    check(greeks.dualDelta, h, scale: 1e-3) { moved(strike: $0).price(right) }
  }

  @Test func risesWithVolatility() {
    for right in OptionRight.allCases {
      let prices = (0...300).map {
        Black76(
          forward: 100, strike: 120, yearsToExpiry: 0.25, volatility: Double($0) / 50
        ).price(right)
      }
      #expect(zip(prices, prices.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(prices[0] == max(0, right.sign * (100 - 120)))
    }
  }

  @Test func withoutTimeOnlyIntrinsicValueIsLeft() {
    for (forward, call) in [(90.0, 0.0), (100, 0), (130, 30)] {
      let black = Black76(forward: forward, strike: 100, yearsToExpiry: 0, volatility: 0.5)
      #expect(black.price(.call) == call)
      #expect(black.price(.put) == call + 100 - forward)
      let greeks = black.greeks(.call)
      #expect(greeks.gamma == 0 && greeks.vega == 0 && greeks.theta == 0)
    }
  }
}

@Suite struct BlackScholesTests {
  @Test func withoutCarryItIsBlack76() {
    let spot = BlackScholes(
      spot: 100, strike: 90, yearsToExpiry: 0.5, volatility: 0.6, rate: 0.03, carry: 0)
    let forward = Black76(
      forward: 100, strike: 90, yearsToExpiry: 0.5, volatility: 0.6, rate: 0.03)
    #expect(spot.price(.put) == forward.price(.put))
    #expect(spot.greeks(.call).charm == forward.greeks(.call).charm)
  }

  /// Carry enters every derivative by spot and time; with carry near nothing a wrong term would hide.
  @Test(arguments: [-0.4, 0.02, 0.3], OptionRight.allCases)
  func greeksAreBumps(carry: Double, right: OptionRight) {
    func moved(spot: Double = 0, years: Double = 0, volatility: Double = 0) -> BlackScholes {
      BlackScholes(
        spot: 100 + spot, strike: 110, yearsToExpiry: 0.5 + years, volatility: 0.8 + volatility,
        rate: 0.05, carry: carry)
    }
    func check(_ greek: Double, _ step: Double, _ f: (Double) -> Double) {
      let bump = (f(step) - f(-step)) / (2 * step)
      #expect(abs(bump - greek) < 1e-6 * abs(greek) + 1e-11, "\(bump), \(greek)")
    }
    let greeks = moved().greeks(right)
    check(greeks.delta, 0.01) { moved(spot: $0).price(right) }
    check(greeks.gamma, 0.01) { moved(spot: $0).greeks(right).delta }
    check(greeks.speed, 0.01) { moved(spot: $0).greeks(right).gamma }
    check(greeks.vanna, 1e-4) { moved(volatility: $0).greeks(right).delta }
    check(greeks.zomma, 1e-4) { moved(volatility: $0).greeks(right).gamma }
    check(-greeks.theta, 1e-4) { moved(years: $0).price(right) }
    check(-greeks.charm, 1e-4) { moved(years: $0).greeks(right).delta }
    check(-greeks.color, 1e-4) { moved(years: $0).greeks(right).gamma }
  }

  /// Hull, Options, Futures, and Other Derivatives: 4.76 and 0.81.
  @Test func aTextbookExample() {
    let option = BlackScholes(
      spot: 42, strike: 40, yearsToExpiry: 0.5, volatility: 0.2, rate: 0.1, carry: 0.1)
    #expect(abs(option.price(.call) - 4.76) < 0.005)
    #expect(abs(option.price(.put) - 0.81) < 0.005)
  }
}

@Suite struct DigitalOptionTests {
  @Test func callAndPutMakeAWhole() {
    let vanilla = BlackScholes(
      spot: 100, strike: 110, yearsToExpiry: 0.5, volatility: 0.8, rate: 0.05, carry: 0.02)
    let call = DigitalOption(vanilla, right: .call)
    let put = DigitalOption(vanilla, right: .put)
    #expect(
      abs(call.cashOrNothing + put.cashOrNothing - vanilla.onForward.discountFactor) < 1e-15)
    #expect(
      abs(call.assetOrNothing - 110 * call.cashOrNothing - vanilla.price(.call)) < 1e-12)
  }
}

@Suite struct InverseOptionTests {
  @Test func methodsSheet() {
    let call = InverseOption(
      forward: 50_000, strike: 55_000, yearsToExpiry: 30.0 / 365, volatility: 0.7, right: .call)
    #expect(abs(call.price - 0.0431743159) < 1e-10)
    #expect(abs(call.premiumAdjustedDelta - 0.3108101265) < 1e-10)
    #expect(call.payoff(at: 110_000) == 0.5)
    #expect(call.payoff(at: 50_000) == 0)
  }
}

@Suite struct ImpliedVolatilityTests {
  @Test(arguments: [1e-4, 0.003, 0.1, 1, 3], OptionRight.allCases)
  func givesTheVolatilityBack(years: Double, right: OptionRight) throws {
    for volatility in [0.05, 0.3, 0.9, 2.5, 8] {
      for moneyness in [0.6, 0.97, 1, 1.0000001, 1.4] {
        let black = Black76(
          forward: 60_000, strike: 60_000 * moneyness, yearsToExpiry: years,
          volatility: volatility, discountFactor: 0.98)
        let price = black.price(right)
        let vega = black.greeks(right).vega
        let unavoidable = (price.ulp + 1e-12 * price) / vega
        guard price > 1e-280, unavoidable < 1e-6 * volatility else { continue }
        let found = try ImpliedVolatility.of(
          price: price, right: right, forward: black.forward, strike: black.strike,
          yearsToExpiry: years, discountFactor: 0.98)
        #expect(abs(found - volatility) < 1e-11 + 8 * unavoidable)
      }
    }
  }

  @Test(arguments: [
    (OptionRight.call, 90.0, 9.8, ImpliedVolatilityError.notAbove(price: 9.8, lowerBound: 9.8)),
    (.put, 90, 0, .notAbove(price: 0, lowerBound: 0)),
    (.put, 100, -1, .notAbove(price: -1, lowerBound: 0)),
    (.call, 100, 98, .notBelow(price: 98, upperBound: 98)),
    (.put, 90, 90, .notBelow(price: 90, upperBound: 0.98 * 90)),
    (.call, 100, .infinity, .notFinite(.infinity)),
    (.call, 0, 5, .notPositive("strike", 0)),
  ])
  func namesTheBoundThatIsBroken(
    right: OptionRight, strike: Double, price: Double, error: ImpliedVolatilityError
  ) {
    #expect(throws: error) {
      try ImpliedVolatility.of(
        price: price, right: right, forward: 100, strike: strike, yearsToExpiry: 0.5,
        discountFactor: 0.98)
    }
    #expect(!error.description.isEmpty)
  }

  /// Prices too small for any probability still have a volatility.
  @Test(arguments: [1e-200, 1e-290, 1e-300, 1e-305]) func theFarthestTails(price: Double) throws {
    func implied(_ price: Double) throws -> Double {
      try ImpliedVolatility.of(
        price: price, right: .call, forward: 100, strike: 140, yearsToExpiry: 1e-4)
    }
    let volatility = try implied(price)
    #expect(volatility > 0.8 && volatility < 1.2)
    #expect(try implied(4 * price) > volatility)
  }

  @Test func refusesNaN() {
    #expect(throws: ImpliedVolatilityError.self) {
      try ImpliedVolatility.of(
        price: .nan, right: .put, forward: 100, strike: 100, yearsToExpiry: 0.5)
    }
  }
}
