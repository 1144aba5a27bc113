import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct DependenceStressTests {
  private static let level = ConfidenceLevel(0.995)

  private static func rule(_ method: ScenarioPlan.Method, weight: Double?) throws -> ShortfallRule {
    var spec = CalibrationSpec()
    spec.volatility.model = .constant
    spec.innovations = .init(model: .normal)
    spec.copula = .gaussian
    var plan = ScenarioPlan(method: method, spec: spec)
    plan.count = 200_000
    var rule = ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.99)), measure: .expectedShortfall,
      marginPeriodOfRisk: .day, scenarios: plan, collateral: .simulated)
    rule.dependenceStress = try weight.map {
      DependenceStress(weight: $0, level: try #require(level))
    }
    return rule
  }

  private static func book(_ quantities: [(String, Double)]) throws -> Book {
    let positions = quantities.map { factor, quantity in
      Position(
        instrument: .perpetual(
          Perpetual(
            name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear)),
        quantity: quantity)
    }
    return try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B", "C"], days: 400, seed: 2),
      accounts: [Account(name: "a", positions: positions)])
  }

  /// Long two factors that move as one: the loss of each is that of a lognormal at the same normal
  /// number, so the shortfalls add up. Within 2 % at 200,000 scenarios, about five standard errors.
  @Test func longFactorsAsOneLoseTheSumOfTheirShortfalls() throws {
    let book = try Self.book([("A", 10), ("B", 20)])
    let found = try Self.rule(.monteCarlo, weight: 0.25).assess(book, in: RiskContext())
    let requirement = found.requirements[0]
    let model = try #require(found.model)
    let level = try #require(Self.level)
    var loss = 0.0
    for (factor, quantity) in [("A", 10.0), ("B", 20.0)] {
      let own = try #require(model.factors.first { $0.factor.name == factor })
      let price = try #require(book.spot[RiskFactor(factor)])
      let law = LognormalLaw(standardDeviation: own.volatility.perBar)
      loss += quantity * price * law.value(of: .expectedShortfall, at: level, side: .long)
    }
    let binding = try #require(requirement.bindingStress)
    #expect(abs(binding.loss / loss - 1) < 0.02)
    let stress = try #require(requirement.stress)
    #expect(abs(stress - 0.25 * (binding.loss - requirement.core)) < 1e-9 * loss)
    #expect(requirement.initial == requirement.core + stress)
  }

  /// A hedge that correlation makes: as one nothing is lost, but the two sides by themselves are.
  @Test func aHedgeIsStressedByItsTwoSides() throws {
    let book = try Self.book([("A", 10), ("B", -10), ("C", 1)])
    let requirement = try Self.rule(.monteCarlo, weight: 1).assess(book, in: RiskContext())
      .requirements[0]
    #expect(requirement.bindingStress?.scenario == "two largest underlyings together")
    #expect(try #require(requirement.stress) > 0)
  }

  @Test func historyHasNoCorrelationToRaise() throws {
    let book = try Self.book([("A", 1)])
    #expect(throws: InputError.self) {
      try Self.rule(.historical, weight: 0.25).assess(book, in: RiskContext())
    }
  }
}
