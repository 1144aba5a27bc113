import Glibc
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

private let now = Timestamp(seconds: 1_700_000_000)

private func option(
  _ settlement: Settlement = .linear, _ right: OptionRight = .call, strike: Double = 50_000,
  days: Int = 30, mark: Double? = nil, volatility: Double? = 0.6, forward: Double? = nil,
  size: Double = 1
) -> EuropeanOption {
  EuropeanOption(
    name: "O", underlying: "BTC", settlement: settlement, contractSize: size, right: right,
    strike: strike, expiry: now + .days(days), markPrice: mark, markVolatility: volatility,
    underlyingPrice: forward)
}

private func valued(_ option: EuropeanOption) throws -> OptionValuation {
  try OptionValuation(option, spot: 50_000, asOf: now)
}

private func makeValuation(_ option: EuropeanOption) throws -> Valuation {
  try Valuation(spot: ["BTC": 50_000], asOf: now, options: [option])
}

@Suite struct OptionValuationTests {
  @Test func linearOptionsAreBlack76OnTheirForward() throws {
    let black = Black76(
      forward: 51_000, strike: 50_000, yearsToExpiry: 30.0 / 365, volatility: 0.6)
    #expect(try valued(option(forward: 51_000, size: 10)).value == 10 * black.price(.call))
  }

  /// Coin value at the scenario's forward, in USD at the scenario's spot.
  @Test(arguments: [-0.4, 0, 0.25], OptionRight.allCases)
  func inverseOptionsConvertAtTheSpotOfTheirState(move: Double, right: OptionRight) throws {
    let after = TimeSpan.days(2)
    let coins = InverseOption(
      forward: 51_000 * (1 + move), strike: 50_000, yearsToExpiry: 28.0 / 365,
      volatility: 0.6 * 1.5, right: right)
    let value = try valued(option(.inverse, right, forward: 51_000, size: 2))
      .value(spotMove: move, volatilityChange: 0.5, after: after)
    #expect(abs(value - 2 * coins.price * 50_000 * (1 + move)) < 1e-8)
  }

  @Test func whatExpiresInsideTheHorizonIsIntrinsic() throws {
    let short = try valued(option(.linear, .put, strike: 52_000, days: 1))
    #expect(short.value(spotMove: -0.1, volatilityChange: 0, after: .days(1)) == 7_000)
    #expect(short.value(spotMove: 0.1, volatilityChange: 0, after: .days(5)) == 0)
    let inverse = try valued(option(.inverse, .put, strike: 52_000, days: 1))
    let coins = 7_000 / 45_000.0
    let value = inverse.value(spotMove: -0.1, volatilityChange: 0, after: .days(1))
    #expect(abs(value - coins * 45_000) < 1e-9)
  }

  @Test func aMissingVolatilityIsImplied() throws {
    for settlement in Settlement.allCases {
      let scale = settlement == .inverse ? 50_000.0 : 1
      let known = try valued(option(settlement))
      let implied = try valued(option(settlement, mark: known.value / scale, volatility: nil))
      #expect(abs(implied.volatility - 0.6) < 1e-12)
    }
  }

  @Test(arguments: [0.5, 70_000.0]) func anImpossiblePriceIsAnError(price: Double) {
    let bad = option(.linear, .call, strike: 40_000, mark: price, volatility: nil)
    let error = #expect(throws: InputError.self) { try valued(bad) }
    #expect(error?.kind == .data)
    #expect(error?.place?.column == "mark_price")
    #expect(error?.message.contains("O, valued in USD: the price") == true)
  }

  @Test func equityTakesTheMarkPrice() throws {
    let marked = option(.inverse, mark: 0.03, size: 2)
    let position = Position(instrument: .option(marked), quantity: -3, entryPrice: 0.05)
    let valuation = try makeValuation(marked)
    #expect(valuation.value(of: position) == -3 * (0.03 * 2 * 50_000))
    #expect(valuation.unrealisedPnL(of: position) == 0)
    #expect(valuation.unrealisedCoins(of: position) == 0)
    #expect(valuation.notional(of: position) == 300_000)
    let unmarked = option()
    let plain = Position(instrument: .option(unmarked), quantity: 1)
    #expect(try makeValuation(unmarked).value(of: plain) == valued(unmarked).value)
  }
}

@Suite struct OptionRevaluationTests {
  /// Log returns of one factor, more than a tile holds.
  private struct Moves: ScenarioSource {
    let factors: [RiskFactor] = ["BTC"]
    let count = 1_300

    func fill(_ tile: inout ScenarioTile) {
      for (column, scenario) in tile.scenarios.enumerated() {
        tile.moves[column] = 0.001 * Double(scenario) - 0.65
      }
    }
  }

  @Test(arguments: Settlement.allCases, OptionRight.allCases)
  func equalsTheScalarValue(settlement: Settlement, right: OptionRight) throws {
    for days in [1, 2, 3, 30, 700] {
      let held = option(settlement, right, strike: 55_000, days: days, forward: 50_400, size: 3)
      let unit = PnLUnit(.option(held), valuation: try makeValuation(held))
      let source = Moves()
      let gains = UnitPnL([unit], under: source, horizon: .days(2))
        .gains(of: [UnitPnL.Holding(unit: 0, quantity: -2)]).gains
      let scalar = try valued(held)
      let moves = source.moves(0..<source.count)
      for scenario in stride(from: 0, to: source.count, by: 7) {
        let move = expm1(moves[scenario, 0])
        let value = scalar.value(spotMove: move, volatilityChange: 0, after: .days(2))
        #expect(abs(gains[scenario] + 2 * (value - scalar.value)) < 1e-9)
      }
    }
  }
}
