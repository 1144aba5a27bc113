import Foundation
import PlimsollNumerics
import Testing

@Suite("Student t distribution")
struct StudentTDistributionTests {
  @Test(
    "Known quantiles",
    arguments: [
      (1.5, 1e-6, -5219.4693247069463), (1.5, 0.01, -11.197316179568398),
      (1.5, 0.7, 0.65179548260235687), (2.5, 0.001, -13.822193110865964),
      (2.5, 0.975, 3.5746548420036817), (3.0, 0.05, -2.3533634348018238),
      (3.0, 0.3, -0.58438972743981865), (4.0, 0.001, -7.1731822197823085),
    ])
  func knownQuantiles(nu: Double, p: Double, t: Double) {
    #expect(isClose(StudentTDistribution(degreesOfFreedom: nu).quantile(p), t, 1e-13))
  }

  @Test("One degree is the Cauchy law")
  func cauchy() {
    let law = StudentTDistribution(degreesOfFreedom: 1)
    for x in [1e-9, 0.01, 0.3, 1, 2.5, 40, 1e6, 1e30] {
      #expect(isClose(law.survival(x), atan(1 / x) / .pi, 1e-14))
      #expect(isClose(law.density(x), 1 / (.pi * (1 + x * x)), 1e-13))
    }
    for p in [1e-200, 1e-12, 0.001, 0.1, 0.24, 0.26, 0.49] {
      #expect(isClose(law.quantile(p), -1 / tan(.pi * p), 3e-14))
    }
  }

  @Test("Two degrees in closed form")
  func twoDegrees() {
    let law = StudentTDistribution(degreesOfFreedom: 2)
    for x in [0.001, 0.3, 1, 2.5, 40, 1e6] {
      // ½ (1 - x / √(2 + x²)), without the cancellation.
      let root = (2 + x * x).squareRoot()
      #expect(isClose(law.survival(x), 1 / (root * (root + x)), 1e-14))
    }
    for p in [1e-200, 1e-12, 0.001, 0.1, 0.24, 0.26, 0.499] {
      let quantile = (2 * p - 1) * (1 / (2 * p * (1 - p))).squareRoot()
      #expect(isClose(law.quantile(p), quantile, 3e-14))
    }
  }

  @Test("Four degrees in closed form")
  func fourDegrees() {
    let law = StudentTDistribution(degreesOfFreedom: 4)
    for x in [0.001, 0.3, 1, 2.5, 4] {
      let s = x / (4 + x * x).squareRoot()
      #expect(isClose(law.survival(x), 0.5 - 0.75 * s * (1 - s * s / 3), 1e-14, absolute: 1e-16))
    }
    for p in [1e-12, 0.001, 0.1, 0.24, 0.26, 0.4] {
      // Shaw (2006): 2 √(cos(acos(√α) / 3) / √α - 1) with α = 4 p (1 - p).
      let root = (4 * p * (1 - p)).squareRoot()
      let size = 2 * (cos(acos(root) / 3) / root - 1).squareRoot()
      #expect(isClose(law.quantile(p), -size, 1e-13))
    }
  }

  @Test(
    "The quantile inverts the distribution function, in relative terms",
    arguments: [0.1, 0.5, 1, 1.5, 2.01, 4, 6.7, 30, 300, 1e4, 1e6, 1e8])
  func inverse(nu: Double) {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    for p in [0x1p-54, 1e-12, 1e-6, 0.001, 0.05, 0.2, 0.249, 0.25, 0.3, 0.45, 0.4999] {
      let t = law.quantile(p)
      #expect(t < 0 && isClose(law.cumulative(t), p, 1e-12))
      #expect(law.survival(-t) == law.cumulative(t))
    }
    for x in [0.001, 0.02, 0.3, 1, 2, 5] {
      #expect(isClose(law.quantile(law.cumulative(-x)), -x, 1e-12))
    }
  }

  @Test("Symmetry and monotonicity", arguments: [0.3, 3, 50, 1e5])
  func laws(nu: Double) {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    var last = -Double.infinity
    for step in 1..<512 {
      let p = Double(step) / 512
      let t = law.quantile(p)
      #expect(t > last)
      #expect(law.quantile(1 - p) == -t)
      last = t
    }
    #expect(law.quantile(0.5) == 0)
  }

