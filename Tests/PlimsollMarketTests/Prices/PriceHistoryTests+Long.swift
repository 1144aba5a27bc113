import PlimsollMarket
import Testing

@Suite struct LongPriceHistoryTests {
  private func history(_ text: String, duplicates: PriceHistory.DuplicateRows = .refuse) throws
    -> PriceHistory
  {
    try PriceHistory(csv: InputFile(name: "p.csv", text: text), duplicates: duplicates)
  }

  private let bars = """
    timestamp,asset,market,open,high,low,close,volume
    2024-01-01T00:00:00Z,BTC,spot,1,2,1,100,5
    2024-01-01T01:00:00Z,BTC,spot,1,2,1,101,5
    2024-01-01T03:00:00Z,BTC,spot,1,2,1,103,5
    2024-01-01T04:00:00Z,BTC,spot,1,2,1,104,5
    2024-01-01T00:00:00Z,BTC,perp,1,2,1,99,5
    2024-01-01T01:00:00Z,BTC,perp,1,2,1,,5
    2024-01-01T02:00:00Z,BTC,perp,1,2,1,102,5
    2024-01-01T03:00:00Z,BTC,perp,1,2,1,103,5

    """

  @Test func marketsAreFactorsAndBarsCloseLater() throws {
    let history = try history(bars)
    #expect(history.factors == ["BTC", "BTC.perp"])
    #expect(history.bar == TimeSpan("1h"))
    #expect(history.times.first == Timestamp("2024-01-01T01:00:00Z"))
    #expect(history.times.count == 5)
    #expect(history.price(of: "BTC", row: 2) == nil && history.price(of: "BTC", row: 3) == 103)
    #expect(history.price(of: "BTC.perp", row: 1) == nil)
    #expect(history.price(of: "BTC.perp", row: 2) == 102)
  }

  @Test func withoutBarsTheTimeIsThePrices() throws {
    let history = try history(
      "timestamp,asset,close\n2024-01-01T00:00:00Z,A,1\n2024-01-01T08:00:00Z,A,2\n")
    #expect(history.times.first == Timestamp("2024-01-01T00:00:00Z"))
    #expect(history.bar == TimeSpan("8h"))
  }

  @Test func aMissingHourBreaksTheChain() throws {
    var text = "timestamp,asset,close\n"
    let start = Timestamp(seconds: 1_704_067_200)
    for hour in 0..<60 where hour != 30 {
      text += "\((start + TimeSpan(seconds: 3600 * hour + 60)).description),A,\(100 + hour % 7)\n"
    }
    let panel = try ReturnPanel(try history(text), factors: ["A"])
    #expect(panel.chains.count == 2 && panel.count == 57)
    #expect(panel.overlappingSums(bars: 8)[0].count == (29 - 7) + (28 - 7))
  }

  @Test func eachSeriesMustRise() throws {
    let text = "timestamp,asset,close\n2024-01-02T00:00:00Z,A,1\n2024-01-02T00:00:00Z,A,2\n"
    let error = #expect(throws: InputError.self) { try history(text) }
    #expect(error?.place?.line == 3)
    let kept = try history(text, duplicates: .keepLast)
    #expect(kept.price(of: "A", row: 0) == 2 && kept.diagnostics.count == 1)
    #expect(throws: InputError.self) {
      try history("timestamp,asset,close\n2024-01-02T00:00:00Z,A,-1\n")
    }
  }
}
