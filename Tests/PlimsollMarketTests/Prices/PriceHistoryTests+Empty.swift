import PlimsollMarket
import Testing

extension PriceHistoryTests {
  /// A book of a history without rows would be a programming error.
  @Test func longTableWithoutPricesIsRefused() throws {
    let text = "timestamp,asset,close\n2024-01-01T00:00:00Z,BTC,\n"
    let error = try #require(throws: InputError.self) {
      try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
    }
    #expect(error.kind == .data && error.place?.column == "close")
  }
}
