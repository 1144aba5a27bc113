import Foundation
import Testing

@testable import PlimsollMarket

/// Price tables, wide, long and as bars; damaged.
@Suite struct PriceReaderTests {
  static let family = "prices"

  static let readers: [FuzzReader] = [
    FuzzReader("prices-wide", "prices-wide.csv", read: prices),
    FuzzReader("prices-long", "prices-long.csv", read: prices),
    FuzzReader("prices-ohlc", "prices-ohlc.csv", read: prices),
  ]

  @Sendable private static func prices(_ file: DamagedFile) throws {
    for duplicates in [PriceHistory.DuplicateRows.refuse, .keepLast] {
      let history = try PriceHistory(csv: file.input, duplicates: duplicates)
      try BrokenPromise.unless(
        zip(history.times, history.times.dropFirst()).allSatisfy { $0 < $1 }, "times increase")
      try BrokenPromise.unless(
        !history.times.isEmpty && history.bar.seconds > 0, "there are bars")
      for factor in history.factors {
        let read = history.times.indices.compactMap { history.price(of: factor, row: $0) }
        try BrokenPromise.unless(
          read.allSatisfy { $0 > 0 && $0.isFinite }, "prices are above zero and finite")
      }
    }
  }

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(PriceReaderTests.family, PriceReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
