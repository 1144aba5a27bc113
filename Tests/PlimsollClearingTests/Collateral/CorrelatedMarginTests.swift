import PlimsollClearing
import PlimsollNumerics
import Testing

@Suite struct CorrelatedMarginTests {
  private func margin(_ signed: [Double], _ correlation: Double, cap: Double = 1)
    -> CorrelatedMargin
  {
    CorrelatedMargin(
      signedMargins: signed, correlation: Matrix([[1, correlation], [correlation, 1]]),
      offsetCap: cap)
  }

  @Test func theEndsAreKnown() {
    #expect(margin([3, 4], 0).required == 5)
    #expect(margin([3, 4], 1).required == 7)
    #expect(margin([3, -3], 1).required == 0)
    // A tenth of the gross sum at most is taken off.
    #expect(abs(margin([3, -3], 1, cap: 0.1).required - 5.4) < 1e-15)
    #expect(margin([3, 4], 0, cap: 0).required == 7)
    // Rounding may take the square a little below zero.
    #expect(margin([0.1, -0.1], 1 + 1e-17).correlated == 0)
  }
}
