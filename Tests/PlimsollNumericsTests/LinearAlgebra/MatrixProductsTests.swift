import PlimsollNumerics
import Testing

@Suite struct MatrixProductsTests {
  static let shapes = [
    (1, 1, 1), (1, 5, 1), (3, 1, 4), (2, 3, 4), (7, 7, 7), (17, 33, 9), (64, 65, 63), (130, 70, 90),
  ]

  /// The product by the definition.
  static func naive(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        var sum = 0.0
        for l in 0..<a.columns { sum += a[i, l] * b[l, j] }
        result[i, j] = sum
      }
    }
    return result
  }

  /// What rounding may do to sums of k products of values up to one.
  static func tolerance(_ k: Int) -> Double { 2 * Double(k) * Double(k).squareRoot() * 2.3e-16 }

  @Test(arguments: shapes) func matrixByMatrix(m: Int, k: Int, n: Int) {
    var samples = MatrixSamples(seed: UInt64(m * 1000 + n))
    let (a, b) = (samples.matrix(m, k), samples.matrix(k, n))
    let expected = Self.naive(a, b)
    let product = a.multiplied(by: b)
    #expect((product.rows, product.columns) == (m, n))
    #expect(largestDifference(product.storage, expected.storage) <= Self.tolerance(k))
  }

  @Test(arguments: shapes) func matrixByVector(m: Int, k: Int, n: Int) {
    var samples = MatrixSamples(seed: UInt64(m * 1000 + n))
    let (a, x) = (samples.matrix(m, k), samples.vector(k))
    let expected = Self.naive(a, Matrix(rows: k, columns: 1, storage: x)).storage
    #expect(largestDifference(a.multiplied(by: x), expected) <= Self.tolerance(k))
  }

  @Test(arguments: shapes) func crossProduct(m: Int, k: Int, n: Int) {
    var samples = MatrixSamples(seed: UInt64(m * 1000 + n))
    let a = samples.matrix(m, k)
    let product = a.crossProduct()
    #expect(product.isSymmetric)
    let expected = Self.naive(a.transposed, a)
    #expect(largestDifference(product.storage, expected.storage) <= Self.tolerance(m))
  }

  @Test func emptyProducts() {
    let flat = Matrix(rows: 2, columns: 0)
    #expect(flat.multiplied(by: Matrix(rows: 0, columns: 3)) == Matrix(rows: 2, columns: 3))
    #expect(flat.multiplied(by: [Double]()) == [0, 0])
    #expect(flat.crossProduct() == Matrix([]))
    #expect(Matrix(rows: 0, columns: 2).crossProduct() == Matrix(rows: 2, columns: 2))
    #expect(Matrix([]).multiplied(by: Matrix([])) == Matrix([]))
  }

  @Test func notANumberSpreads() {
    let a = Matrix([[1, .nan], [1, 1]])
    let product = a.multiplied(by: Matrix.identity(2))
    #expect(product[0, 1].isNaN)
    #expect(product[1, 1] == 1)
    #expect(a.multiplied(by: [0, 0])[0].isNaN)
  }

  @Test func shapesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).multiplied(by: Matrix(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).multiplied(by: [1, 2])
    }
  }
}
