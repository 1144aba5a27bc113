import PlimsollNumerics
import Testing

@Suite struct MatrixPartsTests {
  let matrix = Matrix([[1, 2, 3], [4, 5, 6]])

  @Test func rowsColumnsAndDiagonal() {
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(2) == [3, 6])
    #expect(matrix.diagonal == [1, 5])
    #expect(Matrix([]).diagonal == [])
  }

  @Test func transposition() {
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed.transposed == matrix)
    #expect(Matrix(rows: 0, columns: 3).transposed == Matrix(rows: 3, columns: 0))
  }

  @Test func symmetryIsExact() {
    #expect(Matrix([[1, 2], [2, 1]]).isSymmetric)
    #expect(!Matrix([[1, 2], [2 + 1e-15, 1]]).isSymmetric)
    #expect(!Matrix([[.nan]]).isSymmetric)
    #expect(!matrix.isSymmetric)
    #expect(Matrix([]).isSymmetric)
  }

  @Test func frobeniusDistance() {
    #expect(Matrix([[0, 3], [0, 0]]).frobeniusDistance(to: Matrix([[0, 0], [4, 0]])) == 5)
    #expect(matrix.frobeniusDistance(to: matrix) == 0)
    #expect(Matrix([]).frobeniusDistance(to: Matrix([])) == 0)
  }
}
