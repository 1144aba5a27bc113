import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

/// Variance that moves within the horizon.
@Suite struct MonteCarloVarianceTests {
  private func model(_ recursion: GARCH?, perBar: Double, innovations: InnovationModel = .normal)
    -> RiskModel
  {
    let factors = ["A", "B"].map { name in
      FactorModel(
        factor: RiskFactor(name),
        volatility: VolatilityModel(
          model: recursion == nil ? .constant : .gjr, recursion: recursion, start: .backcast,
          perBar: perBar), innovations: innovations)
    }
    return RiskModel(
      asOf: Timestamp(seconds: 0), bar: .day, factors: factors,
      dependence: Dependence(correlation: Matrix([[1, 0.5], [0.5, 1]])))
  }

  private let recursion = GARCH(omega: 2e-5, alpha: 0.06, gamma: 0.12, beta: 0.8)

  @Test(arguments: [1, 2, 5]) func obeysTheLawsOfSources(bars: Int) throws {
    checkScenarioSourceLaws(
      try MonteCarlo(model(recursion, perBar: 0.03), bars: bars, count: 2_000, seed: 4))
  }

  @Test func oneBarKnowsNoRecursion() throws {
    let moving = try MonteCarlo(model(recursion, perBar: 0.03), bars: 1, count: 500, seed: 4)
    let still = try MonteCarlo(model(nil, perBar: 0.03), bars: 1, count: 500, seed: 4)
    #expect(moving.moves(0..<500) == still.moves(0..<500))
  }

  /// The variance over ten bars is the sum of the expected ones, which from a calm start grow: not
  /// ten times the first. Within five standard errors: false alarms below 1e-6 a comparison.
  @Test(arguments: [false, true])
  func varianceOverTheHorizonIsTheSumOfExpectedOnes(isHeavyTailed: Bool) throws {
    let law: InnovationModel =
      isHeavyTailed
      ? .studentT(StudentTInnovations(degreesOfFreedom: 8, cut: 10)) : .normal
    let count = 200_000
    let moves = try MonteCarlo(
      model(recursion, perBar: 0.01, innovations: law), bars: 10, count: count, seed: 1
    ).moves(0..<count)
    let expected = recursion.expectedVariances(from: 1e-4, bars: 10).reduce(0, +)
    #expect(expected > 1.2 * 10 * 1e-4)
    for factor in 0..<2 {
      let squares = moves.column(factor).map { $0 * $0 }
      let mean = squares.reduce(0, +) / Double(count)
      let spread = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(mean - expected) < 5 * (spread / Double(count)).squareRoot())
      // Moving variance makes tails, and with a weight on falls, a long lower one.
      #expect(squares.reduce(0) { $0 + $1 * $1 } / Double(count) / (mean * mean) > 3.1)
      let third = moves.column(factor).reduce(0) { $0 + $1 * $1 * $1 } / Double(count)
      #expect(third / (mean * mean.squareRoot()) < -0.1)
    }
  }

  /// Two scenarios followed by hand.
  @Test func followsTheRecursion() throws {
    let one = try MonteCarlo(model(recursion, perBar: 0.02), bars: 1, count: 2, seed: 9)
      .moves(0..<2)
    let two = try MonteCarlo(model(recursion, perBar: 0.02), bars: 2, count: 2, seed: 9)
      .moves(0..<2)
    let still = try MonteCarlo(model(nil, perBar: 1), bars: 2, count: 2, seed: 9).moves(0..<2)
    let first = try MonteCarlo(model(nil, perBar: 1), bars: 1, count: 2, seed: 9).moves(0..<2)
    for scenario in 0..<2 {
      for factor in 0..<2 {
        let innovation = still[scenario, factor] - first[scenario, factor]
        let variance = recursion.variance(after: one[scenario, factor], of: 0.02 * 0.02)
        let expected = one[scenario, factor] + innovation * variance.squareRoot()
        #expect(abs(two[scenario, factor] - expected) < 1e-14)
      }
    }
  }
}
