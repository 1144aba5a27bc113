import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct CalibratorTests {
  private let names = ["A", "B", "C"]

  private func spec(
    _ volatility: VolatilityModel.Kind, _ innovations: InnovationModel.Kind,
    _ correlation: CorrelationEstimator
  ) -> CalibrationSpec {
    var spec = CalibrationSpec()
    spec.volatility.model = volatility
    spec.innovations.model = innovations
    spec.correlation.estimator = correlation
    return spec
  }

  @Test(
    arguments: VolatilityModel.Kind.allCases, InnovationModel.Kind.allCases)
  func everyCombinationGivesAUsableModel(
    volatility: VolatilityModel.Kind, innovations: InnovationModel.Kind
  ) throws {
    let history = try SyntheticPrices.history(names, days: 400)
    for estimator in CorrelationEstimator.allCases {
      let model = try RiskModel.calibrated(
        to: history, factors: history.factors, spec: spec(volatility, innovations, estimator))
      #expect(model.factors.map(\.factor.name) == names)
      #expect(model.factors.allSatisfy { $0.volatility.perBar > 0 })
      _ = try Cholesky(model.dependence.correlation)
      #expect(model.asOf == history.times.last)
    }
  }

  @Test func constantNormalSampleIsTheTextbook() throws {
    let history = try SyntheticPrices.history(names, days: 300)
    let panel = try ReturnPanel(history, factors: history.factors)
    let model = try RiskModel.calibrated(
      to: history, factors: history.factors, spec: spec(.constant, .normal, .sample))
    for (i, factor) in model.factors.enumerated() {
      let row = panel.returns[i]
      let rms = (row.reduce(0) { $0 + $1 * $1 } / Double(row.count)).squareRoot()
      #expect(abs(factor.volatility.perBar / rms - 1) < 1e-14)
    }
    let expected = SampleCovariance.correlation(
      of: SampleCovariance.covariance(panel.returns, divisor: .observations))
    #expect(model.dependence.correlation.frobeniusDistance(to: expected) < 1e-13)
    #expect(model.dependence.repairDistance == nil)
  }

  @Test func threadsDoNotShow() throws {
    let history = try SyntheticPrices.history((0..<9).map { "F\($0)" }, days: 300)
    let models = try [1, 2, 7].map { threads in
      try RiskModel.calibrated(
        to: history, factors: history.factors, spec: CalibrationSpec(), threads: threads)
    }
    #expect(models[0] == models[1] && models[0] == models[2])
  }

  private func history(_ rows: (Int) -> [Double]) throws -> PriceHistory {
    let base = SyntheticPrices.csv(["A", "B"], days: 200).split(separator: "\n")
    let extra = (0..<200).map { rows($0).map { $0.isNaN ? "," : ",\($0)" }.joined() }
    let names = rows(0).indices.map { ",X\($0)" }.joined()
    let text = ([base[0] + names] + zip(base.dropFirst(), extra).map { $0 + $1 })
      .joined(separator: "\n")
    return try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
  }

  @Test func aConstantFactorHasNoVolatilityAndSaysSo() throws {
    let history = try history { _ in [7] }
    for estimator in CorrelationEstimator.allCases {
      let model = try RiskModel.calibrated(
        to: history, factors: history.factors, spec: spec(.ewma, .studentT, estimator))
      #expect(model.factors[2].volatility.perBar == 0)
      #expect(model.dependence.correlation[2, 0] == 0)
      #expect(model.diagnostics.contains { $0.subject == "X0" && $0.severity == .warning })
      let moves = try MonteCarlo(model, bars: 1, count: 10, seed: 1).moves(0..<10)
      #expect(moves.column(2).allSatisfy { $0 == 0 })
    }
  }

  @Test func identicalFactorsAreRepairedAndTheDistanceTold() throws {
    let stream = RandomStream(seed: 1, stream: 1)
    let history = try history { day in
      let price = 100 + stream.normal(scenario: day, dimension: 0)
      return [price, price]
    }
    let model = try RiskModel.calibrated(
      to: history, factors: history.factors, spec: spec(.constant, .normal, .sample))
    #expect(model.dependence.repairDistance != nil)
    #expect(model.dependence.correlation[2, 3] > 0.999_999)
    #expect(model.diagnostics.contains { $0.subject == "correlation" })
    _ = try MonteCarlo(model, bars: 1, count: 10, seed: 1)
  }

  @Test func pairwiseHistoriesKeepEveryFactorsOwnReturns() throws {
    let history = try history { day in [day < 120 ? .nan : 50 + Double(day % 7)] }
    var spec = spec(.constant, .normal, .sample)
    spec.missing = .pairwise
    let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
    #expect(model.coverage.map(\.usedReturns) == [199, 199, 79])
    spec.correlation.estimator = .ledoitWolfIdentity
    #expect(throws: InputError.self) {
      try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
    }
  }

  @Test func studentTAtTheBoundIsADiagnostic() throws {
    let history = try SyntheticPrices.history(["A", "B"], days: 900, degreesOfFreedom: 2.05)
    let model = try RiskModel.calibrated(
      to: history, factors: history.factors, spec: spec(.constant, .studentT, .sample))
    #expect(model.diagnostics.contains { $0.message.contains("bound of 2.5") })
  }
}

