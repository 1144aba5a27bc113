import Foundation
import PlimsollNumerics
import Testing

@Suite("Gamma distribution")
struct GammaDistributionTests {
  @Test("Shape one is exponential, shape one half a squared normal")
  func closedForms() {
    let exponential = GammaDistribution(shape: 1, scale: 3)
    let square = GammaDistribution(shape: 0.5, scale: 2)
    for x in [1e-8, 0.01, 0.5, 2, 3.9, 30, 200] {
      #expect(isClose(exponential.survival(x), exp(-x / 3), 1e-14))
      #expect(isClose(exponential.cumulative(x), -expm1(-x / 3), 1e-14))
      #expect(isClose(exponential.density(x), exp(-x / 3) / 3, 1e-14))
      let root = x.squareRoot()
      #expect(isClose(square.survival(x), 2 * NormalDistribution.survival(root), 1e-13))
    }
    for p in [1e-200, 1e-9, 0.1, 0.5, 0.7, 0.999] {
      #expect(isClose(exponential.quantile(p), -3 * log1p(-p), 1e-13))
      #expect(isClose(exponential.survivalQuantile(p), -3 * log(p), 1e-13))
    }
  }

  @Test(
    "The quantiles invert both tails, in relative terms",
    arguments: [0.07, 0.3, 1, 2.2, 50, 1e3, 1e6], [0.1, 2.0])
  func inverse(shape: Double, scale: Double) {
    let law = GammaDistribution(shape: shape, scale: scale)
    for p in [0x1p-54, 1e-9, 0.001, 0.05, 0.3, 0.5] {
      // The conditioning of the tail grows with √shape.
      let tolerance = 1e-12 + 1e-14 * shape.squareRoot()
      #expect(isClose(law.cumulative(law.quantile(p)), p, tolerance))
      #expect(isClose(law.survival(law.survivalQuantile(p)), p, tolerance))
    }
    for p in [0.5, 0.75, 0.9990234375] {
      #expect(isClose(law.quantile(p), law.survivalQuantile(1 - p), 1e-12))
    }
  }

  @Test("The quantile increases and the density is the slope", arguments: [0.5, 2.2, 40])
  func laws(shape: Double) {
    let law = GammaDistribution(shape: shape, scale: 0.7)
    var last = 0.0
    for step in 1..<256 {
      let x = law.quantile(Double(step) / 256)
      #expect(x > last)
      last = x
      let h = 1e-3 * x
      let slope =
        (8 * (law.cumulative(x + h) - law.cumulative(x - h))
          - law.cumulative(x + 2 * h) + law.cumulative(x - 2 * h)) / (12 * h)
      #expect(isClose(slope, law.density(x), 1e-8))
    }
  }

  @Test("Edge cases")
  func edges() async {
    let law = GammaDistribution(shape: 2, scale: 1)
    #expect(law.quantile(0) == 0 && law.quantile(1) == .infinity)
    #expect(law.survivalQuantile(0) == .infinity && law.survivalQuantile(1) == 0)
    for p in [-0.1, 1.1, Double.nan] {
      #expect(law.quantile(p).isNaN && law.survivalQuantile(p).isNaN)
    }
    // A quantile below the least number.
    #expect(GammaDistribution(shape: 0.01, scale: 1).quantile(1e-9) == 0)
    #expect(law.cumulative(-1) == 0 && law.cumulative(0) == 0 && law.cumulative(.infinity) == 1)
    #expect(law.survival(-1) == 1 && law.survival(.infinity) == 0)
    #expect(law.cumulative(.nan).isNaN && law.survival(.nan).isNaN && law.density(.nan).isNaN)
    #expect(law.density(-1) == 0 && law.density(0) == 0 && law.density(.infinity) == 0)
    #expect(GammaDistribution(shape: 1, scale: 4).density(0) == 0.25)
    #expect(GammaDistribution(shape: 0.5, scale: 4).density(0) == .infinity)
    await #expect(processExitsWith: .failure) { _ = GammaDistribution(shape: 0, scale: 1) }
    await #expect(processExitsWith: .failure) { _ = GammaDistribution(shape: 1, scale: -1) }
  }
}
