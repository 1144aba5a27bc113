import Foundation
import PlimsollMarket
import Testing

extension ReturnPanelTests {
  /// A over all 100 days, LATE from day 60, ENDED to day 69.
  private static func unequal() throws -> PriceHistory {
    func walk(_ seed: UInt64, _ listed: Range<Int>) -> [Double?] {
      MarketSamples.walk(100, seed: seed).enumerated().map {
        listed.contains($0.offset) ? $0.element : nil
      }
    }
    return try MarketSamples.history(
      MarketSamples.times(100),
      [("A", walk(1, 0..<100)), ("LATE", walk(2, 60..<100)), ("ENDED", walk(3, 0..<70))])
  }

  @Test func onlyRowsThatAllShare() throws {
    let panel = try ReturnPanel(try Self.unequal(), factors: ["A", "LATE"])
    #expect(panel.count == 39)
    #expect(panel.isComplete)
    #expect(panel.coverage.map(\.ownReturns) == [99, 39])
    #expect(panel.coverage.map(\.usedReturns) == [39, 39])
    #expect(panel.coverage.map(\.filledReturns) == [0, 0])
    #expect(panel.coverage[1].firstPrice == MarketSamples.times(61).last)
    #expect(
      panel.diagnostics == [
        Diagnostic(
          .warning, "LATE",
          "its 39 returns leave all factors with 39 of up to 99: leave it out, or choose missing: "
            + "pairwise or proxy"),
        Diagnostic(
          .note, "A", "60 of its 99 returns are not used: another factor has no price then"),
      ])
  }

  @Test func anEarlyEndIsTold() throws {
    let panel = try ReturnPanel(try Self.unequal(), factors: ["A", "ENDED"])
    #expect(panel.count == 69)
    let warning = try #require(panel.diagnostics.first { $0.severity == .warning })
    #expect(warning.subject == "ENDED")
    #expect(warning.message.contains("prices end 2024-03-10, 30 days before 2024-04-09"))
  }

  @Test func pairwiseLeavesBlanks() throws {
    let history = try Self.unequal()
    let panel = try ReturnPanel(
      history, factors: ["A", "LATE", "ENDED"], missing: .pairwise)
    #expect(panel.count == 99)
    #expect(!panel.isComplete)
    #expect(panel.returns[0].allSatisfy { !$0.isNaN })
    #expect(panel.returns[1].indices.filter { !panel.returns[1][$0].isNaN } == Array(60..<99))
    #expect(panel.returns[2].indices.filter { !panel.returns[2][$0].isNaN } == Array(0..<69))
    #expect(panel.coverage.map(\.usedReturns) == [99, 39, 69])
    let alone = try ReturnPanel(history, factors: ["LATE"])
    #expect(Array(panel.returns[1][60...]) == alone.returns[0])
  }

  @Test func tooFewReturnsNameTheCulprit() throws {
    let times = MarketSamples.times(60)
    let long = MarketSamples.walk(60, seed: 1)
    let short = long.enumerated().map { $0.offset >= 45 ? $0.element : nil as Double? }
    let history = try MarketSamples.history(times, [("BTC", long), ("NEW", short), ("ETH", long)])
    let error = #expect(throws: InputError.self) {
      try ReturnPanel(history, factors: ["BTC", "NEW", "ETH"])
    }
    #expect(error?.kind == .data)
    #expect(error?.place == .init(file: "prices.csv", column: "NEW"))
    #expect(error?.message == "14 usable returns, at least 20 are needed")
    #expect(
      error?.remedy.hasPrefix("Shortest histories: NEW (2024-02-15 to 2024-02-29), BTC") == true)
    #expect(throws: InputError.self) {
      try ReturnPanel(history, factors: ["BTC", "NEW"], missing: .pairwise)
    }
    #expect(try ReturnPanel(history, factors: ["BTC", "ETH"]).count == 59)
  }

  @Test func twentyReturnsAreEnough() throws {
    let walk = MarketSamples.walk(21, seed: 7)
    let enough = try MarketSamples.history(MarketSamples.times(21), [("A", walk)])
    #expect(try ReturnPanel(enough, factors: ["A"]).count == 20)
    let short = try MarketSamples.history(MarketSamples.times(20), [("A", Array(walk[..<20]))])
    #expect(throws: InputError.self) { try ReturnPanel(short, factors: ["A"]) }
  }

  @Test(arguments: MissingPrices.allCases) func aBlankColumnIsTooFew(missing: MissingPrices)
    throws
  {
    let history = try MarketSamples.history(
      MarketSamples.times(40),
      [("A", MarketSamples.walk(40, seed: 8)), ("NONE", [Double?](repeating: nil, count: 40))])
    let error = #expect(throws: InputError.self) {
      try ReturnPanel(history, factors: ["A", "NONE"], missing: missing)
    }
    #expect(error?.place?.column == "NONE")
  }

  @Test func anUnknownFactorIsSuggested() throws {
    let history = try MarketSamples.history(
      MarketSamples.times(40), [("BTC", MarketSamples.walk(40, seed: 8))])
    for (factors, proxy) in [(["BTX"], nil), (["BTC"], "BTX")] as [([RiskFactor], RiskFactor?)] {
      let error = #expect(throws: InputError.self) {
        try ReturnPanel(history, factors: factors, missing: .proxy, proxy: proxy)
      }
      #expect(error?.message == "there is no such price column")
      #expect(error?.remedy == "Did you mean BTC?")
    }
  }
}
