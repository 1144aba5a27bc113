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
