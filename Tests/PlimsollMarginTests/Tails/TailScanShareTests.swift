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

  /// A part is used for no scenarios but its own, though one alone differs, the very first or last.
  @Test(arguments: [0, 39_999]) func oneOtherScenarioIsAnotherSample(other: Int) throws {
    func measure(_ fall: Double, _ share: WorkShare?) -> TailScan.Tail {
      let stream = RandomStream(seed: 6, stream: 1)
      let source = Moves(40_000) { scenario, factor in
        scenario == other ? fall : 0.01 * stream.normal(scenario: scenario, dimension: factor)
      }
      var portfolios = SparseRows()
      for _ in Self.levels { portfolios.append([(0, 1), (1, 10)]) }
      return TailScan(source.rows, threads: 2, share: share)
        .measure(portfolios, at: Self.levels) { $1 }.results[1]
    }
    let share = WorkShare(doing: try #require(Shard("1/1")))
    _ = measure(-0.3, share)
    let kept = WorkShare(from: [share.results])
    #expect(measure(-0.3, kept).loss == measure(-0.3, nil).loss)
    #expect(measure(-0.6, kept).loss == measure(-0.6, nil).loss)
  }

  /// Portfolios that outgrow their room, so that they are done again, and plateaus, which need more of
  /// it: in a part they stand beside others than in the whole, and nothing of that may show.
  @Test(arguments: [2, 3, 5]) func whatStandsBesideAPortfolioChangesNoBit(count: Int) throws {
    let stream = RandomStream(seed: 5, stream: 1)
    let source = Moves(40_000) { scenario, factor in
      let size = (20_000..<21_000).contains(scenario) ? 0.4 : 0.01
      return size * stream.normal(scenario: scenario, dimension: scenario % 1000 == 0 ? factor : 0)
    }
    var portfolios = SparseRows()
    for index in 1...24 {
      let quantity = Double(index)
      for _ in Self.levels {
        portfolios.append(index % 3 == 0 ? [(0, quantity), (1, -quantity)] : [(0, quantity)])
      }
    }
    func measure(_ share: WorkShare?) -> [TailScan.Tail] {
      var scan = TailScan(source.rows, threads: 2, share: share)
      scan.mostKept = 1
      return scan.measure(portfolios, at: Self.levels) { $1 }.results
    }
    let parts = try (1...count).map { number in
      let share = WorkShare(doing: try #require(Shard(number, of: count)))
      _ = measure(share)
      #expect(share.results.count > count)
      return share.results
    }
    for (merged, whole) in zip(measure(WorkShare(from: parts)), measure(nil)) {
      #expect(merged.loss == whole.loss && merged.rowsBeyond == whole.rowsBeyond)
    }
  }
}
