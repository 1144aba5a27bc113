import Glibc
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

private let spot: [RiskFactor: Double] = ["BTC": 50_000, "ETH": 2_000]

private func perpetual(
  _ settlement: Settlement, size: Double = 1, mark: Double? = nil, name: String = "P"
) -> Instrument {
  .perpetual(
    Perpetual(
      name: name, underlying: "BTC", settlement: settlement, contractSize: size, markPrice: mark))
}

@Suite struct ValuationTests {
  private let valuation = Valuation(spot: spot)

  @Test func linearContractsPayTheDifference() {
    let position = Position(
      instrument: perpetual(.linear, size: 0.1, mark: 50_500), quantity: -20, entryPrice: 51_000)
    #expect(valuation.value(of: position) == -20 * 0.1 * (50_500 - 51_000))
    #expect(valuation.notional(of: position) == 100_000)
  }

  // METHODS sheet, section E: a live Deribit vector, coin delta 0.314538364.
  @Test(arguments: [(-0.16, -0.0599120693), (0.16, 0.0433846019)])
  func inverseContractsPayInCoin(move: Double, coins: Double) {
    let size = 0.314538364 * 50_000
    let pnl = Valuation.inversePnL(size: size, from: 50_000, to: 50_000 * (1 + move))
    #expect(abs(pnl - coins) < 5e-11)
  }

  @Test func inverseGainsConvertAtSpot() {
    let position = Position(
      instrument: perpetual(.inverse, size: 100, mark: 50_250), quantity: 30, entryPrice: 48_000)
    let coins = 3_000 * (1 / 48_000.0 - 1 / 50_250.0)
    #expect(abs(valuation.value(of: position) - coins * 50_000) < 1e-9)
    #expect(valuation.notional(of: position) == 3_000)
  }

  @Test func withoutEntryNothingIsUnrealised() {
    for settlement in Settlement.allCases {
      let position = Position(instrument: perpetual(settlement), quantity: 5)
      #expect(valuation.unrealisedPnL(of: position) == 0)
    }
  }

  @Test func spotIsWorthItsPrice() {
    let position = Position(
      instrument: .spot(Spot(name: "ETH", underlying: "ETH")), quantity: -3, entryPrice: 1_000)
    #expect(valuation.value(of: position) == -6_000)
    #expect(valuation.unrealisedPnL(of: position) == 0)
  }
}

/// One scenario: log returns given factor by factor.
private struct GivenMoves: ScenarioSource {
  let factors: [RiskFactor]
  let moves: [[Double]]
  var count: Int { moves.count }

  func fill(_ tile: inout ScenarioTile) {
    for (column, scenario) in tile.scenarios.enumerated() {
      for factor in factors.indices {
        tile.moves[tile.range(ofFactor: factor).lowerBound + column] = moves[scenario][factor]
      }
    }
  }
}

@Suite struct UnitPnLTests {
  /// Full revaluation, state by state, by the convention: value at the horizon less value now,
  /// forwards moving with spot, coins at the spot of their own state.
  private func revalued(_ position: Position, _ move: [RiskFactor: Double]) -> Double {
    let scale = 1 + (move[position.instrument.underlying] ?? 0)
    let now = Valuation(spot: spot)
    let then = Valuation(spot: spot.mapValues { $0 * scale })
    let mark = now.mark(position.instrument)
    func value(_ valuation: Valuation, mark: Double) -> Double {
      let price = valuation.spotPrice(position.instrument.underlying)
      if case .spot = position.instrument { return position.size * price }
      let entry = position.entryPrice ?? now.mark(position.instrument)
      return position.instrument.settlement == .linear
        ? position.size * (mark - entry)
        : position.size * (1 / entry - 1 / mark) * price
    }
    return value(then, mark: mark * scale) - value(now, mark: mark)
  }

  @Test(arguments: [-0.9, -0.16, -1e-6, 0, 0.03, 1.5])
  func equalsRevaluationOfEveryKind(move: Double) {
    let positions = [
      Position(instrument: .spot(Spot(name: "BTC", underlying: "BTC")), quantity: 2),
      Position(instrument: perpetual(.linear, size: 0.01, mark: 50_400), quantity: -700),
      Position(
        instrument: perpetual(.linear, mark: 50_400), quantity: 3, entryPrice: 40_000),
      Position(instrument: perpetual(.inverse, size: 100, mark: 50_400), quantity: 9),
      Position(
        instrument: perpetual(.inverse, size: 100, mark: 50_400), quantity: 9, entryPrice: 30_000),
      Position(
        instrument: .future(
          DatedFuture(
            name: "F", underlying: "BTC", settlement: .inverse, contractSize: 10,
            markPrice: 51_000, expiry: Timestamp(seconds: 2_000_000_000))),
        quantity: -40, entryPrice: 60_000),
    ]
    for position in positions {
      let account = Account(name: "a", positions: [position])
      let set = NettingSet(
        [account], valuation: Valuation(spot: spot), simulatesCollateral: false)
      let source = GivenMoves(factors: ["BTC"], moves: [[log1p(move)]])
      let gains = UnitPnL(set.units, under: source, horizon: .day).gains(
        of: set.lines[0].flatMap(\.holdings))
      let expected = revalued(position, ["BTC": move])
      #expect(abs(gains.gains[0] - expected) < 1e-9 * max(1, abs(expected)))
    }
  }

  @Test func noMoveIsNoGain() {
    let set = NettingSet(
      [
        Account(
          name: "a",
          positions: [
            Position(instrument: perpetual(.inverse, mark: 49_000), quantity: 5, entryPrice: 1_000)
          ], collateral: [Collateral(asset: "ETH", amount: 3)])
      ], valuation: Valuation(spot: spot), simulatesCollateral: true)
    let source = GivenMoves(factors: ["BTC", "ETH"], moves: [[0, 0], [0, 0]])
    let gains = UnitPnL(set.units, under: source, horizon: .day).gains(
      of: set.lines[0].flatMap(\.holdings))
    #expect(gains.gains == [0, 0])
  }
}

@Suite struct AccountStandingTests {
  private let haircut = Haircut(fractions: ["BTC": 0.1], defaultFraction: 0.5)

  @Test func haircutsFallOnPositiveCoinsAlone() {
    let account = Account(
      name: "a",
      positions: [
        Position(instrument: .spot(Spot(name: "ETH", underlying: "ETH")), quantity: 10),
        Position(instrument: perpetual(.linear), quantity: 1, entryPrice: 49_000),
      ],
      collateral: [
        Collateral(asset: nil, amount: 1_000), Collateral(asset: "BTC", amount: 2),
        Collateral(asset: "ETH", amount: -4),
      ])
    let standing = AccountStanding(account, valuation: Valuation(spot: spot), haircut: haircut)
    #expect(standing.equity == 1_000 + 100_000 - 8_000 + 20_000 + 1_000)
    #expect(standing.collateralValue == standing.equity - 0.1 * 100_000)
    #expect(standing.unrealisedPnL == 1_000)
    #expect(standing.grossNotional == 20_000 + 50_000)
  }

  @Test func anEmptyAccountIsWorthNothing() {
    let standing = AccountStanding(
      Account(name: "a", positions: []), valuation: Valuation(spot: spot), haircut: haircut)
    #expect(standing.equity == 0 && standing.collateralValue == 0 && standing.grossNotional == 0)
  }
}
