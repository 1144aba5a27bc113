import Foundation
import PlimsollMarket
import Testing

/// Where the public daily closes are, when they are on this machine.
private let publicPrices = URL(fileURLWithPath: #filePath)
  .appending(path: "../../../../../shared/data/prices-daily.csv").standardized.path

/// The public daily closes, where the folder `shared/data` lies beside the package.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: publicPrices),
    "the public price file ../shared/data/prices-daily.csv is not on this machine"))
struct PublicPricesTests {
  @Test func shape() throws {
    let history = try PriceHistory(csv: try InputFile(path: publicPrices))
    #expect(history.factors.count == 22)
    #expect(history.times.count == 2602)
    #expect(history.bar == .day)
    #expect(history.times.first == Timestamp("2017-08-17"))
    #expect(history.times.last == Timestamp("2024-09-30"))
    #expect(history.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("2020-03-12", "BTC", -0.5026, 4800.00), ("2020-03-12", "ETH", -0.5905, 107.82),
    ("2021-05-19", "BTC", -0.1552, 36690.09), ("2022-05-09", "USTC", -0.2278, 0.793393),
    ("2022-05-12", "LUNC", -5.7106, 0.003559), ("2022-06-13", "BTC", -0.1670, 22487.41),
    ("2022-11-09", "SOL", -0.7109, 11.70), ("2023-03-11", "USDC", -0.0284, 0.9715),
    ("2024-08-05", "BTC", -0.0739, 54018.81),
  ]) func knownMoves(date: String, asset: String, move: Double, close: Double) throws {
    let history = try PriceHistory(csv: try InputFile(path: publicPrices))
    let factor = RiskFactor(asset)
    let end = MarketSamples.time(date)
    let panel = try ReturnPanel(
      try history.upTo(end), factors: [factor], window: .days(100))
    #expect(panel.times.last == end)
    #expect(abs((panel.returns[0].last ?? .nan) - move) < 1e-4)
    let price = try #require(history.lastPrice(of: factor, at: end)).price
    #expect(abs(price / close - 1) < 5e-4)
  }

  @Test(arguments: [
    ("MATIC", "2019-04-26", "2024-06-15"), ("LUNC", "2020-01-01", "2022-10-09"),
    ("FTT", "2019-12-20", "2022-10-10"), ("AVAX", "2020-09-22", "2024-09-30"),
    ("DAI", "2019-11-22", "2023-08-28"),
  ]) func listings(asset: String, first: String, last: String) throws {
    let history = try PriceHistory(csv: try InputFile(path: publicPrices))
    #expect(
      history.listing(of: RiskFactor(asset))
        == MarketSamples.time(first)...MarketSamples.time(last))
  }

  @Test func exponentCells() throws {
    let table = try CSVFile(try InputFile(path: publicPrices))
    let column = try table.requiredIndex(of: "LUNC")
    let rows = (0..<table.rowCount).filter { table.text(row: $0, column: column).contains("e") }
    #expect(rows.count == 61)
    for row in rows {
      let text = table.text(row: row, column: column)
      #expect(try table.number(row: row, column: column) == Double(text))
    }
  }
}
