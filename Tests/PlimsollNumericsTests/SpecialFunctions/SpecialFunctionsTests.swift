import Foundation
import PlimsollNumerics
import Testing

@Suite("Gamma function")
struct SpecialFunctionsTests {
  @Test("Factorials and the half")
  func knownValues() {
    var factorial = 1.0
    for n in 1...20 {
      #expect(
        isClose(SpecialFunctions.logGamma(Double(n)), log(factorial), 1e-14, absolute: 1e-15))
      factorial *= Double(n)
    }
    #expect(isClose(SpecialFunctions.logGamma(0.5), 0.5 * log(.pi), 1e-15))
    #expect(isClose(SpecialFunctions.logGamma(-0.5), log(2 * Double.pi.squareRoot()), 1e-15))
  }

  @Test("The recurrence", arguments: [0.05, 0.7, 3.3, 40, 1e5])
  func recurrence(x: Double) {
    let left = SpecialFunctions.logGamma(x + 1)
    let right = SpecialFunctions.logGamma(x) + log(x)
    #expect(isClose(left, right, 1e-14, absolute: 1e-15))
  }

  @Test("Edge cases")
  func edges() {
    #expect(SpecialFunctions.logGamma(0) == .infinity)
    #expect(SpecialFunctions.logGamma(-2) == .infinity)
    #expect(SpecialFunctions.logGamma(.infinity) == .infinity)
    #expect(SpecialFunctions.logGamma(.nan).isNaN)
  }
}
