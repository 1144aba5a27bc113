import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct RealisedMeasuresTests {
  @Test func handComputed() {
    let day = RealisedMeasures([[1, -2, 0, 2], [1, 1, 1, 1]])
    #expect(day.covariance.row(0) == [9, 1] && day.covariance.row(1) == [1, 4])
    #expect(day.volatilities == [3, 2])
    #expect(day.downsideSemivariances == [4, 0] && day.upsideSemivariances == [5, 4])
    #expect(abs(day.bipowerVariations[0] - Double.pi) < 1e-15)
    #expect(abs(day.correctedBipowerVariations[1] - 2 * Double.pi) < 1e-14)
    #expect(abs(day.jumpVariations[0] - (9 - Double.pi)) < 1e-14 && day.jumpVariations[1] == 0)
    #expect(abs(day.correlation[0, 1] - 1.0 / 6) < 1e-15)
  }
}
