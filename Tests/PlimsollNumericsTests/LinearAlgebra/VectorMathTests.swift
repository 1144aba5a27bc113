import PlimsollNumerics
import Testing

@Suite struct VectorMathTests {
  @Test func addProductChangesOnlyTheRun() {
    var y = [1.0, 2, 3, 4]
    VectorMath.addProduct(&y, at: 1, 2, [10, 20, 30], from: 1, count: 2)
    #expect(y == [1, 42, 63, 4])
    VectorMath.addProduct(&y, at: 4, 2, [10, 20, 30], from: 3, count: 0)
    #expect(y == [1, 42, 63, 4])
  }

  @Test(arguments: [1, 7, 8, 100, 1001]) func addProductIsNotFused(n: Int) {
    var samples = MatrixSamples(seed: UInt64(n))
    let (start, x) = (samples.vector(n + 5), samples.vector(n + 3))
    var y = start
    VectorMath.addProduct(&y, at: 5, 0.1, x, from: 3, count: n)
    for i in 0..<n {
      let product = 0.1 * x[3 + i]
      #expect(y[5 + i] == start[5 + i] + product)
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 16, 1023, 1024, 1025, 2049, 10_007])
  func sumsOfWholeNumbersAreExact(n: Int) {
    #expect(VectorMath.sum((0..<n).map(Double.init)) == Double(n * (n - 1) / 2))
  }

  @Test func sumsArePrecise() {
    let sum = VectorMath.sum([Double](repeating: 0.1, count: 1_000_000))
    #expect((sum - 100_000).magnitude < 1e-9)
    #expect(VectorMath.sum([1, .nan]).isNaN)
    #expect(VectorMath.sum([.infinity, 1]) == .infinity)
  }

  @Test func theOrderOfASumIsFixed() {
    // Eight lanes: 1 and the eighth value after it meet first.
    var values = [Double](repeating: 0, count: 16)
    (values[0], values[8], values[1]) = (1e16, -1e16, 1)
    #expect(VectorMath.sum(values) == 1)
    (values[0], values[1], values[8]) = (1e16, 1, 1)
    #expect(VectorMath.sum(values) == 1e16)
  }

  @Test func runsOutsideTrap() async {
    await #expect(processExitsWith: .failure) {
      var y = [1.0]
      VectorMath.addProduct(&y, at: 1, 1, [1], from: 0, count: 1)
    }
    await #expect(processExitsWith: .failure) {
      var y = [1.0]
      VectorMath.addProduct(&y, at: 0, 1, [1], from: 1, count: Int.max)
    }
  }
}
