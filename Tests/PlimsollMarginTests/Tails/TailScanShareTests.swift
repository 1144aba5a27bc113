import FoundationEssentials
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

/// Passes divided over processes: the parts give the bits of the whole.
@Suite struct TailScanShareTests {
  private static let levels = [0.975, 0.999].compactMap(ConfidenceLevel.init)

  private static func figures(_ scenarios: Int, _ share: WorkShare?) throws -> PortfolioTails {
    let book = try PortfolioTailsTests.book()
    let model = try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: CalibrationSpec())
    return try PortfolioTails(
      book, under: try MonteCarlo(model, bars: 2, count: scenarios, seed: 4), horizon: .days(2),
      levels: levels, charted: 2, share: share)
  }

  @Test(arguments: [3_000, 40_000], [1, 2, 5])
  func partsGiveTheBitsOfTheWhole(scenarios: Int, count: Int) throws {
    var parts: [[String: Data]] = []
    for number in 1...count {
      let share = WorkShare(doing: try #require(Shard(number, of: count)))
      _ = try Self.figures(scenarios, share)
      #expect(!share.results.isEmpty)
      parts.append(share.results)
    }
    let merged = try Self.figures(scenarios, WorkShare(from: parts))
    let whole = try Self.figures(scenarios, nil)
    #expect(merged.figures == whole.figures)
    #expect(merged.histograms == whole.histograms)
  }

  @Test func partsAreUsed() throws {
    // Parts whose results have been changed give other figures, so they are not worked out anew.
    let share = WorkShare(doing: try #require(Shard("1/1")))
    _ = try Self.figures(40_000, share)
    var changed: [String: Data] = [:]
    for (key, data) in share.results {
      var chunks = try PropertyListDecoder().decode([TailPass.Chunk].self, from: data)
      for index in chunks.indices { chunks[index].gains = chunks[index].gains.map { 2 * $0 } }
      changed[key] = try PropertyListEncoder().encode(chunks)
    }
    let merged = try Self.figures(40_000, WorkShare(from: [changed]))
    #expect(merged.figures != (try Self.figures(40_000, nil)).figures)
  }

  @Test func partsOfOtherScenariosAreNotUsed() throws {
    let share = WorkShare(doing: try #require(Shard("1/1")))
    _ = try Self.figures(40_000, share)
    let other = try Self.figures(50_000, WorkShare(from: [share.results]))
    #expect(other.figures == (try Self.figures(50_000, nil)).figures)
  }
}
