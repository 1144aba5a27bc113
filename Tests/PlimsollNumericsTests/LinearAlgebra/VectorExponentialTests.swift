import Foundation
import PlimsollNumerics
import Testing

@Suite struct VectorExponentialTests {
  static let ranges = [1e-300, 1e-12, 1e-3, 0.4, 1, 5, 45, 700]

  func exponentials(_ x: [Double]) -> [Double] {
    var values = x
    VectorMath.exponentials(&values)
    return values
  }

  func minusOne(_ x: [Double]) -> [Double] {
    var values = x
    VectorMath.expMinusOne(&values)
    return values
  }

  @Test(arguments: ranges) func agreesWithTheMathematicsLibrary(range: Double) {
    var samples = MatrixSamples(seed: 3)
    let x = samples.vector(4_000).map { $0 * range }
    for (x, (value, less)) in zip(x, zip(exponentials(x), minusOne(x))) {
      let (reference, referenceLess) = (Foundation.exp(x), Foundation.expm1(x))
      if (value - reference).magnitude > 2 * reference.ulp
        || (less - referenceLess).magnitude > 3 * referenceLess.ulp
      {
        Issue.record("\(x): \(value) \(less)")
      }
    }
  }

  @Test func zeroIsExact() {
    #expect(exponentials([0, -0.0]) == [1, 1])
    #expect(minusOne([0, -0.0]) == [0, 0])
  }

  @Test func theEndsOfTheRange() {
    let x = [709.782712893384, 709.79, 1e300, .infinity, -745.14, -1e300, -.infinity]
    let largest = exp(709.782712893384)
    #expect(exponentials(x) == [largest, .infinity, .infinity, .infinity, 0, 0, 0])
    #expect(minusOne(x) == [largest, .infinity, .infinity, .infinity, -1, -1, -1])
    #expect(exponentials([-745.13, -740, -709]) == [exp(-745.13), exp(-740), exp(-709)])
  }

  @Test func notANumberStays() {
    #expect(exponentials([.nan])[0].isNaN)
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
  @Test(arguments: 1...17) func thePlaceDoesNotMatter(count: Int) {
    var samples = MatrixSamples(seed: UInt64(count))
    let x = samples.vector(count).map { $0 * 20 }
    #expect(exponentials(x) == x.map { exponentials([$0])[0] })
    #expect(minusOne(x) == x.map { minusOne([$0])[0] })
    #expect(exponentials([]) == [])
  }
}
