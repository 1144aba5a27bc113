import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

private func model(next: Double = 0.3) -> RegimeModel {
  RegimeModel(
    factors: ["A", "B", "C"], transition: Matrix([[0.8, 0.2], [0.1, 0.9]]),
    next: [next, 1 - next],
    stressed: .init(
      volatilities: [0.06, 0.09, 0], correlation: Matrix([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]])),
    calm: .init(
      volatilities: [0.02, 0.03, 0], correlation: Matrix([[1, 0.2, 0], [0.2, 1, 0], [0, 0, 1]])))
}

@Suite struct RegimeScenariosTests {
  @Test(arguments: RegimeScenarios.Course.allCases, [1, 3])
  func obeysTheLawsOfSources(course: RegimeScenarios.Course, bars: Int) throws {
    checkScenarioSourceLaws(
      try RegimeScenarios(model(), bars: bars, count: 3000, seed: 9, course: course))
  }

  @Test func aLongerRunBeginsWithTheShorter() throws {
    let short = try RegimeScenarios(model(), bars: 2, count: 1500, seed: 3).moves(0..<1500)
    let long = try RegimeScenarios(model(), bars: 2, count: 4000, seed: 3).moves(0..<1500)
    #expect(short == long)
  }

  @Test func momentsAreThoseOfTheMixture() throws {
    let count = 400_000
    let moves = try RegimeScenarios(model(), bars: 1, count: count, seed: 5).moves(0..<count)
    let (a, b) = (moves.column(0), moves.column(1))
    let variance = a.reduce(0) { $0 + $1 * $1 } / Double(count)
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    let (stressed, calm) = (0.06 * 0.06, 0.02 * 0.02)
    let expected = 0.3 * stressed + 0.7 * calm
    // Var(x²) = 3 E s⁴ − (E s²)²; five standard errors: false alarms below 1e-6.
    let fourth = 3 * (0.3 * stressed * stressed + 0.7 * calm * calm)
    let error = ((fourth - expected * expected) / Double(count)).squareRoot()
    #expect(abs(variance - expected) < 5 * error)
    let covariance = 0.3 * 0.9 * 0.06 * 0.09 + 0.7 * 0.2 * 0.02 * 0.03
    #expect(abs(product - covariance) < 5 * 1.5 * error)
    #expect(moves.column(2).allSatisfy { $0 == 0 })
  }

  @Test func statesFollowTheChain() throws {
    // From certain stress: P(stress at bar h) = 1/3 + (2/3) 0.7^(h−1), so three bars have
    // 1 + 0.8 + 0.66 stressed ones on average.
    let count = 400_000
    let moves = try RegimeScenarios(model(next: 1), bars: 3, count: count, seed: 6)
      .moves(0..<count)
    let variance = moves.column(0).reduce(0) { $0 + $1 * $1 } / Double(count)
    let expected = 2.46 * 0.0036 + 0.54 * 0.0004
    // The kurtosis of the sum is below 4: a standard error below 0.0028 of it; five of them.
    #expect(abs(variance / expected - 1) < 0.014)
  }

  @Test func heldStressIsStressThroughout() throws {
    let held = try RegimeScenarios(model(), bars: 4, count: 2000, seed: 8, course: .stressed)
    var always = model(next: 1)
    always.transition = Matrix([[1, 0], [0.5, 0.5]])
    let drawn = try RegimeScenarios(always, bars: 4, count: 2000, seed: 8)
    #expect(held.moves(0..<2000) == drawn.moves(0..<2000))
  }

  @Test func calmAloneIsMonteCarlo() throws {
    let normal = RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day,
      factors: zip(model().factors, model().calm.volatilities).map { factor, volatility in
        FactorModel(
          factor: factor, volatility: VolatilityModel(model: .constant, perBar: volatility),
          innovations: .normal)
      }, dependence: Dependence(correlation: model().calm.correlation))
    var calm = model(next: 0)
    calm.transition = Matrix([[0.5, 0.5], [0, 1]])
    let expected = try MonteCarlo(normal, bars: 2, count: 500, seed: 2).moves(0..<500)
    #expect(try RegimeScenarios(calm, bars: 2, count: 500, seed: 2).moves(0..<500) == expected)
  }

  @Test func asksForTheModelsFactorsInAnyOrder() throws {
    let source = try RegimeScenarios(model(), factors: ["B", "A"], bars: 1, count: 5, seed: 1)
    #expect(source.factors == ["B", "A"])
    #expect(throws: InputError.self) {
      try RegimeScenarios(model(), factors: ["A", "Z"], bars: 1, count: 5, seed: 1)
    }
  }

  @Test func anUnusableMatrixIsRefused() throws {
    var broken = model()
    broken.stressed.correlation = Matrix(rows: 3, columns: 3, repeating: 1)
    #expect(throws: InputError.self) { try RegimeScenarios(broken, bars: 1, count: 5, seed: 1) }
  }
}

@Suite struct RegimeModelTests {
  private func text(_ model: RegimeModel) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(model), as: UTF8.self)
  }

  @Test func readsBackAsItWas() throws {
    let text = try text(model())
    #expect(try JSONDecoder().decode(RegimeModel.self, from: Data(text.utf8)) == model())
  }

  @Test(arguments: [
    ("\"next\":[0.3,0.7]", "\"next\":[0.3,0.6]"), ("[0.8,0.2]", "[1.8,-0.8]"),
    ("0.02,0.03,0", "0.02,0.03"), ("[1,0.2,0]", "[1,0.3,0]"), ("0.09", "-0.09"),
    ("0.09", "9"), ("[[0.8,0.2],[0.1,0.9]]", "[[0.8,0.2]]"),
  ])
  func whatDoesNotFitTogetherIsRefused(from: String, to: String) throws {
    let text = try text(model())
    #expect(text.contains(from))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        RegimeModel.self, from: Data(text.replacing(from, with: to).utf8))
    }
  }
}
