import Glibc
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

@testable import PlimsollClearing

@Suite struct CascadePathsTests {
  private let stream = RandomStream(seed: 9, stream: 2)

  private func scenarios(_ count: Int, from first: Int) -> GivenScenarios {
    GivenScenarios(
      factors: ["A", "B"],
      rows: [0, 1].map { factor in
        (0..<count).map { 0.05 * stream.normal(scenario: first + $0, dimension: factor) }
      })
  }

  private func paths(_ ends: GivenScenarios, count: Int? = nil, seed: UInt64 = 1) -> CascadePaths {
    CascadePaths(
      to: ends, count: count, by: scenarios(2_000, from: 10_000), factors: ["B", "A"],
      horizon: .days(1), steps: 24, seed: seed)
  }

  /// Every path ends in its own scenario, to the bit, factors in the order asked for.
  @Test func pathsEndInTheirScenarios() {
    let ends = scenarios(50, from: 0)
    let paths = paths(ends)
    #expect(paths.count == 50)
    for index in 0..<50 {
      let path = paths.path(index)
      #expect(path.moves.count == 24 && path.stepLength == .hours(1))
      #expect(path.moves.last == [ends.rows[1][index], ends.rows[0][index]])
    }
  }

  /// Half way a bridge to nowhere has a quarter of the variance of the steps it is made of.
  @Test func theWayThereIsABridge() {
    let ends = GivenScenarios(
      factors: ["A", "B"], rows: [0, 1].map { _ in [Double](repeating: 0, count: 4_000) })
    let paths = paths(ends)
    let half = (0..<4_000).map { paths.path($0).moves[11][1] }
    let variance = half.reduce(0) { $0 + $1 * $1 } / 4_000
    let noise = scenarios(2_000, from: 10_000).rows[0]
    let own = noise.reduce(0) { $0 + $1 * $1 } / 2_000
    #expect(abs(variance / (own / 4) - 1) < 0.08)
  }

  /// Drawn ends are among the scenarios, cover most of them, and the first are the same for more.
  @Test func endsAreDrawnWhenAnotherNumberIsAskedFor() {
    let ends = scenarios(30, from: 0)
    let (few, many) = (paths(ends, count: 100), paths(ends, count: 200))
    var found: Set<Int> = []
    for index in 0..<100 {
      let path = few.path(index)
      #expect(path == many.path(index))
      let place = ends.rows[0].firstIndex { $0 == path.moves.last?[1] }
      if let place { found.insert(place) }
    }
    #expect(found.count > 20 && few.count == 100)
    #expect(paths(ends, count: 100, seed: 2).path(0) != few.path(0))
  }
}
