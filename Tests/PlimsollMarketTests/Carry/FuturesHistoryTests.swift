import Foundation
import PlimsollMarket
import Testing

@Suite struct FuturesHistoryTests {
  private static let header = "timestamp,underlying,instrument,expiry,mark_price\n"

  private func history(_ rows: String) throws -> FuturesHistory {
    try FuturesHistory(
      csv: InputFile(name: "futures.csv", text: Self.header + rows),
      prices: try MarketSamples.history(MarketSamples.times(2), [("BTC", [100, 100])]))
  }

  /// Bases of 10 % a year at 20 days and 4 % at 50 meet 30 days a third of the way.
  @Test func theBasisOfThirtyDaysLiesBetweenTwoFutures() throws {
    let near = 200 * exp(0.10 * 20 / 365)
    let far = 200 * exp(0.04 * 50 / 365)
    let found = try history(
      """
      2024-01-01T12:00:00Z,BTC,BTC-PERP,,200
      2024-01-01T12:00:00Z,BTC,BTC-FAR,2024-02-20T12:00:00Z,\(far)
      2024-01-01T12:00:00Z,BTC,BTC-NEAR,2024-01-21T12:00:00Z,\(near)
      2024-01-01T12:00:00Z,BTC,BTC-NOW,2024-01-03T12:00:00Z,300

      """)
    let basis = try #require(found.bases["BTC"]?.first)
    #expect(basis.spot == 200)
    #expect(found.diagnostics.first?.message.contains("1 marks of fewer than 7 days") == true)
    #expect(abs(basis.rate - 0.08) < 1e-12)
    #expect(found.upTo(MarketSamples.time("2024-01-01")).bases["BTC"]?.isEmpty == false)
    #expect(found.upTo(MarketSamples.time("2023-12-31")).bases["BTC"]?.isEmpty == true)
  }

  @Test func withoutAPerpetualThePriceHistorySpeaks() throws {
    let found = try history(
      "2024-01-03T00:00:00Z,BTC,F,2024-02-02T00:00:00Z,\(100 * exp(0.05 * 30 / 365))\n")
    let basis = try #require(found.bases["BTC"]?.first)
    #expect(basis.spot == 100 && abs(basis.rate - 0.05) < 1e-12)
    #expect(found.diagnostics.isEmpty)
    let unknown = try history("2024-01-03,SOL,F,2024-03-02,5\n")
    #expect(unknown.bases["SOL"] == nil)
    #expect(unknown.diagnostics.first?.message.contains("1 marks on SOL are left out") == true)
  }

  @Test(arguments: [
    ("2024-01-01,BTC,F,2024-03-01,0\n", "mark_price"),
    ("2024-01-01,BTC,F,2024-03-01,nan\n", "mark_price"),
    ("2024-01-01,BTC,F,2024-03-01,\n", "mark_price"),
    ("2024-01-01,BTC,F,never,5\n", "expiry"), ("2024-01-01,,F,2024-03-01,5\n", "underlying"),
    ("2024-01-01,BTC,F,2024-03-01,5\n2024-01-01,BTC,F,2024-03-01,5\n", "instrument"),
  ])
  func refusesWhatMakesNoSense(rows: String, column: String) {
    let error = #expect(throws: InputError.self) { try history(rows) }
    #expect(error?.kind == .data && error?.place?.column == column)
  }
}
