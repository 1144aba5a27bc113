import Foundation
import PlimsollNumerics
import Testing

@Suite struct VectorMathTests {
  @Test func addProductChangesOnlyTheRun() {
    var y = [1.0, 2, 3, 4]
    VectorMath.addProduct(&y, at: 1, 2, [10, 20, 30], from: 1, count: 2)
    #expect(y == [1, 42, 63, 4])
    VectorMath.addProduct(&y, at: 4, 2, [10, 20, 30], from: 3, count: 0)
    #expect(y == [1, 42, 63, 4])
    VectorMath.multiply(&y, at: 2, by: [0.5, 0.25, 7], count: 2)
    #expect(y == [1, 42, 31.5, 1])
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

@Suite struct ExpMinusOneTests {
  static let ranges = [1e-300, 1e-12, 1e-3, 0.4, 1, 5, 45, 700]

  func minusOne(_ x: [Double]) -> [Double] {
    var values = [Double](repeating: .nan, count: x.count)
    VectorMath.expMinusOne(x, into: &values, count: x.count)
    return values
  }

  @Test(arguments: ranges) func agreesWithTheMathematicsLibrary(range: Double) {
    var samples = MatrixSamples(seed: 3)
    let x = samples.vector(4_000).map { $0 * range }
    for (x, less) in zip(x, minusOne(x)) {
      let reference = Foundation.expm1(x)
      if (less - reference).magnitude > 3 * reference.ulp { Issue.record("\(x): \(less)") }
    }
  }

  @Test func theEndsOfTheRange() {
    let x = [0, -0.0, 709.782712893384, 709.79, 1e300, .infinity, -745.14, -1e300, -.infinity]
    let largest = exp(709.782712893384)
    #expect(
      minusOne(x) == [0, 0, largest, .infinity, .infinity, .infinity, -1, -1, -1])
    #expect(minusOne([.nan])[0].isNaN)
  }

  @Test func smallValuesKeepTheirPrecision() {
    #expect(minusOne([1e-20, -1e-20, 1e-308]) == [1e-20, -1e-20, 1e-308])
    #expect((minusOne([1e-8])[0] - 1.00000000500000001e-8).magnitude <= 1e-8.ulp)
  }

  @Test func neverBelowMinusOne() {
    let x = stride(from: -60.0, through: -30, by: 0.001).map { $0 }
    #expect(minusOne(x).allSatisfy { $0 >= -1 })
  }

  /// A value does not depend on its place: vectorised loops have a remainder.
  @Test(arguments: 1...33) func thePlaceDoesNotMatter(count: Int) {
    var samples = MatrixSamples(seed: UInt64(count))
    let x = samples.vector(count).map { $0 * 20 }
    #expect(minusOne(x) == x.map { minusOne([$0])[0] })
    #expect(minusOne([]) == [])
  }
}

@Suite struct NormalCumulativesTests {
  @Test func agreesWithTheAccurateProbability() {
    let points = (-40_000...40_000).map { Double($0) / 1000 }
    var values = points
    VectorMath.normalCumulatives(&values, range: values.indices)
    for (x, value) in zip(points, values) {
      let exact = NormalDistribution.cumulative(x)
      #expect(abs(value - exact) < 1e-15)
      #expect(value >= 0 && value <= 1)
      if x >= -5 { #expect(abs(value / exact - 1) < 1e-11) }
      if x >= -9.5 { #expect(abs(value / exact - 1) < 5e-9) }
    }
    // Rows of the table meet within rounding.
    for (value, next) in zip(values, values.dropFirst()) { #expect(next > value - 3e-16) }
  }

  @Test func edges() {
    var values = [-Double.infinity, .infinity, 0, .nan, 3]
    VectorMath.normalCumulatives(&values, range: 0..<4)
    #expect(values[0] < 1.1e-21 && values[0] >= 0 && values[1] == 1)
    #expect(abs(values[2] - 0.5) < 1e-16 && values[3].isNaN && values[4] == 3)
  }
}
