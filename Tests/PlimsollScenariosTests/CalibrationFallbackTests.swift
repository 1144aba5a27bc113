import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

/// One bad factor does not stop the night.
@Suite struct CalibrationFallbackTests {
  private func spec(_ fallback: [CalibrationSpec.Fallback] = [.ewma, .constant]) -> CalibrationSpec
  {
    var spec = CalibrationSpec()
    spec.volatility.model = .garch
    spec.fallback = fallback
    return spec
  }

  /// Prices of A and B, those of B changed row by row.
  private func history(days: Int = 300, changing change: (Int, Double) -> Double?) throws
    -> PriceHistory
  {
    let lines = SyntheticPrices.csv(["A", "B"], days: days).split(separator: "\n")
    var text = lines[0] + "\n"
    for (row, line) in lines.dropFirst().enumerated() {
      let cells = line.split(separator: ",")
      let price = change(row, Double(cells[2]) ?? 1)
      text += "\(cells[0]),\(cells[1]),\(price.map { "\($0)" } ?? "")\n"
    }
    return try PriceHistory(csv: InputFile(name: "prices.csv", text: String(text)))
  }

  private func expectFinite(_ model: RiskModel) {
    for parameter in model.parameters { #expect(parameter.value.isFinite, "\(parameter)") }
    #expect(model.dependence.correlation.storage.allSatisfy { $0.isFinite })
  }

  @Test func aHealthyFactorIsFitted() throws {
    let model = try RiskModel.calibrated(
      to: try history { $1 }, factors: ["A", "B"], spec: spec())
    #expect(model.factors.allSatisfy { $0.volatility.model == .garch })
    for factor in model.factors {
      let recursion = try #require(factor.volatility.recursion)
      #expect(recursion.isUsable)
      let fit = try #require(factor.volatility.estimate)
      #expect(fit.observations == 299 && fit.likelihood == .studentT)
    }
    expectFinite(model)
  }

  /// Still on most bars, then a jump.
  @Test func aFrozenPriceFallsBack() throws {
    let model = try RiskModel.calibrated(
      to: try history { row, price in row < 200 ? 5 : row == 200 ? 9 : price },
      factors: ["A", "B"], spec: spec())
    #expect(model.factors[0].volatility.model == .garch)
    #expect(model.factors[1].volatility.model == .ewma)
    let reason = try #require(
      model.diagnostics.first { $0.subject == "B" && $0.message.contains("given up") })
    #expect(reason.severity == .warning && reason.message.contains("stands still"))
    expectFinite(model)
  }

  /// A month without a move, then a jump: the factor is still fitted, and nothing is NaN.
  @Test func aFrozenMonthIsSurvived() throws {
    let model = try RiskModel.calibrated(
      to: try history { row, price in (150..<180).contains(row) ? 77 : row == 180 ? 200 : price },
      factors: ["A", "B"], spec: spec())
    expectFinite(model)
  }

  @Test func fewReturnsFallBackInTheOrderOfTheSpec() throws {
    let short = try history(days: 31) { $1 }
    let ewma = try RiskModel.calibrated(to: short, factors: ["A", "B"], spec: spec())
    #expect(ewma.factors.allSatisfy { $0.volatility.model == .ewma })
    let constant = try RiskModel.calibrated(
      to: short, factors: ["A", "B"], spec: spec([.constant]))
    #expect(constant.factors.allSatisfy { $0.volatility.model == .constant })
    let none = try RiskModel.calibrated(to: short, factors: ["A", "B"], spec: spec([]))
    #expect(none.diagnostics.contains { $0.message.contains("falls back on nothing") })
    for model in [ewma, constant, none] { expectFinite(model) }
  }

  /// Two common shocks in twenty factors.
  @Test func rankTwoInTwentyFactorsIsRepaired() throws {
    var text = "date," + (0..<20).map { "F\($0)" }.joined(separator: ",") + "\n"
    let shocks = SyntheticPrices.csv(["A", "B"], days: 300, loading: 0).split(separator: "\n")
    for line in shocks.dropFirst() {
      let cells = line.split(separator: ",")
      let (a, b) = ((Double(cells[1]) ?? 1) / 100, (Double(cells[2]) ?? 1) / 200)
      let prices = (0..<20).map { place -> String in
        let weight = Double(place) / 19
        return "\(100 * SyntheticPrices.power(a, 1 - weight) * SyntheticPrices.power(b, weight))"
      }
      text += cells[0] + "," + prices.joined(separator: ",") + "\n"
    }
    let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: String(text)))
    var spec = spec()
    spec.correlation.estimator = .sample
    let model = try RiskModel.calibrated(to: history, factors: history.factors, spec: spec)
    #expect(model.dependence.repairDistance != nil)
    #expect(model.dependence.smallestEigenvalue > 0)
    expectFinite(model)
  }
}
