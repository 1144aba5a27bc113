import Foundation
import PlimsollNumerics
import Testing

@Suite("Logarithm of the beta function")
struct LogBetaTests {
  @Test("Whole arguments: the inverse of a binomial coefficient")
  func wholeArguments() {
    #expect(SpecialFunctions.logBeta(1, 1) == 0)
    #expect(isClose(SpecialFunctions.logBeta(2, 3), log(1.0 / 12), 1e-15))
    #expect(isClose(SpecialFunctions.logBeta(0.5, 0.5), log(.pi), 1e-15))
    #expect(isClose(SpecialFunctions.logBeta(12, 1), -log(12), 1e-14))
    #expect(isClose(SpecialFunctions.logBeta(1, 1e9), -log(1e9), 1e-14))
    #expect(isClose(SpecialFunctions.logBeta(2, 1e9), -log(1e9) - log(1e9 + 1), 1e-14))
  }

  @Test("Symmetry and the recurrence B(a, b) = B(a + 1, b) + B(a, b + 1)")
  func laws() {
    for a in [0.01, 0.5, 3, 9.99, 10, 47, 1e4] {
      for b in [0.02, 1.5, 9.5, 10.5, 300, 1e6] {
        let whole = SpecialFunctions.logBeta(a, b)
        #expect(whole == SpecialFunctions.logBeta(b, a))
        let parts =
          exp(SpecialFunctions.logBeta(a + 1, b) - whole)
          + exp(SpecialFunctions.logBeta(a, b + 1) - whole)
        // The rounding of a logarithm of size 1000 is 1e-13.
        #expect(abs(parts - 1) < 1e-14 + 1e-15 * abs(whole))
      }
    }
  }

  @Test(
    "Large arguments, mpmath",
    arguments: [
      (0.001, 1e9, 6.886455619547407), (0.5, 5e7, -8.29140183627151), (12, 1e6, -148.2838848494444),
      (10, 10, -13.736229227036555), (9.9, 10.1, -13.735177544346378),
      (5e8, 0.5, -9.442694385018532), (5e8, 7e8, -815_031_928.0164534),
    ])
  func largeArguments(a: Double, b: Double, expected: Double) {
    #expect(isClose(SpecialFunctions.logBeta(a, b), expected, 1e-14))
  }

  @Test("A zero or negative argument stops the program")
  func edges() async {
    await #expect(processExitsWith: .failure) { _ = SpecialFunctions.logBeta(0, 1) }
    await #expect(processExitsWith: .failure) { _ = SpecialFunctions.logBeta(1, -1) }
  }
}
