import Foundation
import PlimsollNumerics
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: [1, 2, 3, 10, 31, 64, 65, 150])
  func theFactorReconstructsTheMatrix(n: Int) throws {
    var samples = MatrixSamples(seed: UInt64(n))
    var matrix = samples.positiveDefinite(n)
    let scale = 1 / (matrix.diagonal.max() ?? 1)
    for i in matrix.storage.indices { matrix.storage[i] *= scale }
    let lower = try Cholesky(matrix).lower
    let product = lower.multiplied(by: lower.transposed)
    #expect(
      largestDifference(product.storage, matrix.storage) <= 4 * Double(n) * Double.ulpOfOne)
    for i in 0..<n {
      #expect(lower[i, i] > 0)
      for j in (i + 1)..<max(n, i + 1) { #expect(lower[i, j] == 0) }
    }
  }

  @Test func aFactorByHand() throws {
    let factor = try Cholesky(Matrix([[4, 2], [2, 5]]))
    #expect(factor.lower == Matrix([[2, 0], [1, 2]]))
    #expect((factor.logDeterminant - log(16)).magnitude < 1e-15)
  }

  @Test func onlyTheLowerTriangleIsRead() throws {
    #expect(try Cholesky(Matrix([[4, .nan], [2, 5]])).lower == Matrix([[2, 0], [1, 2]]))
  }

  @Test func theSmallestMatrices() throws {
    #expect(try Cholesky(Matrix([])).logDeterminant == 0)
    #expect(try Cholesky(Matrix([[9]])).lower == Matrix([[3]]))
  }

  @Test func theFailingPivotIsReported() throws {
    // The values of the reference file linalg-cholesky-not-psd.
    let matrix = Matrix([
      [1, 0.9, 0.9, 0.1], [0.9, 1, -0.5, 0.2], [0.9, -0.5, 1, 0.3], [0.1, 0.2, 0.3, 1],
    ])
    let error = try #require(throws: NotPositiveDefinite.self) { try Cholesky(matrix) }
    #expect(error.pivot == 2)
    #expect((error.value + 8.8421052631578974).magnitude <= 1e-12)
  }

  @Test(arguments: [0, 70, 199]) func theFailingPivotOfALargeMatrix(row: Int) throws {
    var matrix = Matrix.identity(200)
    matrix[row, row] = -2
    #expect(throws: NotPositiveDefinite(pivot: row, value: -2)) { try Cholesky(matrix) }
  }

  @Test func singularMatricesAreRefused() {
    #expect(throws: NotPositiveDefinite(pivot: 0, value: 0)) { try Cholesky(Matrix([[0]])) }
    #expect(throws: NotPositiveDefinite(pivot: 0, value: 0)) {
      try Cholesky(Matrix(rows: 3, columns: 3))
    }
    #expect(throws: NotPositiveDefinite(pivot: 1, value: 0)) {
      try Cholesky(Matrix([[1, 1], [1, 1]]))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreRefused(value: Double) throws {
    for (i, j) in [(0, 0), (1, 0), (2, 1), (2, 2)] {
      var matrix = Matrix.identity(3)
      matrix[i, j] = value
      let error = try #require(throws: NotPositiveDefinite.self) { try Cholesky(matrix) }
      #expect(error.pivot == i)
      #expect(error.value.isNaN)
      #expect(error.description.contains("not finite"))
    }
  }

  @Test func overflowIsRefused() {
    #expect(throws: NotPositiveDefinite.self) {
      try Cholesky(Matrix([[1e-200, 1e200], [1e200, 1e300]]))
    }
  }
}
