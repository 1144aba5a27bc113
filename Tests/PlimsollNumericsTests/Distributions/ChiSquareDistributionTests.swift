import Foundation
import PlimsollNumerics
import Testing

@Suite("Chi-square distribution")
struct ChiSquareDistributionTests {
  @Test("Two degrees are exponential with mean two")
  func twoDegrees() {
    let law = ChiSquareDistribution(degreesOfFreedom: 2)
    for x in [1e-6, 0.3, 2, 9, 80.0] {
      #expect(isClose(law.survival(x), exp(-x / 2), 1e-14))
      #expect(isClose(law.cumulative(x), -expm1(-x / 2), 1e-14))
      #expect(isClose(law.density(x), exp(-x / 2) / 2, 1e-14))
    }
    #expect(isClose(law.quantile(0.95), 5.9914645471079799, 1e-14))
  }

  @Test("Table values", arguments: [(1.0, 3.8414588206941236), (10, 18.307038053275143)])
  func table(nu: Double, x: Double) {
    let law = ChiSquareDistribution(degreesOfFreedom: nu)
    #expect(isClose(law.quantile(0.95), x, 1e-14))
    #expect(isClose(law.survivalQuantile(0.05), x, 1e-14))
    #expect(isClose(law.survival(x), 0.05, 1e-13))
  }

  @Test("It is the gamma law of half the degrees and scale two")
  func gamma() {
    let law = ChiSquareDistribution(degreesOfFreedom: 7)
    let gamma = GammaDistribution(shape: 3.5, scale: 2)
    for x in [0.1, 3, 20] { #expect(law.cumulative(x) == gamma.cumulative(x)) }
  }

  @Test("Edge cases")
  func edges() async {
    let law = ChiSquareDistribution(degreesOfFreedom: 3)
    #expect(law.quantile(0) == 0 && law.quantile(1) == .infinity && law.quantile(.nan).isNaN)
    #expect(law.survivalQuantile(0) == .infinity && law.survivalQuantile(1) == 0)
    #expect(law.cumulative(0) == 0 && law.survival(0) == 1 && law.survival(.nan).isNaN)
    await #expect(processExitsWith: .failure) { _ = ChiSquareDistribution(degreesOfFreedom: 0) }
  }
}
