import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct CloseOutImpactTests {
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
}
