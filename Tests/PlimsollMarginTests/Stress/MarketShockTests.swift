import Glibc
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct MarketShockTests {
  private static let spot = 50_000.0
  private let valuation = Valuation(spot: ["BTC": spot, "ETH": 2_000])

  private static let instruments: [Instrument] = [
    .spot(Spot(name: "BTC", underlying: "BTC", contractSize: 2)),
    .perpetual(
      Perpetual(
        name: "P", underlying: "BTC", settlement: .linear, contractSize: 0.1, markPrice: 50_500)),
    .perpetual(
      Perpetual(
        name: "I", underlying: "BTC", settlement: .inverse, contractSize: 100, markPrice: 50_250)),
    .future(
      DatedFuture(
        name: "F", underlying: "BTC", settlement: .inverse, contractSize: 10, markPrice: 51_000,
        expiry: Timestamp(seconds: 2_000_000_000))),
  ]

  /// The same position with its mark and spot moved, valued afresh.
  private static func moved(_ instrument: Instrument, by factor: Double) -> Instrument {
    switch instrument {
    case .spot(var spot):
      spot.markPrice = spot.markPrice.map { $0 * factor }
      return .spot(spot)
    case .perpetual(var perpetual):
      perpetual.markPrice = perpetual.markPrice.map { $0 * factor }
      return .perpetual(perpetual)
    case .future(var future):
      future.markPrice *= factor
      return .future(future)
    case .option(var option):
      option.underlyingPrice = option.underlyingPrice.map { $0 * factor }
      return .option(option)
    }
  }

  @Test(arguments: instruments, [-0.9, -0.3, 0.25, 1])
  func equalsValueAfterLessValueBefore(instrument: Instrument, move: Double) {
    let after = Valuation(spot: ["BTC": Self.spot * (1 + move)])
    let shock = MarketShock(logMoves: ["BTC": log1p(move)])
    for quantity in [-7.0, 30] {
      let position = Position(instrument: instrument, quantity: quantity, entryPrice: 48_000)
      let later = Position(
        instrument: Self.moved(instrument, by: 1 + move), quantity: quantity, entryPrice: 48_000)
      let expected = after.value(of: later) - valuation.value(of: position)
      let pnl = valuation.pnl(of: position, under: shock)
      #expect(abs(pnl - expected) < 1e-9 * (abs(expected) + 1), "\(pnl), \(expected)")
    }
  }

  @Test func whatIsNotNamedStandsStill() {
    let shock = MarketShock(logMoves: ["ETH": -0.5], volatility: ["BTC": 0.8])
    for instrument in Self.instruments {
      #expect(valuation.pnl(of: Position(instrument: instrument, quantity: 3), under: shock) == 0)
    }
    #expect(shock.relativeMove(of: "BTC") == 0)
  }

  @Test func collateralGainsAtSpotAndUSDDoesNot() {
    let shock = MarketShock(logMoves: ["ETH": log(0.5)])
    #expect(
      abs(valuation.pnl(of: Collateral(asset: "ETH", amount: 3), under: shock) + 3_000) < 1e-9)
    #expect(valuation.pnl(of: Collateral(asset: nil, amount: 3), under: shock) == 0)
  }

  @Test(arguments: [Settlement.linear, .inverse], [-0.4, 0.1])
  func optionsAreRevaluedAtShockedVolatility(settlement: Settlement, move: Double) throws {
    let asOf = Timestamp(seconds: 1_750_000_000)
    let option = EuropeanOption(
      name: "C", underlying: "BTC", settlement: settlement, right: .call, strike: 52_000,
      expiry: asOf + .days(40), markVolatility: 0.6, underlyingPrice: 50_500)
    var shocked = option
    shocked.underlyingPrice = 50_500 * (1 + move)
    shocked.markVolatility = 0.6 * 1.5
    func value(_ option: EuropeanOption, spot: Double) throws -> Double {
      try OptionValuation(option, spot: spot, asOf: asOf).value
    }
    let expected =
      try value(shocked, spot: Self.spot * (1 + move)) - value(option, spot: Self.spot)
    let valuation = try Valuation(spot: ["BTC": Self.spot], asOf: asOf, options: [option])
    let shock = MarketShock(logMoves: ["BTC": log1p(move)], volatility: ["BTC": 0.5])
    let pnl = valuation.pnl(of: Position(instrument: .option(option), quantity: -3), under: shock)
    #expect(abs(pnl + 3 * expected) < 1e-8 * abs(expected))
  }
}
