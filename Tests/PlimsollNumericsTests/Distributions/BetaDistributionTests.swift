import Foundation
import PlimsollNumerics
import Testing

@Suite("Beta distribution")
struct BetaDistributionTests {
  @Test("Closed forms: uniform, arcsine, a power, a polynomial")
  func closedForms() {
    let uniform = BetaDistribution(a: 1, b: 1)
    let arcsine = BetaDistribution(a: 0.5, b: 0.5)
    let power = BetaDistribution(a: 3, b: 1)
    let quadratic = BetaDistribution(a: 2, b: 2)
    for x in [1e-9, 0.01, 0.2, 0.5, 0.7, 0.999] {
      #expect(isClose(uniform.cumulative(x), x, 1e-14))
      #expect(isClose(uniform.density(x), 1, 1e-14))
      #expect(isClose(arcsine.cumulative(x), 2 / .pi * asin(x.squareRoot()), 1e-13))
      #expect(isClose(arcsine.density(x), 1 / (.pi * (x * (1 - x)).squareRoot()), 1e-13))
      #expect(isClose(power.cumulative(x), x * x * x, 1e-13))
      #expect(isClose(power.quantile(x), cbrt(x), 1e-14))
      #expect(isClose(quadratic.cumulative(x), x * x * (3 - 2 * x), 1e-13))
      #expect(isClose(quadratic.survival(x), quadratic.cumulative(1 - x), 1e-12))
    }
  }

  @Test(
    "The quantile inverts both tails, in relative terms",
    arguments: [(0.05, 0.05), (0.5, 0.5), (0.05, 100), (2, 8), (3, 248), (1e4, 100), (1e8, 1e8)])
  func inverse(a: Double, b: Double) {
    let law = BetaDistribution(a: a, b: b)
    for p in [1e-12, 1e-6, 0.001, 0.05, 0.3, 0.5] {
      // A unit in the last place of x moves a narrow law by √(a + b) units.
      #expect(isClose(law.cumulative(law.quantile(p)), p, 1e-12 + 3e-14 * (a + b).squareRoot()))
    }
    var last = 0.0
    for step in 1..<64 {
      let x = law.quantile(Double(step) / 64)
      #expect(x >= last && x <= 1)
      last = x
    }
  }

  @Test("The density is the slope", arguments: [(2.0, 8.0), (0.7, 3), (30, 40)])
  func slope(a: Double, b: Double) {
    let law = BetaDistribution(a: a, b: b)
    for p in [0.01, 0.2, 0.5, 0.9] {
      let x = law.quantile(p)
      let h = 1e-3 * min(x, 1 - x)
      let slope =
        (8 * (law.cumulative(x + h) - law.cumulative(x - h))
          - law.cumulative(x + 2 * h) + law.cumulative(x - 2 * h)) / (12 * h)
      #expect(isClose(slope, law.density(x), 1e-8))
    }
  }

  @Test("Edge cases")
  func edges() async {
    let law = BetaDistribution(a: 2, b: 3)
    #expect(law.quantile(0) == 0 && law.quantile(1) == 1)
    for p in [-0.1, 1.1, Double.nan] { #expect(law.quantile(p).isNaN) }
    #expect(law.cumulative(-1) == 0 && law.cumulative(2) == 1 && law.cumulative(.nan).isNaN)
    #expect(law.survival(-1) == 1 && law.survival(2) == 0 && law.survival(.nan).isNaN)
    #expect(law.density(-0.1) == 0 && law.density(1.1) == 0 && law.density(.nan).isNaN)
    #expect(law.density(0) == 0 && law.density(1) == 0)
    let flat = BetaDistribution(a: 1, b: 1)
    #expect(flat.density(0) == 1 && flat.density(1) == 1)
    let horned = BetaDistribution(a: 0.5, b: 0.5)
    #expect(horned.density(0) == .infinity && horned.density(1) == .infinity)
    await #expect(processExitsWith: .failure) { _ = BetaDistribution(a: 0, b: 1) }
    await #expect(processExitsWith: .failure) { _ = BetaDistribution(a: 1, b: .infinity) }
  }
}
