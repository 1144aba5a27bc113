import Foundation
import PlimsollNumerics
import Testing

@Suite struct MatrixCodingTests {
  func decoded(_ text: String) throws -> Matrix {
    try JSONDecoder().decode(Matrix.self, from: Data(text.utf8))
  }

  @Test func aMatrixIsAListOfRows() throws {
    let matrix = Matrix([[1, 0.5], [-2, 3], [0, 4]])
    let text = try JSONEncoder().encode(matrix)
    #expect(String(decoding: text, as: UTF8.self) == "[[1,0.5],[-2,3],[0,4]]")
    #expect(try JSONDecoder().decode(Matrix.self, from: text) == matrix)
  }

  @Test func bitsSurvive() throws {
    var samples = MatrixSamples(seed: 5)
    let matrix = samples.matrix(7, 5)
    #expect(
      try JSONDecoder().decode(Matrix.self, from: JSONEncoder().encode(matrix)) == matrix)
  }

  @Test func emptyMatrices() throws {
    #expect(try decoded("[]") == Matrix([]))
    #expect(try decoded("[[],[]]") == Matrix(rows: 2, columns: 0))
  }

  @Test func raggedRowsAreNamed() throws {
    let error = try #require(throws: DecodingError.self) { try decoded("[[1, 2], [3, 4], [5]]") }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(context.debugDescription == "row 2 of the matrix has 1 values, row 0 has 2")
  }

  @Test(arguments: ["[1, 2]", "[[1, \"2\"]]", "{}", "[[null]]"])
  func otherThingsAreRefused(text: String) {
    #expect(throws: DecodingError.self) { try decoded(text) }
  }
}