  @Test("The density is the slope, and the exponential of its logarithm", arguments: [0.5, 3, 60])
  func slope(nu: Double) {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    for step in -40...40 {
      let x = Double(step) / 8
      let h = 1e-3
      let slope =
        (8 * (law.cumulative(x + h) - law.cumulative(x - h))
          - law.cumulative(x + 2 * h) + law.cumulative(x - 2 * h)) / (12 * h)
      #expect(isClose(slope, law.density(x), 1e-9, absolute: 1e-12))
      #expect(law.density(x) == exp(law.logDensity(x)))
    }
    #expect(isClose(law.logDensity(1e200), -(nu + 1) * log(1e200) + tailConstant(nu), 1e-13))
  }

  /// `ln(density(x) x^(nu + 1))` far out.
  private func tailConstant(_ nu: Double) -> Double {
    -SpecialFunctions.logBeta(0.5, nu / 2) + nu / 2 * log(nu)
  }

  @Test("A hundred million degrees are normal to 1e-7")
  func normalLimit() {
    let law = StudentTDistribution(degreesOfFreedom: 1e8)
    for p in [1e-12, 0.001, 0.2, 0.4] {
      // The first Cornish-Fisher term is (z³ + z) / 4 nu; the next is of order 1e-16.
      let z = NormalDistribution.quantile(p)
      #expect(isClose(law.quantile(p), z + z * (z * z + 1) / 4e8, 1e-13))
    }
    for x in [0.1, 1, 3, 8] {
      #expect(isClose(law.survival(x), NormalDistribution.survival(x), 2e-5))
    }
  }

  @Test("The partial second moment agrees with a sum of strips, and ends at the variance")
  func partialSecondMoment() {
    for nu in [2.5, 3, 8, 40.0] {
      let law = StudentTDistribution(degreesOfFreedom: nu)
      for bound in [0.1, 1, 4] {
        // Simpson on 2000 strips of x² f(x), doubled by symmetry.
        let h = bound / 2000
        let sum = (0...2000).reduce(0.0) { sum, index in
          let x = Double(index) * h
          let weight = index == 0 || index == 2000 ? 1.0 : index % 2 == 1 ? 4 : 2
          return sum + weight * x * x * law.density(x)
        }
        #expect(isClose(law.partialSecondMoment(within: bound), 2 * sum * h / 3, 1e-9))
      }
      #expect(law.partialSecondMoment(within: .infinity) == nu / (nu - 2))
      #expect(law.partialSecondMoment(within: 0) == 0)
    }
    // Four degrees: 2 y^(3/2) with y = b² / (4 + b²).
    let four = StudentTDistribution(degreesOfFreedom: 4)
    for bound in [1e-3, 0.5, 2, 100] {
      let y = bound * bound / (4 + bound * bound)
      #expect(isClose(four.partialSecondMoment(within: bound), 2 * y * y.squareRoot(), 1e-13))
    }
  }

  @Test("Edge cases")
  func edges() async {
    let law = StudentTDistribution(degreesOfFreedom: 3)
    #expect(law.quantile(0) == -.infinity && law.quantile(1) == .infinity)
    #expect(law.cumulative(-.infinity) == 0 && law.cumulative(.infinity) == 1)
    #expect(law.survival(.infinity) == 0 && law.survival(0) == 0.5)
    #expect(law.density(.infinity) == 0 && law.density(.nan).isNaN)
    #expect(law.cumulative(.nan).isNaN && law.survival(.nan).isNaN)
    for p in [-0.1, 1.1, Double.nan] { #expect(law.quantile(p).isNaN) }
    #expect(law.partialSecondMoment(within: .nan).isNaN)
    // Far beyond the range where t² is finite, and a quantile beyond all numbers.
    let heavy = StudentTDistribution(degreesOfFreedom: 0.1)
    #expect(isClose(heavy.survival(heavy.quantile(1 - 0x1p-53)), 0x1p-53, 1e-12))
    #expect(heavy.quantile(1e-300) == -.infinity)
    await #expect(processExitsWith: .failure) { _ = StudentTDistribution(degreesOfFreedom: 0) }
    await #expect(processExitsWith: .failure) {
      _ = StudentTDistribution(degreesOfFreedom: 2).partialSecondMoment(within: 1)
    }
  }
}
