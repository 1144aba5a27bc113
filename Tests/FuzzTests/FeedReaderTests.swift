import Foundation
import Testing

@testable import PlimsollMarket

/// Ticks, damaged.
@Suite struct FeedReaderTests {
  static let family = "feed"

  static let readers: [FuzzReader] = [
    FuzzReader("ticks-csv", "ticks.csv", read: ticks),
    FuzzReader("ticks-json", "ticks.jsonl", read: ticks),
  ]

  /// A feed bears malformed lines, so that most damage is read; what it reads it can show.
  @Sendable private static func ticks(_ file: DamagedFile) throws {
    let path = try file.path()
    _ = try TickFeed.isPriceTable(path)
    let feed = try TickFeed(path: path)
    var ticks = 0
    while let item = try feed.next() {
      guard case .tick(let tick) = item else { continue }
      ticks += 1
      try BrokenPromise.unless(!tick.price.isNaN, "a price is a number")
      try BrokenPromise.unless(feed.names.indices.contains(tick.name), "a name is known")
      try BrokenPromise.unless(tick.time.description.hasSuffix("Z"), "a time can be shown")
    }
    let again = try TickFeed(path: path)
    try again.skip(to: feed.position)
    try BrokenPromise.unless(again.names == feed.names, "names have the same numbers again")
    try BrokenPromise.unless(ticks <= feed.position.lines, "there is one tick a line")
    _ = try TickFeed(path: path).inOrderOfTime()
  }

  @Test func tenThousandDamagedFilesEach() async throws {
    await #expect(processExitsWith: .success) {
      try FuzzRun(FeedReaderTests.family, FeedReaderTests.readers).run()
    }
    try FuzzReport.read(Self.family, Self.readers)
  }
}
