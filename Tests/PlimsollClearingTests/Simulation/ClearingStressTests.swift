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

  private struct Doubled: EndogenousMoves {
    var method: String { "every move twice" }
    func shock(after scenario: StressScenario, closing pools: [Int]) -> MarketShock {
      MarketShock(logMoves: scenario.shock.logMoves.mapValues { 2 * $0 })
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
    // The same groups default, and it costs what it costs at twice the moves.
    let after = try #require(stress.scenarios[0].settlementAfter)
    #expect(after.loss >= stress.scenarios[0].settlement.loss)
    #expect(after.layers.reduce(after.uncovered) { $0 + $1.drawn } == after.loss)
  }
}
