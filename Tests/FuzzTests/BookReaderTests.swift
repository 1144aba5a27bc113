import Foundation
import Testing

@testable import PlimsollMarket

/// The other files of a book, damaged.
@Suite struct BookReaderTests {
  static let family = "book"

  static let readers: [FuzzReader] = [
    FuzzReader("instruments", "instruments.csv") { file in
      let table = try InstrumentTable(csv: file.input)
      for instrument in table.instruments {
        try BrokenPromise.unless(
          instrument.contractSize > 0 && instrument.contractSize.isFinite, "sizes are above zero")
        try BrokenPromise.unless(instrument.markPrice ?? 1 >= 0, "marks are not negative")
      }
    },
    FuzzReader("positions", "positions.csv") { file in
      var table = AccountTable()
      try table.readPositions(
        file.input, instruments: try instruments(), prices: try prices(), sumDuplicates: true)
      for position in table.content.accounts.flatMap(\.positions) {
        try BrokenPromise.unless(position.quantity.isFinite, "quantities are finite")
        try BrokenPromise.unless(position.entryPrice ?? 1 > 0, "entries are above zero")
      }
    },
    FuzzReader("collateral", "collateral.csv") { file in
      var table = AccountTable()
      try table.readCollateral(file.input, prices: try prices())
      try BrokenPromise.unless(
        table.content.accounts.flatMap(\.collateral).allSatisfy { $0.amount.isFinite },
        "amounts are finite")
    },
    FuzzReader("chain", "chain.csv") { file in
      let chain = try OptionChain(csv: file.input)
      _ = try chain.indexPrices()
      for name in chain.names { _ = try chain.option(name) }
    },
    FuzzReader("liquidity", "liquidity.csv") { file in _ = try LiquidityTable(csv: file.input) },
    FuzzReader("open-orders", "open-orders.csv") { file in
      let orders = try OpenOrder.read(
        file.input, accounts: ["a", "b"], instruments: try instruments(), prices: try prices())
      try BrokenPromise.unless(
        orders.allSatisfy { $0.quantity.isFinite && $0.quantity != 0 }, "orders are of something")
    },
    FuzzReader("funding", "funding.csv") { file in
      let history = try FundingHistory(csv: file.input, prices: try prices())
      for series in history.series {
        try BrokenPromise.unless(series.rates.allSatisfy(\.isFinite), "rates are finite")
      }
    },
    FuzzReader("futures", "futures.csv") { file in
      _ = try FuturesHistory(csv: file.input, prices: try prices())
    },
    FuzzReader("order-book", "order-book.csv") { file in
      for book in try OrderBook.read(csv: file.input).values {
        for level in book.bids + book.asks {
          try BrokenPromise.unless(
            level.price > 0 && level.price.isFinite && level.value > 0
              && level.value.isFinite, "levels are above zero")
        }
      }
    },
  ]

  private static let madePrices = Result {
    try PriceHistory(csv: FuzzReader.seed("prices-wide.csv"))
  }
  private static let madeInstruments = Result {
    try InstrumentTable(csv: FuzzReader.seed("instruments.csv"))
  }

  private static func prices() throws -> PriceHistory { try madePrices.get() }
  private static func instruments() throws -> InstrumentTable { try madeInstruments.get() }

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(BookReaderTests.family, BookReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
