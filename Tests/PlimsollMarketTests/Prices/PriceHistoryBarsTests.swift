import PlimsollMarket
import Testing

@Suite struct PriceHistoryBarsTests {
  private static let factors = [RiskFactor("A"), RiskFactor("B")]

  private func history(_ times: [Timestamp], _ b: [Double?]) throws -> PriceHistory {
    try PriceHistory(
      csv: MarketSamples.priceFile(
        times, [("A", times.indices.map { 100 + Double($0) }), ("B", b)]))
  }

  @Test func barsAreBetweenRowsThatHaveAllPrices() throws {
    let history = try history(MarketSamples.times(6), [nil, 1, 2, nil, 3, 4])
    let bars = history.bars(of: Self.factors)
    #expect(bars.map(\.start) == [1, 2, 4])
    #expect(bars.map(\.end) == [2, 4, 5])
    #expect(history.bars(of: [RiskFactor("A")]).count == 5)
    #expect(history.bars(of: [RiskFactor("C")]).isEmpty)
  }

  @Test func noBarCrossesAGap() throws {
    var times = MarketSamples.times(12)
    for index in 6..<12 { times[index] = times[index] + .days(9) }
    let history = try history(times, [Double?](repeating: 1, count: 12))
    let bars = history.bars(of: Self.factors)
    #expect(bars.count == 10)
    #expect(!bars.contains { $0.start == 5 })
  }

  /// The bars are those of the returns of `ReturnPanel`.
  @Test func agreesWithReturns() throws {
    let times = MarketSamples.times(60)
    let prices = times.indices.map { $0 % 7 == 3 ? nil : Double($0 + 1) }
    let history = try history(times, prices)
    let panel = try ReturnPanel(history, factors: Self.factors)
    #expect(history.bars(of: Self.factors).map { history.times[$0.end] } == panel.times)
  }
}
