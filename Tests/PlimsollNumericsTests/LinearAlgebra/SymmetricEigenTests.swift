import PlimsollNumerics
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: [1, 2, 3, 10, 33, 100]) func thePartsReconstructTheMatrix(n: Int) {
    var samples = MatrixSamples(seed: UInt64(n))
    let matrix = samples.symmetric(n)
    let eigen = SymmetricEigen(matrix)
    let scaled = eigen.vectors.multiplied(by: .diagonal(eigen.values))
    let product = scaled.multiplied(by: eigen.vectors.transposed)
    let tolerance = 8 * Double(n) * Double.ulpOfOne * max(1, eigen.values.last ?? 1)
    #expect(largestDifference(product.storage, matrix.storage) <= tolerance)
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 <= $1 })
    let unit = eigen.vectors.crossProduct()
    #expect(
      largestDifference(unit.storage, Matrix.identity(n).storage)
        <= 8 * Double(n) * Double.ulpOfOne)
  }

  @Test func valuesByHand() {
    let eigen = SymmetricEigen(Matrix([[2, 1], [1, 2]]))
    #expect(largestDifference(eigen.values, [1, 3]) < 1e-15)
    #expect((eigen.conditionNumber - 3).magnitude < 1e-14)
    #expect((eigen.vectors[0, 0] + eigen.vectors[1, 0]).magnitude < 1e-15)
  }

  @Test func conditionNumbers() {
    #expect(SymmetricEigen(.diagonal([-4, 2])).conditionNumber == 2)
    #expect(SymmetricEigen(.identity(3)).conditionNumber == 1)
    #expect(SymmetricEigen(Matrix(rows: 3, columns: 3)).conditionNumber == .infinity)
    #expect(SymmetricEigen(Matrix(rows: 3, columns: 3, repeating: 1)).conditionNumber == .infinity)
    #expect(SymmetricEigen(.diagonal([1, 1e-10])).conditionNumber == 1e10)
  }

  @Test func theSmallestMatrices() {
    #expect(SymmetricEigen(Matrix([[-2]])).values == [-2])
    #expect(SymmetricEigen(Matrix([[-2]])).vectors[0, 0].magnitude == 1)
    #expect(SymmetricEigen(Matrix([])).values.isEmpty)
    #expect(SymmetricEigen(Matrix([])).conditionNumber == 1)
  }

  @Test func valuesThatAreNotFiniteTrap() async {
    await #expect(processExitsWith: .failure) { _ = SymmetricEigen(Matrix([[.nan]])) }
  }
}
