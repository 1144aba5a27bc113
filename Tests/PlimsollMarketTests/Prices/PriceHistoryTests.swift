import PlimsollMarket
import Testing

@Suite struct PriceHistoryTests {
  static func history(_ text: String, duplicates: PriceHistory.DuplicateRows = .refuse) throws
    -> PriceHistory
  {
    try PriceHistory(csv: InputFile(name: "prices.csv", text: text), duplicates: duplicates)
  }

  /// BTC throughout, SOL listed late, FTT ended early, NONE never listed.
  private static let listings = """
    date,BTC,SOL,FTT,NONE
    2024-01-01,100,,30,
    2024-01-02,101,,20,
    2024-01-03,102,5,10,
    2024-01-04,103,6,,
    2024-01-05,104,7,,
    """

  @Test func pricesAndBlanks() throws {
    let history = try Self.history(Self.listings)
    #expect(history.factors == ["BTC", "SOL", "FTT", "NONE"])
    #expect(history.times == MarketSamples.times(5))
    #expect(history.bar == .day)
    #expect(history.price(of: "BTC", row: 4) == 104)
    #expect(history.price(of: "SOL", row: 1) == nil)
    #expect(history.price(of: "SOL", row: 2) == 5)
    #expect(history.price(of: "XRP", row: 0) == nil)
    #expect(history.contains("NONE"))
    #expect(!history.contains("XRP"))
    #expect(history.digest.file == "prices.csv")
    #expect(history.digest.sha256.count == 64)
    #expect(history.diagnostics.isEmpty)
  }

  @Test func listings() throws {
    let history = try Self.history(Self.listings)
    let day = MarketSamples.time
    #expect(history.listing(of: "BTC") == day("2024-01-01")...day("2024-01-05"))
    #expect(history.listing(of: "SOL") == day("2024-01-03")...day("2024-01-05"))
    #expect(history.listing(of: "FTT") == day("2024-01-01")...day("2024-01-03"))
    #expect(history.listing(of: "NONE") == nil)
    #expect(history.listing(of: "XRP") == nil)
  }

  @Test(arguments: [
    ("BTC", "2024-01-05", 104, "2024-01-05"), ("BTC", "2024-01-05T12:00Z", 103, "2024-01-04"),
    ("FTT", "2030-01-01", 10, "2024-01-03"), ("SOL", "2024-01-04T00:00:00Z", 5, "2024-01-03"),
  ]) func lastPrices(factor: String, at: String, price: Double, time: String) throws {
    let last = try Self.history(Self.listings).lastPrice(
      of: RiskFactor(factor), at: MarketSamples.time(at))
    #expect(last?.price == price)
    #expect(last?.time == MarketSamples.time(time))
  }

  @Test func noLastPriceBeforeTheFirst() throws {
    let history = try Self.history(Self.listings)
    #expect(history.lastPrice(of: "SOL", at: MarketSamples.time("2024-01-02")) == nil)
    #expect(history.lastPrice(of: "NONE", at: MarketSamples.time("2024-01-05")) == nil)
  }

  /// A price far from both neighbours is named with its time; one that falls or rises for good, or stands
  /// at either end, is not.
  @Test func aMisplacedDecimalPointIsNamed() throws {
    let found = try Self.history(
      """
      date,SLIP,DOWN,GAP,ENDS
      2024-01-01,100,100,10,900
      2024-01-02,101,90,10,1
      2024-01-03,10100,5,,1
      2024-01-04,102,5,1,1
      2024-01-05,103,4,,1
      2024-01-06,104,4,10.5,700
      """
    ).diagnostics
    #expect(
      found.map(\.subject) == ["SLIP", "GAP"] && found.allSatisfy { $0.severity == .warning })
    #expect(found[0].message.contains("2024-01-03 is 99.02 times"), "\(found[0].message)")
    #expect(found[1].message.contains("2024-01-04 is 0.1 times"), "\(found[1].message)")
    let hourly = try Self.history(
      "timestamp,A\n2024-01-01T23:00Z,1\n2024-01-02T00:00Z,9\n2024-01-02T01:00Z,1\n")
    #expect(hourly.diagnostics[0].message.contains("2024-01-02T00:00:00Z"))
    let many = (1...20).map { "2024-01-\($0 < 10 ? "0" : "")\($0),\($0 % 2 == 0 ? 90 : 1)\n" }
    let counted = try Self.history("date,A\n" + many.joined()).diagnostics
    #expect(counted.count == 4 && counted[3].message.hasPrefix("15 more"), "\(counted)")
  }

  @Test func theMedianStepIsTheBar() throws {
    let hourly = MarketSamples.times(10, step: TimeSpan(seconds: 3600))
    let prices = [Double?](repeating: 1, count: 9)
    var withHole = hourly
    withHole.remove(at: 4)
    #expect(try MarketSamples.history(withHole, [("A", prices)]).bar == TimeSpan(seconds: 3600))
    // Monday to Friday, twice: the weekend does not count as the bar.
    let days = MarketSamples.times(12, from: "2024-01-01").enumerated()
      .filter { $0.offset % 7 < 5 }.map(\.element)
    #expect(try MarketSamples.history(days, [("A", prices + [1])]).bar == .day)
    #expect(try Self.history("date,A\n2024-01-01,5\n").bar == .day)
  }

  @Test func cutAtATime() throws {
    let history = try Self.history(Self.listings)
    let cut = try history.upTo(MarketSamples.time("2024-01-03T10:00Z"))
    #expect(cut.times == MarketSamples.times(2))
    #expect(cut.price(of: "BTC", row: 1) == 101)
    #expect(cut.digest == history.digest)
    #expect(try history.upTo(MarketSamples.time("2025-01-01")).times.count == 5)
    let error = #expect(throws: InputError.self) {
      try history.upTo(MarketSamples.time("2023-01-01"))
    }
    #expect(error?.kind == .data)
    #expect(error?.message.contains("the first is 2024-01-01") == true)
  }
}
