import PlimsollNumerics
import Testing

@Suite struct SelectionTests {
  /// Inputs with an order that has fooled a choice of pivots.
  static let shapes: [(name: String, make: @Sendable (Int) -> [Double])] = [
    ("random", { n in randomValues(n, seed: 1) }),
    ("sorted", { n in (0..<n).map(Double.init) }),
    ("reversed", { n in (0..<n).reversed().map(Double.init) }),
    ("constant", { n in [Double](repeating: 3, count: n) }),
    ("organ pipe", { n in (0..<n).map { Double(min($0, n - $0)) } }),
    ("valley", { n in (0..<n).map { Double(max($0, n - $0)) } }),
    ("two values", { n in (0..<n).map { Double($0 % 2) } }),
    ("few values", { n in randomValues(n, seed: 2).map { ($0 * 5).rounded() } }),
    ("sawtooth", { n in (0..<n).map { Double($0 % 13) } }),
    ("sorted, then one", { n in (0..<n).map { $0 == n - 1 ? -1 : Double($0) } }),
    ("interleaved", { n in (0..<n).map { Double($0 % 2 == 0 ? $0 : n - $0) } }),
    ("infinities", { n in (0..<n).map { [.infinity, 0, -.infinity, -0.0][$0 % 4] } }),
  ]

  static func randomValues(_ n: Int, seed: UInt64) -> [Double] {
    var samples = MatrixSamples(seed: seed)
    return samples.vector(n)
  }

  /// Checks the result and the partition around it.
  static func check(_ values: [Double], sorted: [Double], _ k: Int, budget: Int?) -> Bool {
    var copy = values
    let result =
      budget.map { Selection.nthSmallest(&copy, k, budget: $0) }
      ?? Selection.nthSmallest(&copy, k)
    return result == sorted[k] && copy[k] == result && copy[..<k].allSatisfy { $0 <= result }
      && copy[k...].allSatisfy { $0 >= result } && copy.sorted() == sorted
  }

  @Test(arguments: shapes.indices, [nil, -1]) func everyRankAgreesWithSorting(
    shape: Int, budget: Int?
  ) {
    for n in [1, 2, 3, 4, 5, 6, 7, 11, 50, 101] {
      let values = Self.shapes[shape].make(n)
      let sorted = values.sorted()
      for k in 0..<n where !Self.check(values, sorted: sorted, k, budget: budget) {
        Issue.record("\(Self.shapes[shape].name), \(k) of \(n)")
      }
    }
  }

  @Test(arguments: shapes.indices, [nil, -1]) func largeInputsAgreeWithSorting(
    shape: Int, budget: Int?
  ) {
    for n in [601, 5_000] {
      let values = Self.shapes[shape].make(n)
      let sorted = values.sorted()
      for k in [0, 1, n / 100, n / 3, n / 2, n - n / 40, n - 1]
      where !Self.check(values, sorted: sorted, k, budget: budget) {
        Issue.record("\(Self.shapes[shape].name), \(k) of \(n)")
      }
    }
  }

  /// A quadratic selection would take minutes.
  @Test(.timeLimit(.minutes(1)), arguments: shapes.indices) func theWorstShapesAreNotQuadratic(
    shape: Int
  ) {
    var values = Self.shapes[shape].make(200_000)
    let median = Selection.nthSmallest(&values, 100_000)
    #expect(values[..<100_000].allSatisfy { $0 <= median })
    var again = Self.shapes[shape].make(200_000)
    #expect(Selection.nthSmallest(&again, 0, budget: -1) == again.min())
  }

  @Test func notANumberTraps() async {
    await #expect(processExitsWith: .failure) {
      var values = [1, .nan, 3]
      _ = Selection.nthSmallest(&values, 0)
    }
    await #expect(processExitsWith: .failure) {
      var values: [Double] = []
      _ = Selection.nthSmallest(&values, 0)
    }
  }
}

@Suite struct LowestTests {
  /// The values at or below the one of the rank, as a full sort finds it, in order of place.
  private func check(_ values: [Double], rank: Int) {
    let found = Selection.lowest(values, rank: rank)
    let bound = values.sorted()[rank - 1]
    #expect(found.values.count == found.places.count && found.values.count >= rank)
    for (value, place) in zip(found.values, found.places) { #expect(values[Int(place)] == value) }
    #expect(zip(found.places, found.places.dropFirst()).allSatisfy(<))
    #expect(found.values.count { $0 <= bound } == values.count { $0 <= bound })
  }

  @Test(arguments: [1, 2, 31, 32, 33, 4_096, 4_097, 10_000, 200_000])
  func everyValueOfTheLowestIsThere(count: Int) {
    var samples = MatrixSamples(seed: UInt64(count))
    let values = samples.vector(count)
    for rank in Set([1, 2, count / 100, count / 3, count - 1, count])
    where rank >= 1 && rank <= count {
      check(values, rank: rank)
    }
  }

  @Test func littleMoreThanTheRankIsKept() {
    var samples = MatrixSamples(seed: 6)
    let values = samples.vector(1_000_000)
    #expect(Selection.lowest(values, rank: 10_000).values.count < 30_000)
  }

  @Test func aSampleThatMisleadsIsNotBelieved() {
    // What the sample sees is either all of the lowest, or none of it.
    for calm in [-1.0, 1] {
      let values = (0..<81_920).map { $0 % 20 == 0 ? calm : Double($0 % 7) * 0.1 }
      check(values, rank: 900)
    }
    check([Double](repeating: 3, count: 50_000), rank: 500)
    check((0..<50_000).map { -Double($0) }, rank: 500)
  }
}

@Suite struct CountedRankTests {
  @Test(arguments: [1, 2, 3, 15, 16, 17, 100, 625, 4_096, 4_097, 9_000])
  func agreesWithSorting(count: Int) {
    var samples = MatrixSamples(seed: UInt64(count))
    let spread = samples.vector(count)
    // Spread out, in few values, all the same, with infinities, and over many orders of magnitude.
    for values in [
      spread, spread.map { ($0 * 3).rounded() }, spread.map { _ in -2.5 },
      spread.enumerated().map { $0 % 5 == 0 ? -.infinity : $0 % 7 == 0 ? .infinity : $1 },
      spread.map { $0 * $0 * $0 * 1e200 * ($0 > 0 ? 1e-300 : 1) },
    ] {
      let sorted = values.sorted()
      for rank in Set([0, 1, count / 100, count / 4, count / 2, count - 1]) where rank < count {
        #expect(Selection.nthSmallest(of: values, rank) == sorted[rank])
      }
    }
  }

  @Test func notANumberHasNoRank() async {
    await #expect(processExitsWith: .failure) {
      _ = Selection.nthSmallest(of: [1, .nan, 2], 1)
    }
  }
}
