import Foundation
import PlimsollMarket
import Testing

extension PriceHistoryTests {
  @Test func timestampsMayReplaceDates() throws {
    let history = try Self.history(
      "BTC,timestamp\n1,2024-01-01T08:00:00Z\n2,2024-01-01 16:00\n3,2024-01-02T01:00+01:00\n")
    #expect(
      history.times.map(\.description) == [
        "2024-01-01T08:00:00Z", "2024-01-01T16:00:00Z", "2024-01-01",
      ])
    #expect(history.bar == TimeSpan(seconds: 28_800))
    #expect(history.factors == ["BTC"])
  }

  /// LUNC on 2022-05-12: a loader that clips or refuses such a move is wrong.
  @Test func greatMovesAndExponentsAreKept() throws {
    let history = try Self.history(
      "date,LUNC\n2022-05-11,1.0747\n2022-05-12,0.003559\n2022-05-13,9.60000034e-05\n")
    let crash = try #require(history.price(of: "LUNC", row: 1))
    let before = try #require(history.price(of: "LUNC", row: 0))
    #expect(abs(log(crash / before) + 5.71) < 0.001)
    #expect(history.price(of: "LUNC", row: 2) == 9.60000034e-05)
  }

  @Test(arguments: ["0", "-1", "0.0", "-9.6e-05", "1e-400"])
  func pricesArePositive(price: String) {
    let error = #expect(throws: InputError.self) {
      try Self.history("date,BTC,ETH\n2024-01-01,1,1\n2024-01-02,1,\(price)\n")
    }
    #expect(
      error?.description == "prices.csv, line 3, column ETH: price \(price) is not above zero\n"
        + "  Leave a missing price blank; prices are positive.")
  }

  @Test(arguments: ["n/a", "NaN", "inf", "1e999", "-"]) func pricesAreNumbers(price: String) {
    let error = #expect(throws: InputError.self) {
      try Self.history("date,BTC,ETH\n2024-01-01,1,1\n2024-01-02,\(price),2\n")
    }
    #expect(error?.place == .init(file: "prices.csv", line: 3, column: "BTC"))
    #expect(error?.message == "\"\(price)\" is not a finite number")
  }

  @Test func timeMustNotGoBack() {
    let error = #expect(throws: InputError.self) {
      try Self.history(
        "date,BTC\n2024-01-02,1\n2024-01-03,1\n2024-01-01,1\n", duplicates: .keepLast)
    }
    #expect(
      error?.description == "prices.csv, line 4, column date: 2024-01-01 is not after line 3\n"
        + "  Rows must be strictly increasing in time. Sort the file by time.")
  }

  private static let repeated =
    "date,BTC\n2024-01-01,1\n2024-01-02,2\n2024-01-02,3\n2024-01-02T24:00Z,4\n2024-01-03,5\n"

  @Test func repeatedTimesAreRefused() {
    let error = #expect(throws: InputError.self) { try Self.history(Self.repeated) }
    #expect(
      error?.description == "prices.csv, line 4, column date: 2024-01-02 is not after line 3\n"
        + "  Rows must be strictly increasing in time. Remove the duplicate, or pass "
        + "--duplicates keep-last.")
  }

  @Test func orTheLastIsKept() throws {
    let history = try Self.history(Self.repeated, duplicates: .keepLast)
    #expect(history.times == MarketSamples.times(3))
    #expect((0..<3).map { history.price(of: "BTC", row: $0) } == [1, 4, 5])
    #expect(
      history.diagnostics == [
        Diagnostic(.warning, "prices.csv", "2 repeated rows dropped, the last of each kept")
      ])
  }

  @Test(arguments: [
    ("day,BTC\n2024-01-01,1\n", "the column is missing"),
    ("date\n2024-01-01\n", "there is no price column"),
    ("date,BTC\n", "there are no rows"),
    ("date,BTC\nyesterday,1\n", "\"yesterday\" is not an ISO-8601 date or time"),
    ("date,BTC\n,1\n", "\"\" is not an ISO-8601 date or time"),
    ("date,BTC,BTC\n2024-01-01,1,1\n", "the column is there twice"),
    ("", "the file is empty"),
  ]) func filesThatHoldNoHistory(text: String, message: String) {
    let error = #expect(throws: InputError.self) { try Self.history(text) }
    #expect(error?.message == message)
    #expect(error?.kind == .data)
    #expect(error?.place?.file == "prices.csv")
  }
}
