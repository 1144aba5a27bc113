import PlimsollNumerics
import Testing

@Suite struct EigenvalueClippingTests {
  @Test func clippingOfPublishedThreeByThree() {
    let repair = NearestCorrelation.clippingEigenvalues(
      NearestCorrelationTests.threeByThree, floor: 1e-15)
    #expect(NearestCorrelationTests.isCorrelation(repair.matrix))
    #expect((repair.matrix[0, 1] - 0.73953915425623429).magnitude < 1e-10)
    #expect((repair.matrix[0, 2] - 0.0938363213560547).magnitude < 1e-10)
    #expect((repair.distance - 0.53755922378237009).magnitude < 1e-10)
  }

  @Test func clippingMeasuresFromTheScaledMatrix() {
    let repair = NearestCorrelation.clippingEigenvalues(
      NearestCorrelationTests.tridiagonal, floor: 1e-3)
    #expect((repair.matrix[0, 1] + 0.5).magnitude < 1e-15)
    #expect(repair.distance < 1e-14)
    #expect((repair.smallestEigenvalueBefore - 0.38196601125010488 / 2).magnitude < 1e-12)
  }

  @Test func aCorrelationMatrixKeepsItsEntries() {
    let matrix = Matrix([[1, 0.6], [0.6, 1]])
    let repair = NearestCorrelation.clippingEigenvalues(matrix, floor: 0)
    #expect(repair.distance < 1e-15)
    #expect((repair.smallestEigenvalueAfter - 0.4).magnitude < 1e-15)
    #expect(NearestCorrelation.clippingEigenvalues(Matrix([]), floor: 0).matrix == Matrix([]))
  }

  @Test func aDiagonalThatIsNotPositiveTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = NearestCorrelation.clippingEigenvalues(Matrix([[0]]), floor: 0)
    }
  }
}
