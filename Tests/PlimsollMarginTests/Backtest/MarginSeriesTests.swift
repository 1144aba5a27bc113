import PlimsollMargin
import Testing

@Suite struct MarginCoverageTests {
  @Test func countsWhatWasNotCovered() {
    let coverage = MarginCoverage(
      pnl: [-12, 5, -10, -25, 0], margins: [10, 10, 10, 10, 10])
    #expect(coverage.observations == 5)
    #expect(coverage.breaches == 2)
    #expect(coverage.largestUncovered == 15)
    #expect(coverage.averageUncovered == 8.5)
    #expect(abs(coverage.coverage - 0.6) < 1e-15)
    // P(X ≥ 2) of 5 at 1 %.
    #expect(abs(coverage.pValue(rate: 0.01) - 0.000_980_149_6) < 1e-9)
  }

  @Test func nothingObservedIsCovered() {
    let none = MarginCoverage(pnl: [], margins: [])
    #expect(none.coverage == 1)
    #expect(none.averageUncovered == 0)
    #expect(none.pValue(rate: 0.01) == 1)
  }
}

@Suite struct ProcyclicalityTests {
  /// The worked series of the reference value `margin-emir-apc`.
  @Test func agreesWithAWorkedExample() throws {
    let margins: [Double] = [100, 98, 95, 96, 105, 120, 128, 150, 155, 149, 130, 118]
    let measured = Procyclicality(margins)
    #expect(try #require(measured.peakToTrough) == 155.0 / 95)
    #expect(measured.largestIncrease(over: 1) == 22)
    #expect(measured.largestIncrease(over: 5) == 59)
    #expect(try #require(measured.largestRelativeIncrease(over: 5)) == 155.0 / 96 - 1)
    #expect(measured.average == 1444.0 / 12)
  }

  @Test func marginThatOnlyFallsIsNeverCalled() {
    let falling = Procyclicality([3, 2, 1, 0])
    #expect(falling.largestIncrease(over: 1) == 0)
    #expect(falling.peakToTrough == nil)
    #expect(falling.largestRelativeIncrease(over: 1) == nil)
    #expect(falling.largestIncrease(over: 20) == 0)
  }
}
