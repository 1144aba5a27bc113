import PlimsollMarket
import Testing

@testable import Plimsoll

@Suite struct SweepDesignTests {
  private static func plan(_ vary: [String], _ design: SweepDesign) throws -> SweepPlan {
    try SweepPlan(study: "s.yaml", vary: vary, zip: false, design: design)
  }

  @Test(arguments: SweepDesign.Kind.allCases)
  func pointsLieBetweenTheBounds(kind: SweepDesign.Kind) throws {
    let cells = try Self.plan(
      ["a=0.95..0.999", "b=-3..4", "c=x,y,z"], SweepDesign(kind, points: 256)
    ).cells
    #expect(cells.count == 256)
    let numbers = cells.compactMap { Double($0[0]) }
    #expect(numbers.count == 256)
    #expect(numbers.allSatisfy { (0.95...0.999).contains($0) })
    #expect(Set(cells.compactMap { Int($0[1]) }) == Set(-3...4))
    #expect(Set(cells.map { $0[2] }) == ["x", "y", "z"])
  }

  /// Of 2^m Sobol points each of 2^m equal parts of a range holds one, whatever the shift; but for the
  /// rounding of values to six digits at a part's ends.
  @Test func sobolPointsAreEven() throws {
    let cells = try Self.plan(["a=0..1.0", "b=0..1.0"], SweepDesign(.sobol, points: 64, seed: 9))
      .cells
    for field in 0..<2 {
      let sorted = cells.compactMap { Double($0[field]) }.sorted()
      let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
      #expect(gaps.allSatisfy { abs($0 - 1.0 / 64) < 2e-6 })
    }
  }

  @Test func firstPointsOfALongerDesignAreThoseOfAShorter() throws {
    let vary = ["a=0..1.0", "b=1..9"]
    for kind in SweepDesign.Kind.allCases {
      let short = try Self.plan(vary, SweepDesign(kind, points: 16)).cells
      let long = try Self.plan(vary, SweepDesign(kind, points: 64)).cells
      #expect(Array(long.prefix(short.count)) == short)
      #expect(try Self.plan(vary, SweepDesign(kind, points: 64, seed: 2)).cells != long)
    }
  }

  @Test func cellsThatComeTwiceAreRunOnce() throws {
    let cells = try Self.plan(["a=1..2", "b=x,y"], SweepDesign(.random, points: 64)).cells
    #expect(Set(cells).count == 4 && cells.count == 4)
  }

  @Test(arguments: ["a=2..1", "a=1..1", "a=1e300..1e301", "a=nan..1"])
  func oddBoundsAreRefused(text: String) throws {
    #expect(throws: InputError.self) {
      _ = try Self.plan([text, "b=1..2"], SweepDesign(.sobol)).cells.map { cell in
        // What is no pair of bounds is a list of one value.
        if cell[0] == "nan..1" { throw InputError.usage("a value", remedy: "none") }
      }
    }
  }

  @Test func boundsNeedADesignAndADesignNoZip() {
    #expect(throws: InputError.self) {
      try SweepPlan(study: "s.yaml", vary: ["a=1..2"], zip: false)
    }
    #expect(throws: InputError.self) {
      try SweepPlan(study: "s.yaml", vary: ["a=1..2"], zip: true, design: SweepDesign(.sobol))
    }
    for points in [0, -1, 100_001] {
      #expect(throws: InputError.self) {
        try Self.plan(["a=1..2"], SweepDesign(.sobol, points: points))
      }
    }
  }
}
