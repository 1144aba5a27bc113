import Glibc
import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct ClearingStressTests {
  private let waterfall = Waterfall(
    layers: [
      .defaulterMargin, .defaulterFund, .operatorCapital(50), .mutualFund, .gainsHaircutting,
    ])

  private func scenario(_ name: String, _ a: Double, _ b: Double) -> StressScenario {
    StressScenario(
      name: name,
      shock: MarketShock(logMoves: [
        "A": log(1 + a), "B": log(1 + b),
      ]))
  }

  @Test func losses() throws {
    let samples = try ClearingSamples()
    let cleared = samples.cleared()
    let stress = ClearingStress(
      [scenario("crash", -0.5, -0.5), scenario("rally", 0.4, 0.6), scenario("calm", 0, 0)],
      on: cleared, valuation: samples.valuation, waterfall: waterfall, cover: 2)
    let spot = samples.book.spot
    let (a, b) = (try #require(spot["A"]), try #require(spot["B"]))
    func over(_ gain: Double, _ pool: Int) -> Double {
      max(0, (-100 * gain).rounded() + cleared.debt[pool] - cleared.margin[pool])
    }
    // Perpetuals are marked at spot; b1 has pledged ten coins, of which its part counts.
    let pledged = cleared.exposed[1].collateral.first { $0.asset != nil }?.amount ?? 0
    for (place, (moveA, moveB)) in [(-0.5, -0.5), (0.4, 0.6), (0, 0)].enumerated() {
      let (x, y) = (moveA * a, moveB * b)
      let expected = [
        over(5 * x + 5 * y, 0), over((60 + pledged) * y, 1) + over(-50 * y, 2),
        over(-10 * x - 8 * y, 3), over(18 * x - 2 * y, 4),
      ]
      for (found, wanted) in zip(stress.scenarios[place].overMargin, expected) {
        #expect(abs(found - wanted) <= 1, "\(stress.scenarios[place].name)")
      }
    }
    for scenario in stress.scenarios {
      let settled = scenario.settlement
      #expect(settled.loss == scenario.event.loss)
      #expect(settled.layers.reduce(settled.uncovered) { $0 + $1.drawn } == settled.loss)
      #expect(scenario.overMarginAfter == nil)
    }
    #expect(stress.losses(after: true, of: cleared) == nil)
    // In calm markets only the debt is lost.
    #expect(stress.scenarios[2].overMargin == [0, 0, 0, 10_000])
    #expect(stress.scenarios[2].event.defaulters.map(\.name) == ["alpha", "omega"])
  }

  /// Ten coins long and a tenth of a day's volume: a move of −σ √0.1.
  @Test func closingOutMovesTheMarketByTheRootOfSize() throws {
    let samples = try ClearingSamples()
    let price = try #require(samples.book.spot["A"])
    let table = LiquidityTable(["A": .init(averageDailyVolume: 100 * price)])
    let impact = CloseOutImpact(
      coefficient: 0.5, valuation: samples.valuation, liquidity: table,
      dailyVolatility: ["A": 0.04, "B": 0.05])
    let long = Account(
      name: "x",
      positions: [ClearingSamples.perpetual("A", 10), ClearingSamples.perpetual("B", 3)])
    let shock = MarketShock(logMoves: ["A": -0.3], volatility: ["A": 0.2])
    let after = impact.shock(after: shock, closing: [long])
    let move = try #require(after.logMoves["A"])
    #expect(abs(move - (-0.3 - 0.5 * 0.04 * 0.1.squareRoot())) < 1e-15)
    // No market for B: it stands still. Volatility stays.
    #expect(after.logMoves["B"] == nil && after.volatility == shock.volatility)
    // Accounts that offset leave nothing to trade; without impact nothing moves.
    let short = Account(name: "y", positions: [ClearingSamples.perpetual("A", -10)])
    #expect(impact.shock(after: shock, closing: [long, short]) == shock)
    let none = CloseOutImpact(
      coefficient: 0, valuation: samples.valuation, liquidity: table,
      dailyVolatility: ["A": 0.04])
    #expect(none.shock(after: shock, closing: [long]) == shock)
    let bought = try #require(impact.shock(after: shock, closing: [short]).logMoves["A"])
    #expect(abs(bought + 0.3 - 0.5 * 0.04 * 0.1.squareRoot()) < 1e-15)
  }

  private struct Doubled: EndogenousMoves {
    var method: String { "every move twice" }
    func shock(after shock: MarketShock, closing accounts: [Account]) -> MarketShock {
      MarketShock(logMoves: shock.logMoves.mapValues { 2 * $0 })
    }
  }

  @Test func anyMovesCanFollow() throws {
    let samples = try ClearingSamples()
    let cleared = samples.cleared()
    let small = scenario("small", -0.2, -0.2)
    let twice = StressScenario(
      name: "twice", shock: MarketShock(logMoves: small.shock.logMoves.mapValues { 2 * $0 }))
    let stress = ClearingStress(
      [small, twice], on: cleared, valuation: samples.valuation, waterfall: waterfall, cover: 2,
      moves: Doubled())
    #expect(stress.scenarios[0].overMarginAfter == stress.scenarios[1].overMargin)
    #expect(
      stress.losses(after: true, of: cleared)?.scenarios[0].overMargin
        == stress.scenarios[1].overMargin)
  }
}
