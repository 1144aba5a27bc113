import PlimsollNumerics
import Testing

@Suite struct CholeskySolveTests {
  @Test(arguments: [1, 2, 5, 33, 100]) func solutionsSatisfyTheSystem(n: Int) throws {
    var samples = MatrixSamples(seed: UInt64(n))
    let matrix = samples.positiveDefinite(n)
    let factor = try Cholesky(matrix)
    let b = samples.vector(n)
    #expect(largestDifference(matrix.multiplied(by: factor.solve(b)), b) < 1e-10)
    #expect(largestDifference(factor.lower.multiplied(by: factor.solveLower(b)), b) < 1e-12)
  }

  @Test func systemsByHand() throws {
    let factor = try Cholesky(Matrix([[4, 2], [2, 5]]))
    #expect(factor.solveLower([2, 5]) == [1, 2])
    #expect(factor.solve([8, 12]) == [1, 2])
    #expect(try Cholesky(Matrix([[4]])).solve([2]) == [0.5])
    #expect(try Cholesky(Matrix([])).solve([]) == [])
  }

  @Test func anotherLengthTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = try Cholesky(Matrix([[1]])).solve([1, 2])
    }
  }
}
