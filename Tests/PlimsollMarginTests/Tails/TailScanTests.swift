import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

@Suite struct TailScanTests {
  private static let levels = [0.9, 0.975, 0.99, 0.999].compactMap { ConfidenceLevel($0) }

  private static let holdings: [[(column: Int, coefficient: Double)]] = [
    [(0, 100)], [(0, -100)], [(0, 100), (1, -80)], [], [(1, 3)],
  ]

  /// Every portfolio at every level.
  private static var portfolios: SparseRows {
    var matrix = SparseRows()
    for held in holdings { for _ in levels { matrix.append(held) } }
    return matrix
  }

  /// The same by the whole P&L vector.
  private static func plain(_ source: Moves, _ held: [(column: Int, coefficient: Double)])
    -> PnLVector
  {
    PnLVector(
      (0..<source.count).map { scenario in
        held.reduce(0) { $0 + $1.coefficient * expm1(source.move(scenario, $1.column)) }
      }, effectiveCount: source.effectiveCount)
  }

  /// Checks every figure of every portfolio against the whole vector, and the row means against the
  /// mean of the tail's rows.
  private static func check(_ source: Moves) {
    let scan = TailScan(source.rows, threads: 2)
    let found = scan.measure(portfolios, at: levels) { $1 }.results
    let means = scan.tailMeans(of: portfolios, found, .expectedShortfall)
    let atQuantile = scan.tailMeans(of: portfolios, found, .valueAtRisk)
    for (index, held) in holdings.enumerated() {
      let pnl = plain(source, held)
      for (place, level) in levels.enumerated() {
        let portfolio = index * levels.count + place
        let (scanned, whole) = (found[portfolio].loss, LossTail(pnl, level: level))
        func agree(_ a: Double?, _ b: Double?, _ bound: Double = 1e-12) -> Bool {
          guard let a, let b else { return a == nil && b == nil }
          return abs(a - b) <= bound * max(1, abs(b))
        }
        #expect(agree(scanned.valueAtRisk.value, whole.valueAtRisk.value))
        #expect(agree(scanned.valueAtRisk.lower, whole.valueAtRisk.lower))
        #expect(agree(scanned.valueAtRisk.upper, whole.valueAtRisk.upper))
        #expect(agree(scanned.expectedShortfall.value, whole.expectedShortfall.value))
        #expect(
          agree(
            scanned.expectedShortfall.standardError, whole.expectedShortfall.standardError, 1e-8))
        let entries = portfolios.entries(ofRow: portfolio)
        let part = zip(entries, held).reduce(0) { $0 - $1.1.coefficient * means[$1.0] }
        let one = zip(entries, held).reduce(0) { $0 - $1.1.coefficient * atQuantile[$1.0] }
        #expect(agree(part, scanned.expectedShortfall.value))
        #expect(agree(one, scanned.valueAtRisk.value))
      }
    }
  }

  @Test(arguments: [1, 2, 33, 500, 2_047, 2_048, 5_000, 40_000, 150_000])
  func equalsTheWholeVector(count: Int) { Self.check(.normal(count)) }

  @Test func crisesInARowAreFound() {
    // All losses of note within one chunk, as in history.
    let stream = RandomStream(seed: 5, stream: 1)
    Self.check(
      Moves(30_000) { scenario, factor in
        let size = (20_000..<20_400).contains(scenario) ? 0.4 : 0.01
        return size * stream.normal(scenario: scenario, dimension: factor)
      })
  }

  @Test(arguments: [5_000, 40_000]) func aSampleThatSeesNothingOnlyCostsTime(count: Int) {
    // What happens at even steps is calm, everything between is not; and the other way round.
    let stream = RandomStream(seed: 5, stream: 2)
    let step = count / (count / 16)
    for calm in [0.001, 1] {
      Self.check(
        Moves(count) { scenario, factor in
          let size = scenario % step == 0 ? calm : 0.05
          return size * stream.normal(scenario: scenario, dimension: factor)
        })
    }
  }

  @Test func tiesAndConstantsAreHarmless() {
    Self.check(Moves(20_000) { _, _ in 0.1 })
    Self.check(Moves(20_000) { scenario, _ in scenario % 3 == 0 ? -0.1 : 0.05 })
  }

  @Test func aPlateauIsCountedNotKept() throws {
    // Hedged to the last bit in most scenarios, as worthless options are: no list, and parts that
    // still add up.
    let stream = RandomStream(seed: 4, stream: 4)
    for share in [0, 1, 3] {
      let source = Moves(40_000) { scenario, factor in
        let move = 0.05 * stream.normal(scenario: scenario, dimension: 0)
        return scenario % 1_000 < share && factor == 0 ? move - 0.1 : move
      }
      var portfolios = SparseRows()
      portfolios.append([(0, 70), (1, -70)])
      let scan = TailScan(source.rows, threads: 2)
      let tails = scan.measure(portfolios, at: [Self.levels[0]]) { $1 }.results
      let whole = LossTail(Self.plain(source, portfolios[0]), level: Self.levels[0])
      let loss = try #require(tails.first?.loss)
      #expect(loss.scenarios.isEmpty && loss.valueAtRisk.value == 0)
      #expect(loss.valueAtRisk == whole.valueAtRisk)
      #expect(
        abs(loss.expectedShortfall.value - whole.expectedShortfall.value)
          <= 1e-12 * whole.expectedShortfall.value)
      let (error, expected) = (
        try #require(loss.expectedShortfall.standardError),
        try #require(whole.expectedShortfall.standardError)
      )
      #expect(abs(error - expected) <= 1e-9 * expected)
      let means = scan.tailMeans(of: portfolios, tails, .expectedShortfall)
      #expect(abs(-70 * means[0] + 70 * means[1] - loss.expectedShortfall.value) < 1e-9)
    }
  }

  @Test func overlappingWindowsTakeTheirRanksFromTheEffectiveCount() {
    let stream = RandomStream(seed: 9, stream: 4)
    Self.check(
      Moves(6_000, effectiveCount: 300) { 0.05 * stream.normal(scenario: $0 / 20, dimension: $1) })
  }

  @Test func threadsChangeNoBit() {
    func run(_ threads: Int) -> (results: [LossTail], histograms: [PnLHistogram]) {
      TailScan(Moves.normal(70_000).rows, threads: threads)
        .measure(Self.portfolios, at: Self.levels, charted: [0, 8]) { $1.loss }
    }
    let one = run(1)
    for threads in [2, 7] {
      let other = run(threads)
      #expect(one.histograms == other.histograms)
      for (a, b) in zip(one.results, other.results) {
        #expect(a.valueAtRisk == b.valueAtRisk && a.expectedShortfall == b.expectedShortfall)
        #expect(a.scenarios == b.scenarios && a.weights == b.weights)
      }
    }
  }

  @Test(arguments: [10, 3_000, 50_000]) func histogramsAreThoseOfTheWholeVector(count: Int) {
    let source = Moves.normal(count)
    let found = TailScan(source.rows, threads: 2)
      .measure(Self.portfolios, at: Self.levels, charted: [0, 8, 12]) { _, _ in }.histograms
    for (histogram, held) in zip(found, [0, 2, 3]) {
      let whole = PnLHistogram(Self.plain(source, Self.holdings[held]))
      #expect(histogram.edges == whole.edges)
      // A value that another rounding puts on the other side of an edge.
      for (a, b) in zip(histogram.counts, whole.counts) { #expect(abs(a - b) <= 1) }
      #expect(histogram.counts.reduce(0, +) == count)
    }
  }

  @Test func portfoliosInManyBatchesAreAllMeasured() {
    let source = Moves.normal(2_048)
    var portfolios = SparseRows()
    for index in 0..<9_000 {
      portfolios.append([(column: index % 2, coefficient: Double(index + 1))])
    }
    var scan = TailScan(source.rows, threads: 2)
    scan.mostKept = 500_000
    let values = scan.measure(portfolios, at: [Self.levels[2]]) { $1.loss.expectedShortfall.value }
      .results
    for index in stride(from: 0, to: 9_000, by: 2) {
      #expect(abs(values[index] / values[0] - Double(index + 1)) < 1e-9 * Double(index + 1))
    }
  }

  /// Sixteen times the scenarios are at most ten times as much to keep, and never a tenth of all.
  @Test func whatIsKeptGrowsSlowerThanTheScenarios() {
    for level in Self.levels {
      func kept(_ count: Int) -> Double {
        let ranks = TailRanks(count: count, effectiveCount: count, level: level)
        return TailBracket.expectedKept(
          TailNeed(first: ranks.first, last: ranks.last), TailSample(count: count, step: 1))
      }
      for count in [100_000, 1_000_000, 16_000_000] {
        #expect(kept(16 * count) < 10 * kept(count))
        #expect(kept(count) < 0.1 * Double(count))
      }
    }
  }
}
