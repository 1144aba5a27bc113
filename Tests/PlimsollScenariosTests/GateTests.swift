import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct GateTests {
  private func model(
    _ names: [RiskFactor] = ["A", "B"], volatility: Double = 0.02, degrees: Double = 4,
    correlation: Double = 0.5, logLikelihood: Double? = nil, bar: TimeSpan = .day,
    gates: (inout CalibrationGates) -> Void = { _ in }
  ) -> RiskModel {
    var spec = CalibrationSpec()
    gates(&spec.gates)
    let fit = logLikelihood.map {
      VolatilityEstimate(likelihood: .normal, logLikelihood: $0, observations: 100)
    }
    let factors = names.map {
      FactorModel(
        factor: $0,
        volatility: VolatilityModel(
          model: fit == nil ? .ewma : .garch, decay: 0.94,
          recursion: fit == nil ? nil : GARCH(omega: 1e-5, alpha: 0.1, beta: 0.8),
          perBar: volatility, estimate: fit),
        innovations: .studentT(StudentTInnovations(degreesOfFreedom: degrees, cut: 10)))
    }
    var matrix = Matrix.identity(names.count)
    for i in names.indices { for j in names.indices where i != j { matrix[i, j] = correlation } }
    return RiskModel(
      asOf: Timestamp(seconds: 0), bar: bar, factors: factors,
      dependence: Dependence(correlation: matrix), spec: spec)
  }

  private func failed(_ model: RiskModel, against previous: RiskModel? = nil, days: Int = 0)
    throws -> [String]
  {
    try model.gateOutcomes(
      previous: previous, end: Timestamp(seconds: 0) + .days(days), excluded: 1
    ).filter { !$0.passed }.map(\.gate)
  }

  @Test func openGatesFindNothing() throws {
    #expect(
      try model().gateOutcomes(previous: model(), end: Timestamp(seconds: 0), excluded: 9) == [])
  }

  @Test func eachGateHoldsItsOwn() throws {
    let old = model(logLikelihood: 250)
    #expect(
      try failed(model(degrees: 6.1) { $0.maxParameterChange = 0.5 }, against: old)
        == ["max_parameter_change", "max_parameter_change"])
    #expect(try failed(model(degrees: 5.9) { $0.maxParameterChange = 0.5 }, against: old) == [])
    #expect(
      try failed(model(volatility: 0.05) { $0.maxVolatilityChange = 1 }, against: old).count == 2)
    #expect(
      try failed(model(correlation: 0.75) { $0.maxCorrelationChange = 0.2 }, against: old)
        == ["max_correlation_change"])
    #expect(
      try failed(model(logLikelihood: 240) { $0.maxLikelihoodDrop = 0.05 }, against: old)
        == ["max_likelihood_drop", "max_likelihood_drop"])
    #expect(
      try failed(model(logLikelihood: 249) { $0.maxLikelihoodDrop = 0.05 }, against: old) == [])
    #expect(
      try failed(model(correlation: 0.99) { $0.maxConditionNumber = 100 })
        == ["max_condition_number"])
    #expect(try failed(model { $0.maxAge = .days(3) }, days: 4) == ["max_age"])
    #expect(try failed(model { $0.maxAge = .days(3) }, days: 3) == [])
    #expect(try failed(model { $0.maxExcluded = 0 }) == ["max_excluded"])
    #expect(try failed(model { $0.maxExcluded = 1 }) == [])
  }

  @Test func aGateThatPassesShowsTheNearest() throws {
    let outcomes = try model(volatility: 0.03) { $0.maxVolatilityChange = 1 }.gateOutcomes(
      previous: model(), end: Timestamp(seconds: 0), excluded: 0)
    #expect(outcomes.count == 1)
    #expect(abs(outcomes[0].value - 0.5) < 1e-12 && outcomes[0].passed)
  }

  @Test func anotherUniverseIsRefusedAPartOfItNamed() throws {
    let gate: (inout CalibrationGates) -> Void = { $0.maxParameterChange = 0.5 }
    #expect(throws: InputError.self) { try failed(model(gates: gate), against: model(["X", "Y"])) }
    #expect(throws: InputError.self) {
      try failed(model(gates: gate), against: model(bar: TimeSpan(seconds: 3_600)))
    }
    let changes = model(["A", "C"]).universeChanges(from: model())
    #expect(changes.map(\.subject) == ["C", "B"])
    #expect(changes.map(\.severity) == [.note, .warning])
    #expect(try failed(model(["A", "C"], gates: gate), against: model()) == [])
  }
}
