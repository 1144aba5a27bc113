import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollClearing

private let data = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../shared/data").standardized.path

/// Impact and liquidation beside what markets did, where the folder `shared/data` lies beside the
/// package.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: data + "/book.csv"),
    "the public market data ../shared/data is not on this machine"))
struct RealMarketTests {
  /// One order that took one or several levels.
  private struct Order {
    var symbol: String
    var isBuy: Bool
    var value = 0.0
    var middle: Double
    var last: Double
  }

  private func orders() throws -> [Order] {
    let table = try CSVFile(InputFile(path: data + "/trades.csv"))
    func column(_ name: String) throws -> Int { try table.requiredIndex(of: name) }
    let (time, symbol, side) = (try column("timestamp"), try column("symbol"), try column("side"))
    let (price, quantity) = (try column("price"), try column("quantity"))
    let (bid, ask) = (try column("best_bid"), try column("best_ask"))
    var found: [String: Order] = [:]
    for row in 0..<table.rowCount {
      guard let low = try table.number(row: row, column: bid),
        let high = try table.number(row: row, column: ask)
      else { continue }
      let key = [time, symbol, side].map { table.text(row: row, column: $0) }.joined(separator: " ")
      let traded = try table.requiredNumber(row: row, column: price)
      var order =
        found[key]
        ?? Order(
          symbol: table.text(row: row, column: symbol),
          isBuy: table.text(row: row, column: side) == "buy", middle: (low + high) / 2, last: traded
        )
      order.value += traded * (try table.requiredNumber(row: row, column: quantity))
      order.last = traded
      found[key] = order
    }
    return Array(found.values)
  }

  /// Orders of five minutes against the snapshots they start with: the price that an order of
  /// 100,000 USD and more reaches is, on average, that of the book's walk within a third. Depth at 23:59
  /// is not depth at 23:54.
  @Test func theBookForetellsWhatTradesDo() throws {
    let books = try OrderBook.read(csv: InputFile(path: data + "/book.csv"))
    let orders = try orders()
    for symbol in ["BTCUSDT", "ETHUSDT"] {
      let book = try #require(books[symbol])
      let curve = ImpactCurve.book(
        bids: BookSide(levels: book.bids, middle: book.middle),
        asks: BookSide(levels: book.asks, middle: book.middle))
      let large = orders.filter { $0.symbol == symbol && $0.value >= 100_000 }
      #expect(large.count >= 30)
      let seen = large.reduce(0) { $0 + abs(log($1.last / $1.middle)) }
      let foretold = large.reduce(0) {
        $0 + abs(curve.displacement($1.isBuy ? $1.value : -$1.value))
      }
      #expect(abs(foretold / seen - 1) < 1.0 / 3, "\(symbol): \(foretold / seen)")
    }
  }

  /// Equity over notional when an account is first closed, with a maintenance margin of 1 % and prices
  /// that move by the minute as BTC did at that time, lies where the venue's own record has it: its
  /// median is between the record's quartiles.
  @Test func accountsAreCaughtAsFarUnderAsThatVenuesWere() throws {
    let table = try CSVFile(InputFile(path: data + "/liquidations-hyperliquid.csv"))
    let notional = try table.requiredIndex(of: "notional")
    let value = try table.requiredIndex(of: "account_value")
    let record = try (0..<table.rowCount).map { row in
      try table.requiredNumber(row: row, column: value)
        / table.requiredNumber(row: row, column: notional)
    }.sorted()
    let quartiles = (record[record.count / 4], record[record.count * 3 / 4])

    let history = try PriceHistory(csv: InputFile(path: data + "/prices-daily.csv"))
    let from = try #require(Timestamp("2023-02-27"))
    let prices = history.times.indices.filter { history.times[$0] >= from }.prefix(63).compactMap {
      history.price(of: "BTC", row: $0)
    }
    let returns = zip(prices, prices.dropFirst()).map { log($1 / $0) }
    let daily = (returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)).squareRoot()

    let stream = RandomStream(seed: 1, stream: 5)
    var walk = 0.0
    let moves = (0..<1_440).map { minute in
      walk += daily / 1_440.0.squareRoot() * stream.normal(scenario: minute, dimension: 0)
      return [walk]
    }
    let accounts = (0..<400).map { place in
      (
        name: "a\(1_000 + place)", coins: place % 2 == 0 ? 1.0 : -1,
        cash: 1 + 5 * stream.uniform(scenario: place, dimension: 1)
      )
    }
    let rules = try LiquidationRules(
      yaml: InputFile(name: "venue.yaml", text: "slice: 1\nfee: 0\nfull_below: 100000"))
    let cascade = try PerpetualBook.cascade(accounts, rate: 0.01, rules: rules)
    let path = CascadePath(name: "minutes", moves: moves, stepLength: TimeSpan(seconds: 60))
    let trades = cascade.record(path, following: []).record.trades
    let caught = trades.filter { $0.step > 1 }.map { trade in
      trade.equityAfter / (abs(trade.quantity) * trade.price)
    }.sorted()
    #expect(caught.count > 50)
    let median = caught[caught.count / 2]
    #expect(median > quartiles.0 && median < quartiles.1, "\(median), \(quartiles)")
  }

  /// 2020-03-12 and 2022-11-08 to 09 again, bar by bar, on five thousand accounts of one to four times
  /// leverage: prices before forced trades are the file's, and most of what had to be traded was traded
  /// in the bars that fell most.
  @Test(arguments: [
    ("2020-03-12T00:00:00Z", "2020-03-13T12:00:00Z"),
    ("2022-11-08T00:00:00Z", "2022-11-10T00:00:00Z"),
  ]) func thePastIsToldAsTheBarsHaveIt(from: String, to: String) throws {
    let history = try PriceHistory(csv: InputFile(path: data + "/prices-hourly.csv"))
    let path = try CascadePath(
      replaying: history, from: try #require(Timestamp(from)), to: try #require(Timestamp(to)),
      factors: ["BTC"])
    let stream = RandomStream(seed: 3, stream: 5)
    let accounts = (0..<5_000).map { place in
      (
        name: "a\(10_000 + place)",
        coins: stream.uniform(scenario: place, dimension: 0) < 0.8 ? 1.0 : -1,
        cash: 100 / (1 + 3 * stream.uniform(scenario: place, dimension: 1))
      )
    }
    var rules = LiquidationRules(name: "usual")
    rules.target = 1.1
    rules.fee = 0.005
    let cascade = try PerpetualBook.cascade(
      accounts, rate: 0.12, rules: rules,
      impact: ImpactModel(name: "usual", temporary: 0.7, permanent: 0.3, halfLife: .hours(4)),
      volume: 5e6)
    let (outcome, record) = cascade.record(path, following: [])
    var before = 0.0
    let falls = record.steps.map { step in
      defer { before = step.exogenous[0] }
      return step.exogenous[0] - before
    }
    #expect(record.steps.map { $0.exogenous } == path.moves && path.stepLength == .hours(1))
    let worst = falls.indices.sorted { falls[$0] < falls[$1] }.prefix(falls.count / 6)
    let traded = worst.reduce(0) { $0 + record.steps[$1].volume }
    #expect(outcome.liquidated > 100 && traded > 0.6 * outcome.volume)
    let amplification = try #require(outcome.amplification)
    #expect(amplification > 1)
    #expect(record.steps.allSatisfy { $0.total[0] <= $0.exogenous[0] + 0.02 })
  }
}
