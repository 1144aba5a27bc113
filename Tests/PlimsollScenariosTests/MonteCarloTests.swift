import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct MonteCarloTests {
  private func model(_ innovations: InnovationModel.Kind = .studentT) throws -> RiskModel {
    var spec = CalibrationSpec()
    spec.innovations.model = innovations
    return try RiskModel.calibrated(
      to: try SyntheticPrices.history(["A", "B", "C", "D"], days: 800),
      factors: ["A", "B", "C", "D"], spec: spec)
  }

  @Test(arguments: InnovationModel.Kind.allCases, [1, 3])
  func obeysTheLawsOfSources(kind: InnovationModel.Kind, bars: Int) throws {
    checkScenarioSourceLaws(try MonteCarlo(try model(kind), bars: bars, count: 3000, seed: 9))
  }

  @Test func aLongerRunBeginsWithTheShorter() throws {
    let model = try model()
    let short = try MonteCarlo(model, bars: 2, count: 1500, seed: 3).moves(0..<1500)
    let long = try MonteCarlo(model, bars: 2, count: 4000, seed: 3).moves(0..<1500)
    #expect(short == long)
  }

  @Test func oneStepIsTheFirstOfTwo() throws {
    var still = try model(.normal)
    for i in still.factors.indices { still.factors[i].volatility.perBar = 0.01 }
    let one = try MonteCarlo(still, bars: 1, count: 10, seed: 3).moves(0..<10)
    let two = try MonteCarlo(still, bars: 2, count: 10, seed: 3).moves(0..<10)
    #expect(one != two)
    let other = try MonteCarlo(still, bars: 1, count: 10, seed: 4).moves(0..<10)
    #expect(one != other)
  }

  @Test(arguments: NormalTransform.allCases)
  func momentsAreTheModels(normals: NormalTransform) throws {
    let model = try model(.normal)
    let count = 200_000
    let moves = try MonteCarlo(model, bars: 2, count: count, seed: 1, normals: normals)
      .moves(0..<count)
    for i in 0..<4 {
      let deviation = model.factors[i].volatility.perBar * 2.0.squareRoot()
      let draws = moves.column(i)
      let mean = draws.reduce(0, +) / Double(count)
      let variance = draws.reduce(0) { $0 + $1 * $1 } / Double(count)
      // Five standard errors each: false alarms below 1e-6 a comparison.
      #expect(abs(mean) < 5 * deviation / Double(count).squareRoot())
      #expect(
        abs(variance / deviation / deviation - 1) < 5 * (2 / Double(count)).squareRoot())
      for j in 0..<i {
        let other = moves.column(j)
        let product = zip(draws, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        let scale = deviation * model.factors[j].volatility.perBar * 2.0.squareRoot()
        let correlation = model.dependence.correlation[i, j]
        let error = (1 - correlation * correlation) / Double(count).squareRoot()
        #expect(abs(product / scale - correlation) < 7 * error)
      }
    }
  }

  @Test func asksForTheModelsFactorsInAnyOrder() throws {
    let model = try model(.normal)
    let source = try MonteCarlo(model, factors: ["C", "A"], bars: 1, count: 5, seed: 1)
    #expect(source.factors == ["C", "A"])
    #expect(throws: InputError.self) {
      try MonteCarlo(model, factors: ["A", "Z"], bars: 1, count: 5, seed: 1)
    }
  }

  @Test func anotherTransformDrawsOtherScenarios() throws {
    let model = try model(.normal)
    let inverse = try MonteCarlo(model, bars: 1, count: 100, seed: 1).moves(0..<100)
    let polar = try MonteCarlo(model, bars: 1, count: 100, seed: 1, normals: .boxMuller)
    #expect(polar.moves(0..<100) != inverse)
    checkScenarioSourceLaws(polar)
  }

  @Test func anUnusableMatrixIsRefused() throws {
    var model = try model(.normal)
    model.dependence.correlation = Matrix(rows: 4, columns: 4, repeating: 1)
    #expect(throws: InputError.self) { try MonteCarlo(model, bars: 1, count: 5, seed: 1) }
  }
}
