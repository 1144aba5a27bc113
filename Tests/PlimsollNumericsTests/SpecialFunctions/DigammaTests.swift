import Foundation
import PlimsollNumerics
import Testing

@Suite struct DigammaTests {
  private let euler = 0.577_215_664_901_532_860_6

  /// ψ(1) = −γ, ψ(½) = −γ − 2 ln 2, ψ(n) = −γ + Σ 1/k.
  @Test func hasItsClosedForms() {
    #expect(abs(SpecialFunctions.digamma(1) + euler) < 1e-14)
    #expect(abs(SpecialFunctions.digamma(0.5) + euler + 2 * log(2)) < 1e-14)
    let harmonic = (1..<25).reduce(0.0) { $0 + 1 / Double($1) }
    #expect(abs(SpecialFunctions.digamma(25) - (harmonic - euler)) < 1e-14)
  }

  @Test func isTheSlopeOfTheLogarithmOfGamma() {
    for x in [0.8, 1.25, 3.7, 9.99, 10.01, 60] {
      let step = 1e-5
      let slope = (lgamma(x + step) - lgamma(x - step)) / (2 * step)
      #expect(abs(SpecialFunctions.digamma(x) - slope) < 1e-8)
    }
  }
}
