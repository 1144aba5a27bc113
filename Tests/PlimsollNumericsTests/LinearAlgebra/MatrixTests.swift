import PlimsollNumerics
import Testing

@Suite struct MatrixTests {
  @Test func elementsAreStoredRowByRow() {
    var matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.rows == 2)
    #expect(matrix.columns == 3)
    #expect(matrix.storage == [1, 2, 3, 4, 5, 6])
    #expect(matrix == Matrix(rows: 2, columns: 3, storage: [1, 2, 3, 4, 5, 6]))
    #expect(matrix[1, 0] == 4)
    matrix[1, 0] = 7
    #expect(matrix.storage == [1, 2, 3, 7, 5, 6])
  }

  @Test func repeatingDefaultsToZero() {
    #expect(Matrix(rows: 1, columns: 2).storage == [0, 0])
    #expect(Matrix(rows: 2, columns: 1, repeating: 3).storage == [3, 3])
  }

  @Test func identityAndDiagonal() {
    #expect(Matrix.identity(2) == Matrix([[1, 0], [0, 1]]))
    #expect(Matrix.diagonal([2, -3]) == Matrix([[2, 0], [0, -3]]))
    #expect(Matrix.identity(0) == Matrix([]))
  }

  @Test func emptyMatricesKeepTheirShape() {
    #expect(Matrix([]).rows == 0)
    #expect(Matrix([[], []]).rows == 2)
    #expect(Matrix(rows: 0, columns: 3) != Matrix(rows: 0, columns: 0))
  }

  @Test func mistakesOfShapeTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, storage: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = Matrix([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 2)[0, 2] }
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix(rows: 2, columns: 2)
      matrix.storage.removeLast()
      _ = matrix.multiplied(by: matrix)
    }
  }
}
