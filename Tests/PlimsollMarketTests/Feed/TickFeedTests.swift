import Foundation
import Testing

@testable import PlimsollMarket

@Suite struct TickFeedTests {
  private func feed(_ text: String) throws -> TickFeed {
    let path = NSTemporaryDirectory() + "feed-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try TickFeed(path: path)
  }

  private func all(_ feed: TickFeed) throws -> [FeedItem] {
    var items: [FeedItem] = []
    while let item = try feed.next() {
      guard case .tick(var tick) = item else {
        items.append(item)
        continue
      }
      tick.fingerprint = 0
      items.append(.tick(tick))
    }
    return items
  }

  @Test func aFileOfOneNameAfterTheOtherIsPutInOrder() throws {
    let text =
      "time,symbol,price\n2024-01-01T00:00:01Z,A,1\n2024-01-01T00:00:03Z,A,3\nbad\n"
      + "2024-01-01T00:00:01Z,B,10\n2024-01-01T00:00:02Z,B,20\n"
    let path = NSTemporaryDirectory() + "feed-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let feed = try TickFeed(path: path).inOrderOfTime()
    let prices = try all(feed).map { item -> Double? in
      if case .tick(let tick) = item { return tick.price }
      return nil
    }
    #expect(prices == [1, 10, 20, 3, nil] && feed.names == ["A", "B"])
    #expect(feed.position.lines == 5)
  }

  private static func time(_ text: String) throws -> FeedTime {
    try #require(FeedTime(Array(text.utf8), 0..<text.utf8.count))
  }

  @Test func linesOfCommaSeparatedValues() throws {
    let feed = try feed(
      "\u{FEFF}timestamp,side,symbol,price,quantity\r\n2024-08-08T23:54:16.322Z,buy,BTCUSDT,61800.3,1\r\n"
        + "\n2024-08-08T23:54:16.4Z,sell,\"ETHUSDT\",2.5e3,1\nno,tick,here,at,all\n1,2,3\n"
        + "1723161256500,buy,BTCUSDT,61801,2")
    let items = try all(feed)
    #expect(feed.names == ["BTCUSDT", "ETHUSDT"])
    #expect(
      items == [
        .tick(FeedTick(name: 0, time: try Self.time("2024-08-08T23:54:16.322Z"), price: 61800.3)),
        .tick(FeedTick(name: 1, time: try Self.time("2024-08-08T23:54:16.400Z"), price: 2_500)),
        .malformed, .malformed,
        .tick(FeedTick(name: 0, time: FeedTime(milliseconds: 1_723_161_256_500), price: 61801)),
      ])
    #expect(feed.position.lines == 7)
  }

  @Test func linesOfJSON() throws {
    let feed = try feed(
      """
      {"timestamp":"2024-08-08T23:54:16Z","instrument":"BTC","price":61800,"sequence":12}
       { "price" : "61801.5" , "ts" : 1723161257 , "symbol" : "BTC" , "other": true, "more": null }
      {"timestamp":"2024-08-08T23:54:18Z","instrument":"BTC","price":NaN}
      {"timestamp":"2024-08-08T23:54:18Z","instrument":"B\\"TC","price":1}
      {"timestamp":"2024-08-08T23:54:18Z","instrument":"BTC","price":{"a":1}}
      {"timestamp":"2024-08-08T23:54:18Z","instrument":"BTC","price":1} and more
      {"timestamp":"2024-08-08T23:54:18Z","price":1}
      """)
    let items = try all(feed)
    let first = try Self.time("2024-08-08T23:54:16Z")
    #expect(items[0] == .tick(FeedTick(name: 0, time: first, price: 61800, sequence: 12)))
    #expect(items[1] == .tick(FeedTick(name: 0, time: first + 1_000, price: 61801.5)))
    #expect(items.dropFirst(2).allSatisfy { $0 == .malformed } && items.count == 7)
  }

  @Test(arguments: ["", "timestamp,price\n", "a,b,c\n1,2,3\n", "{}\n"]) func badFeeds(text: String)
  {
    if text.hasPrefix("{") {
      #expect(throws: Never.self) {
        let feed = try self.feed(text)
        #expect(try all(feed) == [.malformed])
      }
    } else {
      #expect(throws: InputError.self) { try self.feed(text) }
    }
  }

  @Test func aFeedGoesOnWhereItStopped() throws {
    let text =
      "timestamp,instrument,price\n"
      + (0..<50).map { "2024-01-01T00:00:\($0 + 10 - ($0 > 40 ? 40 : 0))Z,N\($0 % 7),\($0)\n" }
      .joined()
    let whole = try feed(text)
    let items = try all(whole)
    for stop in [0, 1, 20, 50] {
      let first = try feed(text)
      for _ in 0..<stop { _ = try first.next() }
      let second = try feed(text)
      try second.skip(to: first.position)
      #expect(try all(second) == Array(items.dropFirst(stop)))
      #expect(second.names == whole.names)
    }
    let short = try feed(String(text.prefix(100)))
    #expect(throws: InputError.self) { try short.skip(to: whole.position) }
    let other = try feed(text.replacing("N0", with: "N10"))
    #expect(throws: InputError.self) { try other.skip(to: whole.position) }
  }

  @Test func aHistoryIsBarsInOrder() throws {
    let history = try PriceHistory(
      csv: InputFile(
        name: "prices.csv", text: "date,A,B\n2024-01-01,1,2\n2024-01-02,,3\n2024-01-03,4,5\n"))
    let feed = try TickFeed(history, from: Timestamp("2024-01-02"))
    let items = try all(feed)
    #expect(feed.names == ["A", "B"] && items.count == 3 && feed.bar == .day)
    #expect(
      items[0]
        == .tick(FeedTick(name: 1, time: try Self.time("2024-01-03T00:00:00Z"), price: 3)))
    #expect(throws: InputError.self) { try TickFeed(history, from: Timestamp("2025-01-01")) }
  }

  @Test func timesReadAndPrintTheSame() throws {
    for text in ["2024-08-08T23:54:16.322Z", "2024-08-08T00:00:00Z", "1969-12-31T23:59:59.999Z"] {
      #expect(try Self.time(text).description == text)
    }
    #expect(try Self.time("2024-08-08") == Self.time("2024-08-09T00:00:00Z"))
    for text in ["", "12", "2024-13-01T00:00:00Z", "yesterday", "12345678x"] {
      #expect(FeedTime(Array(text.utf8), 0..<text.utf8.count) == nil)
    }
  }
}
