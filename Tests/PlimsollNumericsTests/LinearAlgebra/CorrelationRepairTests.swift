import PlimsollNumerics
import Testing

@Suite struct CorrelationRepairTests {
  @Test(arguments: [0, 1e-15, 1e-10, 1e-6, 0.1, 0.9, 1.0])
  func aRepairIsUsable(floor: Double) throws {
    for n in [2, 5, 20, 50] {
      let matrix = NearestCorrelationTests.stressed(n, seed: 7)
      guard let repair = NearestCorrelation.repairing(matrix, eigenvalueFloor: floor) else {
        #expect(SymmetricEigen(matrix).values[0] >= floor)
        continue
      }
      #expect(NearestCorrelationTests.isCorrelation(repair.matrix))
      #expect(repair.smallestEigenvalueAfter >= floor)
      #expect(repair.distance == repair.matrix.frobeniusDistance(to: matrix))
      _ = try Cholesky(repair.matrix)
      #expect(NearestCorrelation.repairing(repair.matrix, eigenvalueFloor: floor) == nil)
    }
  }

  @Test func aSmallFloorCostsLittle() throws {
    let nearest = NearestCorrelation.higham(NearestCorrelationTests.threeByThree)
    let repair = try #require(NearestCorrelation.repairing(NearestCorrelationTests.threeByThree))
    #expect((repair.distance - nearest.distance).magnitude < 1e-9)
    #expect((repair.smallestEigenvalueAfter - 1e-10).magnitude < 1e-12)
    #expect(repair.smallestEigenvalueBefore == nearest.smallestEigenvalueBefore)
    #expect(repair.iterations == nearest.iterations)
  }

  @Test func nothingIsRepairedWithoutNeed() {
    #expect(NearestCorrelation.repairing(.identity(4)) == nil)
    #expect(NearestCorrelation.repairing(Matrix([[1, 0.6], [0.6, 1]])) == nil)
    #expect(NearestCorrelation.repairing(Matrix([])) == nil)
    let rounded = Matrix([[1 - 1e-15, 0.6], [0.6 + 1e-15, 1]])
    #expect(NearestCorrelation.repairing(rounded) == nil)
  }

  @Test func singularAndForeignMatricesAreRepaired() throws {
    let singular = try #require(NearestCorrelation.repairing(Matrix([[1, 1], [1, 1]])))
    #expect(singular.iterations == 0)
    #expect(singular.distance > 0 && singular.distance < 1e-9)
    let covariance = try #require(NearestCorrelation.repairing(NearestCorrelationTests.tridiagonal))
    #expect(NearestCorrelationTests.isCorrelation(covariance.matrix))
    #expect(NearestCorrelation.repairing(Matrix([[1, 0.6], [0.5, 1]])) != nil)
  }
}
