import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct TCopulaTests {
  /// Two factors of unit volatility.
  private func model(
    degrees: Double?, innovations: InnovationModel = .normal, correlation: Double = 0.4
  ) -> RiskModel {
    RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: ["A", "B"].map {
        FactorModel(
          factor: RiskFactor($0), volatility: VolatilityModel(model: .constant, perBar: 1),
          innovations: innovations)
      },
      dependence: Dependence(
        correlation: Matrix([[1, correlation], [correlation, 1]]), degreesOfFreedom: degrees))
  }

  private func spec(_ innovations: InnovationModel.Kind = .studentT) -> CalibrationSpec {
    var spec = CalibrationSpec()
    spec.copula = .t
    spec.innovations.model = innovations
    return spec
  }

  @Test(arguments: InnovationModel.Kind.allCases, [1, 3])
  func obeysTheLawsOfSources(kind: InnovationModel.Kind, bars: Int) throws {
    let model = try RiskModel.calibrated(
      to: try SyntheticPrices.history(["A", "B", "C"], days: 400), factors: ["A", "B", "C"],
      spec: spec(kind))
    #expect(model.dependence.copula == .t)
    checkScenarioSourceLaws(try MonteCarlo(model, bars: bars, count: 3000, seed: 9))
  }

  @Test func aLongerRunBeginsWithTheShorter() throws {
    let model = model(degrees: 4)
    let short = try MonteCarlo(model, bars: 2, count: 1500, seed: 3).moves(0..<1500)
    let long = try MonteCarlo(model, bars: 2, count: 4000, seed: 3).moves(0..<1500)
    #expect(short == long)
  }

  @Test(arguments: [3.0, 8.0])
  func marginsStayWhatTheyAre(degrees: Double) throws {
    let count = 200_000
    let moves = try MonteCarlo(model(degrees: degrees), bars: 1, count: count, seed: 5)
      .moves(0..<count)
    let draws = moves.column(1)
    for probability in [0.001, 0.01, 0.3] {
      let bound = NormalDistribution.quantile(probability)
      let share = Double(draws.count { $0 < bound }) / Double(count)
      // Five binomial standard errors: false alarms below 1e-6 each.
      let error = (probability * (1 - probability) / Double(count)).squareRoot()
      #expect(abs(share - probability) < 5 * error)
    }
  }

  @Test func factorsAreExtremeTogether() throws {
    let count = 200_000
    func jointShare(_ degrees: Double?) throws -> Double {
      let moves = try MonteCarlo(model(degrees: degrees), bars: 1, count: count, seed: 5)
        .moves(0..<count)
      let bound = NormalDistribution.quantile(0.005)
      let both = (0..<count).count { moves[$0, 0] < bound && moves[$0, 1] < bound }
      return Double(both) / Double(count) / 0.005
    }
    let (t, gaussian) = (try jointShare(3), try jointShare(nil))
    // 0.27 against 0.07; errors below 0.02.
    #expect(t > 0.2 && gaussian < 0.12)
    // With very many degrees nothing is left of it.
    let many = try jointShare(1e4)
    #expect(abs(many - gaussian) < 0.01)
  }

  @Test func calibrationFindsTheCopula() throws {
    let source = try MonteCarlo(
      model(degrees: 4, correlation: 0.6), bars: 1, count: 3000, seed: 8)
    let moves = source.moves(0..<3000)
    var csv = "date,A,B\n"
    var logarithms = [0.0, 0.0]
    for day in 0..<3000 {
      for factor in 0..<2 { logarithms[factor] += 0.01 * moves[day, factor] }
      let time = Timestamp(seconds: 1_388_620_800) + .days(day)
      csv += "\(time),\(SyntheticPrices.exponential(logarithms[0])),"
      csv += "\(SyntheticPrices.exponential(logarithms[1]))\n"
    }
    let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: csv))
    var choices = spec(.normal)
    choices.volatility.model = .constant
    choices.correlation.estimator = .kendall
    let fitted = try RiskModel.calibrated(to: history, factors: ["A", "B"], spec: choices)
    let degrees = try #require(fitted.dependence.degreesOfFreedom)
    // The error of 1/ν is below 0.015 here; five of them: false alarms below 1e-5.
    #expect(abs(1 / degrees - 0.25) < 0.075)
    #expect(abs(fitted.dependence.correlation[0, 1] - 0.6) < 0.07)
    #expect(fitted.dependence.estimator == .kendall)
  }

  @Test func aSpecThatNamesNoEstimatorTakesTheCopulasOwn() throws {
    func estimator(_ text: String) throws -> CorrelationEstimator {
      try CalibrationSpec(yaml: InputFile(name: "s.yaml", text: text)).correlation.estimator
    }
    #expect(try estimator("dependence: {copula: t}") == .kendall)
    #expect(try estimator("dependence: {copula: gaussian}") == .ledoitWolfIdentity)
    let named = "dependence: {copula: t}\ncorrelation: {estimator: sample}"
    #expect(try estimator(named) == .sample)
  }

  @Test func theFloorIsReported() throws {
    // One row in four moves both factors fifty times as much.
    var csv = "date,A,B\n"
    let stream = RandomStream(seed: 3, stream: 8)
    var logarithms = [0.0, 0.0]
    for day in 0..<600 {
      let size = stream.uniform(scenario: day, dimension: 9) < 0.25 ? 0.05 : 0.001
      for factor in 0..<2 {
        logarithms[factor] += size * stream.normal(scenario: day, dimension: factor)
      }
      csv += "\(Timestamp(seconds: 1_388_620_800) + .days(day)),"
      csv += "\(SyntheticPrices.exponential(logarithms[0])),"
      csv += "\(SyntheticPrices.exponential(logarithms[1]))\n"
    }
    var choices = spec(.empirical)
    choices.volatility.model = .constant
    let model = try RiskModel.calibrated(
      to: PriceHistory(csv: InputFile(name: "prices.csv", text: csv)), factors: ["A", "B"],
      spec: choices)
    #expect(model.dependence.degreesOfFreedom == 2.5)
    #expect(model.diagnostics.contains { $0.subject == "copula" && $0.severity == .warning })
  }

  @Test func oneFactorHasNoDependence() throws {
    let model = try RiskModel.calibrated(
      to: try SyntheticPrices.history(["A"], days: 100), factors: ["A"], spec: spec())
    #expect(model.dependence.copula == .gaussian && model.dependence.degreesOfFreedom == nil)
  }

  @Test func aCopulaWithoutDegreesIsRefused() {
    var broken = model(degrees: 4)
    broken.dependence.degreesOfFreedom = nil
    #expect(throws: InputError.self) { try MonteCarlo(broken, bars: 1, count: 5, seed: 1) }
    broken.dependence.degreesOfFreedom = 1
    #expect(throws: InputError.self) { try MonteCarlo(broken, bars: 1, count: 5, seed: 1) }
  }
}

@Suite struct CorrelationEstimatorTests {
  @Test(arguments: CorrelationEstimator.allCases)
  func everyEstimatorGivesAUsableMatrix(estimator: CorrelationEstimator) throws {
    var spec = CalibrationSpec()
    spec.correlation.estimator = estimator
    let names = (0..<12).map { "F\($0)" }
    let model = try RiskModel.calibrated(
      to: try SyntheticPrices.history(names, days: 120), factors: names.map { RiskFactor($0) },
      spec: spec)
    _ = try Cholesky(model.dependence.correlation)
    let share = try #require(model.dependence.noiseShare)
    #expect(share > 0.5 && share < 1)
    #expect(abs(model.dependence.correlation[3, 7] - 0.64) < 0.25)
  }
}
