import PlimsollMarket
import Testing

@Suite struct ReturnPanelRowsTests {
  private func panel(without dropped: Range<Int> = 0..<0) throws -> ReturnPanel {
    let walks = [MarketSamples.walk(101, seed: 1), MarketSamples.walk(101, seed: 2)]
    let times = MarketSamples.times(101)
    let kept = (0..<101).filter { !dropped.contains($0) }
    let history = try MarketSamples.history(
      kept.map { times[$0] },
      [("A", kept.map { walks[0][$0] }), ("B", kept.map { walks[1][$0] })])
    return try ReturnPanel(history, factors: ["A", "B"])
  }

  @Test func keepsTheRowsAndBreaksTheChainBetweenRanges() throws {
    let panel = try panel()
    let part = panel.rows([10..<20, 20..<25, 90..<100])
    #expect(part.count == 25 && part.chains == [0..<10, 10..<15, 15..<25])
    #expect(part.times == Array(panel.times[10..<25] + panel.times[90..<100]))
    for (row, whole) in zip(part.returns, panel.returns) {
      #expect(row == Array(whole[10..<25] + whole[90..<100]))
    }
  }

  @Test func chainsOfThePanelStayBroken() throws {
    // A hole of twelve days after the fortieth price.
    let panel = try panel(without: 40..<51)
    #expect(panel.chains == [0..<39, 39..<88])
    #expect(panel.rows([30..<50]).chains == [0..<9, 9..<20])
    #expect(panel.rows([0..<30, 60..<70]).chains == [0..<30, 30..<40])
    #expect(panel.windowCount(bars: 1) == 88 && panel.windowCount(bars: 5) == 35 + 45)
    #expect(panel.rows([30..<50]).windowCount(bars: 10) == 2)
  }

  @Test func allRowsAreThePanelAndNoneAreNone() throws {
    let panel = try panel()
    #expect(panel.rows([0..<100]).returns == panel.returns)
    #expect(panel.rows([]).count == 0 && panel.rows([]).windowCount(bars: 1) == 0)
  }
}
