import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

@Suite struct JumpInnovationsTests {
  /// Rare large jumps, frequent small ones, none, and some whose modes lie far apart.
  static let laws = [
    JumpInnovations(
      intensity: 0.05, jumpMean: -1, jumpDeviation: 3, diffusionDeviation: 0.7),
    JumpInnovations(
      intensity: 0.8, jumpMean: 0.2, jumpDeviation: 0.6, diffusionDeviation: 0.5),
    JumpInnovations(intensity: 0, jumpMean: 0, jumpDeviation: 1, diffusionDeviation: 2),
    JumpInnovations(
      intensity: 0.002, jumpMean: 0, jumpDeviation: 15, diffusionDeviation: 0.6),
    JumpInnovations(
      intensity: 0.01, jumpMean: 20, jumpDeviation: 0.5, diffusionDeviation: 0.3),
  ]

  @Test(arguments: laws) func theLawIsStandard(innovations: JumpInnovations) {
    #expect(abs(innovations.law.mean) < 1e-13)
    #expect(abs(innovations.law.variance - 1) < 1e-12)
  }

  @Test(arguments: laws, [nil, 3.0])
  func drawsAreTheInverseOfTheLaw(innovations: JumpInnovations, copula: Double?) {
    let transform = InnovationTransform(.jumps(innovations), copulaDegreesOfFreedom: copula)
    let law = innovations.law
    let plain = copula.map { StudentTDistribution(degreesOfFreedom: $0) }
    var worst = 0.0
    for step in -1650...1650 {
      // Off the points where the table was made or checked.
      let x = Double(step) / 200 + 0.001_3
      let tail = plain?.survival(abs(x)) ?? NormalDistribution.survival(abs(x))
      let expected = law.quantile(tail: tail, isUpper: x > 0)
      var value = [x]
      transform.apply(&value, range: 0..<1)
      // Where the density is next to nothing the quantile is as uncertain as that makes it.
      let density = law.density(expected)
      let slack = 1e-12 * tail / max(density, 1e-300)
      worst = max(worst, max(0, abs(value[0] - expected) - slack) / max(1, abs(expected)))
    }
    #expect(worst < 2e-9)
  }

  @Test(arguments: laws) func orderIsKept(innovations: JumpInnovations) {
    var values = stride(from: -8.29, through: 8.29, by: 0.003).map { $0 }
    InnovationTransform(.jumps(innovations)).apply(&values, range: values.indices)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
    #expect(values.allSatisfy { $0.isFinite })
  }

  @Test func barsMakeMertonsModel() throws {
    // Five bars of constant volatility against the law of five times the intensity.
    let innovations = Self.laws[0]
    let model = RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: [
        FactorModel(
          factor: "A", volatility: VolatilityModel(model: .constant, perBar: 0.03),
          innovations: .jumps(innovations))
      ], dependence: Dependence(correlation: .identity(1)))
    let count = 400_000
    let draws = try MonteCarlo(model, bars: 5, count: count, seed: 4).moves(0..<count).column(0)
    let square = 1 + 9.0
    let unit = 0.03 / (0.49 + 0.05 * square).squareRoot()
    let whole = JumpDiffusion(
      drift: 0.05 * unit, volatility: 0.7 * unit, intensity: 0.05, jumpMean: -unit,
      jumpDeviation: 3 * unit
    ).terminal(5)
    for probability in [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999] {
      let bound = whole.quantile(probability)
      let share = Double(draws.count { $0 <= bound }) / Double(count)
      // Five binomial standard errors: false alarms below 1e-6 each.
      #expect(
        abs(share - probability)
          < 5 * (probability * (1 - probability) / Double(count)).squareRoot())
    }
  }

  @Test func readsBackAsItWas() throws {
    let model = InnovationModel.jumps(Self.laws[1])
    let data = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(InnovationModel.self, from: data) == model)
  }

  @Test(arguments: [
    ("\"intensity\":0.8", "\"intensity\":-1"), ("\"diffusionDeviation\":0.5", "\"x\":1"),
    ("\"diffusionDeviation\":0.5", "\"diffusionDeviation\":0"),
    ("\"jumpDeviation\":0.6", "\"jumpDeviation\":-0.6"),
  ])
  func whatIsNoLawIsRefused(from: String, to: String) throws {
    let text = String(
      decoding: try JSONEncoder().encode(InnovationModel.jumps(Self.laws[1])), as: UTF8.self)
    #expect(text.contains(from))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        InnovationModel.self, from: Data(text.replacing(from, with: to).utf8))
    }
  }
}
