import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct JointModelTests {
  @Test func onlyWhatIsNeededMoves() throws {
    let model = try JointSamples.model(
      JointSamples.spec(), needs: [("B", [.funding]), ("A", [.basis, .volatility])])
    #expect(model.rows.map(\.factor.name) == ["B.funding", "A.volatility", "A.basis"])
    #expect(model.correlation == Matrix.identity(3))
  }

  @Test func residualsGrowWithTheRootOfTheHorizon() throws {
    let row = try JointSamples.model(JointSamples.spec()).rows[0]
    #expect(row.kind == .volatility && row.response == -1.2)
    #expect(abs(row.deviation - 0.04 * 2.0.squareRoot()) < 1e-15)
  }

  @Test func anImpossibleCorrelationIsRepairedAndSaid() throws {
    var spec = JointSamples.spec()
    spec.correlations = [
      .init(first: .volatility, second: .skew, value: 0.9),
      .init(first: .volatility, second: .basis, value: 0.9),
      .init(first: .skew, second: .basis, value: -0.9),
    ]
    let model = try JointSamples.model(spec)
    #expect(model.diagnostics.contains { $0.message.contains("the nearest is a Frobenius") })
    #expect(NearestCorrelation.repairing(model.correlation) == nil)
    _ = try JointSamples.source(spec, count: 10).moves(0..<10)
  }

  /// Figures of the spec are per eight hours, so a rate of a venue that pays every four counts twice.
  @Test func fundingStartsAtItsLatestRate() throws {
    let prices = try SyntheticPrices.history(["A"], days: 300)
    let asOf = prices.times[299]
    let series = FundingHistory.Series(
      venue: "v", symbol: "AUSDT", underlying: "A", interval: TimeSpan(seconds: 4 * 3600),
      times: [asOf], rates: [9e-4])
    let model = try JointModel(
      JointSamples.spec(), needs: [("A", [.funding])], horizon: .day,
      evidence: .init(asOf: asOf, prices: prices, funding: FundingHistory([series])))
    let row = model.rows[0]
    let expected = FundingModel(
      mean: 1e-4, persistence: 0.8, loading: 0.002, residual: 2e-4
    ).accrual(from: 1.8e-3, payments: 3)
    #expect(row.level == 1.8e-3 && row.constant == expected.constant)
    #expect(row.response == expected.response && row.deviation == expected.deviation)
    #expect(row.evidence.contains("3 payments") && row.evidence.contains("1 rates of v AUSDT"))
    let late = try JointModel(
      JointSamples.spec(), needs: [("A", [.funding])], horizon: .day,
      evidence: .init(asOf: asOf + .days(3), prices: prices, funding: FundingHistory([series])))
    #expect(late.diagnostics.contains { $0.severity == .warning && $0.message.contains("3 days") })
  }

  @Test func whatMustBeCalibratedNeedsAHistory() {
    var spec = JointSamples.spec()
    spec.funding?.persistence = .calibrated(otherwise: nil)
    let error = #expect(throws: InputError.self) { try JointSamples.model(spec) }
    #expect(error?.message.contains("persistence of A's funding") == true)
    #expect(error?.remedy.contains("--funding") == true)
    spec.funding?.persistence = .calibrated(otherwise: 0.5)
    #expect(throws: Never.self) { try JointSamples.model(spec) }
  }

  @Test func theBasisResidualNeedsThreeTimes() throws {
    var spec = JointSamples.spec()
    spec.basis?.calibratesResidual = true
    spec.basis?.shift.response = .init(0.1)
    let prices = try SyntheticPrices.history(["A"], days: 300)
    let asOf = prices.times[299]
    let bases = (0..<3).map { k in
      FuturesHistory.Basis(
        time: asOf + .days(4 * k - 8), spot: 100, rate: [0.05, 0.07, 0.01][k])
    }
    func deviation(_ count: Int) throws -> Double {
      try JointModel(
        spec, needs: [("A", [.basis])], horizon: .days(9),
        evidence: .init(
          asOf: asOf, prices: prices, futures: FuturesHistory(["A": Array(bases.prefix(count))]))
      ).rows[0].deviation
    }
    #expect(abs(try deviation(2) - 0.02 * 3) < 1e-15)
    // Changes of 0.02 and −0.06 over four days each: √((0.0004 + 0.0036)/8) a √day, times 3.
    #expect(abs(try deviation(3) - 3 * 0.0005.squareRoot()) < 1e-15)
  }

  @Test func aPriceColumnMayNotBearTheName() throws {
    let prices = try SyntheticPrices.history(["A", "A.basis"], days: 300)
    let error = #expect(throws: InputError.self) {
      try JointModel(
        JointSamples.spec(), needs: [("A", [.basis])], horizon: .day,
        evidence: .init(asOf: prices.times[299], prices: prices))
    }
    #expect(error?.place?.column == "A.basis")
  }

  @Test func shocksFadeWithTimeToExpiry() {
    let shift = JointSamples.shift(response: 0, residual: 0)
    #expect(shift.share(days: 30) == 1)
    #expect(abs(shift.share(days: 7.5) - SyntheticPrices.power(4, 0.3)) < 1e-15)
    #expect(abs(shift.share(days: 120) - SyntheticPrices.power(0.25, 0.13)) < 1e-15)
    #expect(shift.share(days: 0.1) == shift.share(days: 1))
  }
}
