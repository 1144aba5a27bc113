import Foundation
import PlimsollNumerics
import Testing

@Suite("Incomplete gamma functions")
struct IncompleteGammaTests {
  @Test("Closed forms at one and one half, and Poisson sums at whole shapes")
  func closedForms() {
    for x in [1e-10, 0.01, 0.9, 1.4, 2.1, 7, 60, 500] {
      #expect(isClose(SpecialFunctions.regularisedGammaQ(1, x), exp(-x), 1e-13))
      #expect(isClose(SpecialFunctions.regularisedGammaP(1, x), -expm1(-x), 1e-14))
      #expect(isClose(SpecialFunctions.regularisedGammaP(0.5, x), erf(x.squareRoot()), 1e-14))
      #expect(isClose(SpecialFunctions.regularisedGammaQ(0.5, x), erfc(x.squareRoot()), 1e-13))
    }
    for shape in [2, 5, 30] {
      for x in [0.5, 4, 29, 45.0] {
        var term = exp(-x)
        var sum = term
        for k in 1..<shape {
          term *= x / Double(k)
          sum += term
        }
        #expect(
          isClose(SpecialFunctions.regularisedGammaQ(Double(shape), x), sum, 1e-13))
      }
    }
  }

  @Test("The two add to one and P increases", arguments: [0.05, 0.5, 3, 40, 1e4])
  func complement(shape: Double) {
    var last = 0.0
    for step in 1...200 {
      let x = shape * Double(step) / 80
      let lower = SpecialFunctions.regularisedGammaP(shape, x)
      #expect(isClose(lower + SpecialFunctions.regularisedGammaQ(shape, x), 1, 1e-15))
      #expect(lower >= last)
      last = lower
    }
  }

  @Test("The recurrence P(a + 1, x) = P(a, x) - x^a e^-x / Γ(a + 1)")
  func recurrence() {
    for a in [0.3, 2, 17.5, 300] {
      for factor in [0.3, 0.9, 1, 1.2, 2.5] {
        let x = a * factor
        let term = exp(a * log(x) - x - SpecialFunctions.logGamma(a + 1))
        let difference =
          SpecialFunctions.regularisedGammaP(a, x) - SpecialFunctions.regularisedGammaP(a + 1, x)
        #expect(isClose(difference, term, 1e-11, absolute: 1e-15))
      }
    }
  }

  @Test(
    "Large shapes, mpmath",
    arguments: [
      (1000, 873.5088935932648, 1.5119841720547504e-05, 0.9999848801582795),
      (1000, 1000, 0.5042052441802155, 0.4957947558197845),
      (1000, 1252.9822128134704, 0.9999999999999417, 5.831229554663752e-14),
      (100_000, 97470.1778718653, 3.5899904413646246e-16, 0.9999999999999997),
      (100_000, 100_000, 0.5004205221103651, 0.4995794778896348),
      (100_000, 101264.91106406735, 0.9999661618836131, 3.383811638688209e-05),
    ])
  func largeShapes(a: Double, x: Double, lower: Double, upper: Double) {
    #expect(isClose(SpecialFunctions.regularisedGammaP(a, x), lower, 4e-13))
    #expect(isClose(SpecialFunctions.regularisedGammaQ(a, x), upper, 4e-13))
  }

  @Test("Edge cases")
  func edges() async {
    #expect(SpecialFunctions.regularisedGammaP(2, 0) == 0)
    #expect(SpecialFunctions.regularisedGammaP(2, -1) == 0)
    #expect(SpecialFunctions.regularisedGammaP(2, .infinity) == 1)
    #expect(SpecialFunctions.regularisedGammaQ(2, 0) == 1)
    #expect(SpecialFunctions.regularisedGammaQ(2, .infinity) == 0)
    #expect(SpecialFunctions.regularisedGammaP(2, .nan).isNaN)
    #expect(SpecialFunctions.regularisedGammaQ(.nan, 1).isNaN)
    await #expect(processExitsWith: .failure) { _ = SpecialFunctions.regularisedGammaP(-1, 1) }
  }
}
