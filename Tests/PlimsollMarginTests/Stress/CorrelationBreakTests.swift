import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct CorrelationBreakTests {
  private func model(_ correlation: [[Double]]) -> RiskModel {
    RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: ["A", "B", "C"].map {
        FactorModel(
          factor: $0, volatility: VolatilityModel(model: .constant, perBar: 0.02),
          innovations: .normal)
      }, dependence: Dependence(correlation: Matrix(correlation)))
  }

  private let mild: [[Double]] = [[1, 0.5, 0.2], [0.5, 1, 0.4], [0.2, 0.4, 1]]

  @Test(arguments: [(1.0, 0.75), (0.0, 0.25)])
  func blendsEveryPair(toward: Double, expected: Double) {
    let (broken, repair) = CorrelationBreak(name: "b", blend: 0.5, toward: toward)
      .breaking(model(mild))
    #expect(repair == nil && broken.dependence.repairDistance == nil)
    #expect(broken.dependence.correlation[0, 1] == expected)
    #expect(broken.dependence.correlation[2, 2] == 1)
    #expect(broken.factors == model(mild).factors)
  }

  @Test func blocksKeepWhatIsInsideAndWhatIsInNone() {
    let apart = CorrelationBreak(name: "b", blend: 0.5, toward: -1, blocks: [["A"], ["B"]])
    let matrix = apart.breaking(model(mild)).model.dependence.correlation
    #expect(matrix[0, 1] == -0.25 && matrix[1, 0] == -0.25)
    #expect(matrix[0, 2] == 0.2 && matrix[1, 2] == 0.4)
    let together = CorrelationBreak(name: "b", blend: 1, toward: 0, blocks: [["A", "B"], ["C"]])
    let split = together.breaking(model(mild)).model.dependence.correlation
    #expect(split[0, 1] == 0.5 && split[0, 2] == 0 && split[1, 2] == 0)
  }

  @Test func whatIsNoCorrelationIsRepairedAndToldOf() throws {
    let (broken, repair) = CorrelationBreak(name: "b", blend: 1, toward: -1).breaking(model(mild))
    let distance = try #require(repair?.distance)
    // Three factors cannot all oppose each other: the nearest has −1/2 everywhere, (√6)/2 away.
    #expect(abs(distance - 1.5.squareRoot()) < 1e-4)
    #expect(broken.dependence.repairDistance == distance)
    #expect(abs(broken.dependence.correlation[0, 1] + 0.5) < 1e-4)
    #expect(throws: Never.self) { try MonteCarlo(broken, bars: 1, count: 10, seed: 1) }
  }

  @Test func aHedgeCostsMoreWhenItPartsAndAPairMoreWhenItJoins() throws {
    let rule = try StressSamples.rule(.monteCarlo)
    let book = try StressSamples.book([
      Account(
        name: "hedge",
        positions: [StressSamples.perpetual("A", 10), StressSamples.perpetual("B", -5)]),
      Account(
        name: "pair",
        positions: [StressSamples.perpetual("A", 10), StressSamples.perpetual("B", 5)]),
    ])
    let assessment = try rule.assess(book, in: RiskContext())
    let broken = try BrokenCorrelations(
      [
        CorrelationBreak(name: "none", blend: 0, toward: 0),
        CorrelationBreak(name: "apart", blend: 0.8, toward: 0),
        CorrelationBreak(name: "one", blend: 0.8, toward: 1),
      ], book: book, rule: rule, model: assessment.model, context: RiskContext())
    let losses = broken.losses.map { $0.accounts.map(\.measure.value) }
    #expect(losses[0] == assessment.requirements.map(\.netMeasure.value))
    #expect(losses[1][0] > losses[0][0] && losses[2][0] < losses[0][0])
    #expect(losses[1][1] < losses[0][1] && losses[2][1] > losses[0][1])
  }

  @Test func aRuleWithoutAModelIsToldOf() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let broken = try BrokenCorrelations(
      [CorrelationBreak(name: "one", blend: 0.5, toward: 1)], book: book,
      rule: try StressSamples.rule(), model: nil, context: RiskContext())
    #expect(broken.losses.isEmpty && broken.diagnostics.map(\.severity) == [.warning])
  }
}
