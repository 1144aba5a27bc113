import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct StudentTFitTests {
  private func draws(_ degreesOfFreedom: Double, count: Int, seed: UInt64) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 3)
    return (0..<count).map {
      stream.studentT(degreesOfFreedom: degreesOfFreedom, scenario: $0, dimension: 0)
    }
  }

  @Test(arguments: [3.0, 6.0, 15.0])
  func findsTheLawItWasDrawnFrom(degrees: Double) {
    let values = draws(degrees, count: 20_000, seed: 5).map { 0.3 + 2 * $0 }
    let fit = StudentTFit(values)
    // The asymptotic error of 1/ν is below 0.006 here; five of them: false alarms below 1e-5.
    #expect(abs(1 / fit.degreesOfFreedom - 1 / degrees) < 0.03)
    #expect(abs(fit.location - 0.3) < 0.1)
    #expect(abs(fit.scale - 2) < 0.1)
  }

  @Test func theFitIsAMaximum() {
    let values = draws(4, count: 800, seed: 6)
    let fit = StudentTFit(values)
    let zero = StudentTFit(values, location: 0)
    #expect(zero.location == 0)
    #expect(zero.logLikelihood <= fit.logLikelihood)
  }

  @Test func isEquivariant() {
    let values = draws(4, count: 500, seed: 7)
    let (a, b) = (StudentTFit(values), StudentTFit(values.map { 10 - 3 * $0 }))
    #expect(abs(a.degreesOfFreedom / b.degreesOfFreedom - 1) < 1e-5)
    #expect(abs(b.location - (10 - 3 * a.location)) < 1e-5)
    #expect(abs(b.scale - 3 * a.scale) < 1e-4)
  }

  @Test func theModelFitStopsAtItsBound() {
    let values = draws(1.5, count: 3000, seed: 8)
    let rms = (values.reduce(0) { $0 + $1 * $1 } / 3000).squareRoot()
    let fit = StudentTFit(standardised: values.map { $0 / rms }, fewest: 2.5)
    #expect(fit.degreesOfFreedom == 2.5)
  }

  @Test func normalResidualsGetMany() {
    let stream = RandomStream(seed: 2, stream: 3)
    let values = (0..<20_000).map { stream.normal(scenario: $0, dimension: 0) }
    #expect(StudentTFit(standardised: values).degreesOfFreedom > 30)
  }
}