@Suite struct RiskModelFileTests {
  private func model(_ count: Int) throws -> RiskModel {
    let history = try SyntheticPrices.history((0..<count).map { "F\($0)" }, days: 150)
    var spec = CalibrationSpec()
    spec.factors["F1"] = .init(innovations: .init(model: .empirical))
    return try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
  }

  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("model-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test(arguments: [3, 70]) func readsBackAsItWas(count: Int) throws {
    let model = try model(count)
    let encoded = try model.encoded(name: "m.json")
    #expect((encoded.matrix != nil) == (count > RiskModel.mostFactorsInline))
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(encoded.json).write(to: URL(fileURLWithPath: "\(folder)/m.json"))
    if let matrix = encoded.matrix {
      try Data(matrix.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(matrix.name)"))
    }
    #expect(try RiskModel(path: "\(folder)/m.json") == model)
    if let matrix = encoded.matrix {
      try Data(matrix.bytes.dropLast(8) + [0, 0, 0, 0, 0, 0, 0, 0])
        .write(to: URL(fileURLWithPath: "\(folder)/\(matrix.name)"))
      #expect(throws: InputError.self) { try RiskModel(path: "\(folder)/m.json") }
    }
  }

  @Test(arguments: [
    ("\"schema\" : 1", "\"schema\" : 99"), ("\"perBar\"", "\"other\""), ("{", "["),
    ("\"per_bar\" : 0.", "\"per_bar\" : -1."),
  ])
  func whatIsNotAModelIsRefused(from: String, to: String) throws {
    let text = String(decoding: try model(2).encoded(name: "m").json, as: UTF8.self)
    guard text.contains(from) else { return }
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/m.json"
    try Data(text.replacingOccurrences(of: from, with: to).utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: InputError.self) { try RiskModel(path: path) }
  }
}

@Suite struct CalibrationSpecTests {
  private func spec(_ text: String) throws -> CalibrationSpec {
    try CalibrationSpec(yaml: InputFile(name: "spec.yaml", text: text))
  }

  @Test func readsEveryKey() throws {
    let spec = try spec(
      """
      window: 750d
      missing: proxy
      proxy: BTC
      volatility: {model: ewma, decay: 0.97}
      innovations: {model: empirical}
      correlation: {estimator: ledoit-wolf, decay: 0.9}
      dependence: {copula: gaussian}
      factors:
        USDC: {innovations: {model: normal}, volatility: {model: constant}}
      """)
    #expect(spec.window == .days(750) && spec.missing == .proxy && spec.proxy == "BTC")
    #expect(spec.volatility == .init(model: .ewma, decay: 0.97))
    #expect(spec.innovations.model == .empirical)
    #expect(spec.correlation == .init(estimator: .ledoitWolfIdentity, decay: 0.9))
    #expect(spec.factors["USDC"]?.innovations?.model == .normal)
    #expect(spec.factors["USDC"]?.volatility?.model == .constant)
  }

  @Test(arguments: [
    "windw: all", "window: 12x", "volatility: {model: garsh}", "volatility: {decay: 1.5}",
    "innovations: {}", "correlation: {estimator: pearson}", "missing: drop",
    "factors: {BTC: {volatilty: {model: ewma}}}", "- 1", "",
  ])
  func refusesWhatItDoesNotKnow(text: String) {
    #expect(throws: InputError.self) { try spec(text) }
  }
}
