import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

/// Whole calibrations of prices that no model suits: a model without NaN, and a word about it.
@Suite struct DegenerateSeriesTests {
  /// Daily prices whose log returns are given, one array a factor.
  private func history(_ returns: [[Double]]) throws -> PriceHistory {
    let names = returns.indices.map { "F\($0)" }.joined(separator: ",")
    var logarithms = returns.map { _ in 3.0 }
    var csv = "date,\(names)\n"
    for day in 0...(returns.first?.count ?? 0) {
      if day > 0 { for i in returns.indices { logarithms[i] += returns[i][day - 1] } }
      let prices = logarithms.map { "\(SyntheticPrices.exponential($0))" }
      csv += "\(Timestamp(seconds: 1_641_081_600) + .days(day)),\(prices.joined(separator: ","))\n"
    }
    return try PriceHistory(csv: InputFile(name: "prices.csv", text: csv))
  }

  private func normals(_ variables: Int, count: Int) -> [[Double]] {
    let stream = RandomStream(seed: 14, stream: 78)
    return (0..<variables).map { i in
      (0..<count).map { 0.02 * stream.normal(scenario: $0, dimension: i) }
    }
  }

  private func check(
    _ returns: [[Double]], _ innovations: InnovationModel.Kind, _ estimator: CorrelationEstimator
  ) throws {
    let history = try history(returns)
    var spec = CalibrationSpec()
    spec.innovations.model = innovations
    spec.correlation.estimator = estimator
    for copula in Dependence.Copula.allCases {
      spec.copula = copula
      let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
      // The encoder refuses NaN and infinity.
      _ = try model.encoded(name: "m.json")
      _ = try Cholesky(model.dependence.correlation)
      let some = Array(model.factors.map(\.factor).suffix(2))
      let moves = try MonteCarlo(model, factors: some, bars: 2, count: 50, seed: 1).moves(0..<50)
      #expect(moves.storage.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: [InnovationModel.Kind.normal, .jumps], [CorrelationEstimator.dcc, .kendall])
  func rankTwoInTwentyFactors(
    innovations: InnovationModel.Kind, estimator: CorrelationEstimator
  ) throws {
    let two = normals(2, count: 150)
    let returns = (0..<20).map { i in
      two[0].indices.map { two[0][$0] + 0.1 * Double(i) * two[1][$0] }
    }
    try check(returns, innovations, estimator)
  }

  @Test(arguments: InnovationModel.Kind.allCases, [CorrelationEstimator.dcc, .ledoitWolfIdentity])
  func thirtyObservations(
    innovations: InnovationModel.Kind, estimator: CorrelationEstimator
  ) throws {
    try check(normals(5, count: 30), innovations, estimator)
    try check(normals(1, count: 30), innovations, estimator)
  }

  @Test(arguments: InnovationModel.Kind.allCases, [CorrelationEstimator.dcc, .kendall, .denoised])
  func aPriceFrozenForAMonthThatJumps(
    innovations: InnovationModel.Kind, estimator: CorrelationEstimator
  ) throws {
    var returns = normals(3, count: 120)
    for day in 60..<90 { returns[1][day] = 0 }
    returns[1][90] = 0.6
    returns[2] = (0..<120).map { $0 == 100 ? 0.5 : 0 }
    try check(returns, innovations, estimator)
  }

  @Test(arguments: InnovationModel.Kind.allCases, [CorrelationEstimator.dcc, .kendall])
  func returnsAllEqual(innovations: InnovationModel.Kind, estimator: CorrelationEstimator) throws {
    let equal = [Double](repeating: 0.01, count: 80)
    try check([equal, normals(1, count: 80)[0]], innovations, estimator)
    try check([equal, equal], innovations, estimator)
  }
}
