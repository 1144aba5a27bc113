import PlimsollMarket
import Testing

@Suite struct FundingHistoryTests {
  private static let header = "timestamp,venue,symbol,interval_hours,rate\n"

  private func history(_ rows: String, header: String = header) throws -> FundingHistory {
    try FundingHistory(
      csv: InputFile(name: "funding.csv", text: header + rows),
      prices: try MarketSamples.history(
        MarketSamples.times(2), [("BTC", [1, 2]), ("BTCDOM", [3, 4]), ("ETH", [5, 6])]))
  }

  private static let rows = """
    2024-01-01T00:00:00Z,binance,BTCUSDT,8,0.0001
    2024-01-01T00:00:00Z,bybit,BTCUSDT,8,0.0002
    2024-01-01T08:00:00Z,binance,BTCUSDT,8,-3e-05
    2024-01-01T00:00:00Z,binance,BTCDOMUSDT,4,0.0003
    2024-01-01T00:00:00Z,binance,DOGEUSDT,8,0.0004

    """

  @Test func readsSeriesByVenueAndSymbol() throws {
    let found = try history(Self.rows)
    #expect(found.series.map(\.symbol) == ["BTCUSDT", "BTCUSDT", "BTCDOMUSDT"])
    #expect(found.series.map(\.underlying) == ["BTC", "BTC", "BTCDOM"])
    #expect(found.series.map(\.interval) == ["8h", "8h", "4h"].map { TimeSpan($0) })
    #expect(found.series[0].rates == [0.0001, -0.00003])
    #expect(found.diagnostics.count == 1 && found.diagnostics[0].message.contains("DOGEUSDT"))
  }

  @Test func theLongestSeriesStandsForAnUnderlying() throws {
    let found = try history(Self.rows)
    #expect(found.series(of: "BTC")?.venue == "binance")
    #expect(found.series(of: "BTC", venue: "bybit")?.rates == [0.0002])
    #expect(found.series(of: "BTC", venue: "okx") == nil && found.series(of: "ETH") == nil)
  }

  @Test func nothingLaterIsKnown() throws {
    let found = try history(Self.rows)
    let early = found.upTo(MarketSamples.time("2024-01-01T07:59:59Z"))
    #expect(early.series(of: "BTC", venue: "binance")?.rates == [0.0001])
    #expect(found.upTo(MarketSamples.time("2023-12-31")).series.count == 3)
    #expect(found.upTo(MarketSamples.time("2023-12-30")).series.isEmpty)
  }

  @Test(arguments: [
    ("2024-01-01,b,BTCUSDT,8,nan\n", 2, "rate"), ("2024-01-01,b,BTCUSDT,8,inf\n", 2, "rate"),
    ("2024-01-01,b,BTCUSDT,8,\n", 2, "rate"), ("2024-01-01,b,BTCUSDT,8,1.5\n", 2, "rate"),
    ("2024-01-01,b,BTCUSDT,0,0\n", 2, "interval_hours"),
    ("2024-01-01,b,BTCUSDT,-8,0\n", 2, "interval_hours"),
    ("2024-01-01,b,BTCUSDT,1e9,0\n", 2, "interval_hours"),
    ("soon,b,BTCUSDT,8,0\n", 2, "timestamp"), ("2024-01-01,,BTCUSDT,8,0\n", 2, "venue"),
    ("2024-01-01,b,,8,0\n", 2, "symbol"),
    ("2024-01-02,b,BTCUSDT,8,0\n2024-01-01,b,BTCUSDT,8,0\n", 3, "timestamp"),
    ("2024-01-01,b,BTCUSDT,8,0\n2024-01-01,b,BTCUSDT,8,0\n", 3, "timestamp"),
    ("2024-01-01,b,BTCUSDT,8,0\n2024-01-02,b,BTCUSDT,4,0\n", 3, "interval_hours"),
  ])
  func refusesWhatMakesNoSense(rows: String, line: Int, column: String) {
    let error = #expect(throws: InputError.self) { try history(rows) }
    #expect(error?.kind == .data && error?.place?.line == line && error?.place?.column == column)
  }

  @Test func aMissingColumnIsNamed() {
    let error = #expect(throws: InputError.self) {
      try history("2024-01-01,b,BTCUSDT,0\n", header: "timestamp,venue,symbol,rate\n")
    }
    #expect(error?.place?.column == "interval_hours")
  }
}
