import Foundation
import PlimsollNumerics
import Testing

@Suite("Incomplete beta function")
struct IncompleteBetaTests {
  @Test("Closed forms")
  func closedForms() {
    for x in [1e-12, 0.01, 0.3, 0.5, 0.8, 0.99] {
      #expect(
        isClose(SpecialFunctions.regularisedBeta(x, a: 4, b: 1), x * x * x * x, 1e-13))
      #expect(
        isClose(
          SpecialFunctions.regularisedBetaComplement(x, a: 1, b: 4), pow(1 - x, 4), 1e-13))
      #expect(
        isClose(
          SpecialFunctions.regularisedBeta(x, a: 0.5, b: 0.5), 2 / .pi * asin(x.squareRoot()),
          1e-13))
      #expect(
        isClose(SpecialFunctions.regularisedBeta(x, a: 0.5, b: 1), x.squareRoot(), 1e-13))
    }
  }

  @Test("Symmetry: I_x(a, b) is the complement of I_(1-x)(b, a)")
  func symmetry() {
    for (a, b) in [(0.05, 0.3), (2, 8), (3, 248), (1e4, 20)] {
      for step in 1..<64 {
        let x = Double(step) / 64
        #expect(
          isClose(
            SpecialFunctions.regularisedBeta(x, a: a, b: b),
            SpecialFunctions.regularisedBetaComplement(1 - x, a: b, b: a), 1e-14,
            absolute: 1e-300))
        #expect(
          isClose(
            SpecialFunctions.regularisedBeta(x, a: a, b: b)
              + SpecialFunctions.regularisedBetaComplement(x, a: a, b: b), 1, 1e-15))
      }
    }
  }

  @Test("The recurrence I_x(a, b) = I_x(a + 1, b) + x^a (1 - x)^b / (a B(a, b))")
  func recurrence() {
    for (a, b) in [(0.3, 0.7), (2, 5), (60, 40.5)] {
      for x in [0.1, 0.4, 0.59, 0.9] {
        let term = exp(a * log(x) + b * log1p(-x) - SpecialFunctions.logBeta(a, b)) / a
        let difference =
          SpecialFunctions.regularisedBeta(x, a: a, b: b)
          - SpecialFunctions.regularisedBeta(x, a: a + 1, b: b)
        #expect(isClose(difference, term, 1e-11, absolute: 1e-15))
      }
    }
  }

  @Test(
    "Known values, mpmath",
    arguments: [
      (0.05, 0.05, 0.005, 0.38519614237465305, 0.614803857625347),
      (0.05, 50, 9.99000999000999e-06, 0.7020562455112456, 0.2979437544887545),
      (3, 248, 1.195219123505976e-08, 4.393204546074866e-18, 1),
      (3, 248, 0.017928286852589643, 0.8269379939077018, 0.17306200609229816),
      (500, 700, 0.125, 1.297887666010997e-140, 1),
      (500, 700, 0.375, 0.0015500916824396215, 0.9984499083175604),
      (500, 700, 0.625, 1, 1.4426127650251178e-48),
      (0.5, 50_000, 8.999910000899992e-06, 0.6572157549669237, 0.34278424503307625),
      (10_000, 20_000, 0.3, 5.2631142566145316e-36, 1),
      (10_000, 20_000, 0.36666666666666664, 1, 8.106664488640888e-34),
    ])
  func knownValues(a: Double, b: Double, x: Double, lower: Double, upper: Double) {
    #expect(isClose(SpecialFunctions.regularisedBeta(x, a: a, b: b), lower, 1e-12))
    #expect(isClose(SpecialFunctions.regularisedBetaComplement(x, a: a, b: b), upper, 1e-12))
  }

  @Test("Edge cases")
  func edges() async {
    #expect(SpecialFunctions.regularisedBeta(0, a: 2, b: 3) == 0)
    #expect(SpecialFunctions.regularisedBeta(-1, a: 2, b: 3) == 0)
    #expect(SpecialFunctions.regularisedBeta(1, a: 2, b: 3) == 1)
    #expect(SpecialFunctions.regularisedBeta(2, a: 2, b: 3) == 1)
    #expect(SpecialFunctions.regularisedBetaComplement(0, a: 2, b: 3) == 1)
    #expect(SpecialFunctions.regularisedBetaComplement(1, a: 2, b: 3) == 0)
    #expect(SpecialFunctions.regularisedBeta(.nan, a: 2, b: 3).isNaN)
    #expect(SpecialFunctions.regularisedBetaComplement(.nan, a: 2, b: 3).isNaN)
    await #expect(processExitsWith: .failure) {
      _ = SpecialFunctions.regularisedBeta(0.5, a: 0, b: 1)
    }
  }
}
