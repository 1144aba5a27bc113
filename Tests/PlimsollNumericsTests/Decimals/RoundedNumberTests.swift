import PlimsollNumerics
import Testing

@Suite struct RoundedNumberTests {
  @Test func roundsToSignificantDigits() {
    #expect(1_234.567.rounded(toDigits: 3) == 1_230)
    #expect((-0.001_234_56).rounded(toDigits: 2) == -0.0012)
    #expect(9.996.rounded(toDigits: 3) == 10)
    #expect(Double.leastNonzeroMagnitude.rounded(toDigits: 3) == .leastNonzeroMagnitude)
    #expect(0.0.rounded(toDigits: 3) == 0 && Double.infinity.rounded(toDigits: 3) == .infinity)
  }

  @Test func roundsToPlaces() {
    #expect(1.23456.rounded(toPlaces: 2) == 1.23 && (-2.5).rounded(toPlaces: 0) == -3)
  }
}
