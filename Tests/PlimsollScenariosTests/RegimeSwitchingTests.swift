import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollScenarios

/// Returns of factors with one common shock, three times as large under stress; and the states.
func switchingReturns(
  _ factors: Int, count: Int, stay: (stressed: Double, calm: Double) = (0.95, 0.98),
  seed: UInt64 = 1
) -> (columns: [[Double]], isStressed: [Bool]) {
  let stream = RandomStream(seed: seed, stream: 88)
  var columns = [[Double]](repeating: [], count: factors)
  var states: [Bool] = []
  for row in 0..<count {
    let draw = stream.uniform(scenario: row, dimension: 0)
    let wasStressed = states.last ?? false
    states.append(wasStressed ? draw < stay.stressed : draw >= stay.calm)
    let (loading, size) = states[row] ? (0.9, 3.0) : (0.6, 1.0)
    let common = stream.normal(scenario: row, dimension: 1)
    for i in 0..<factors {
      let own =
        (1 - loading * loading).squareRoot() * stream.normal(scenario: row, dimension: i + 2)
      columns[i].append(0.01 * size * (loading * common + own))
    }
  }
  return (columns, states)
}

@Suite struct RegimeFilterTests {
  private let transition = Matrix([[0.7, 0.3], [0.1, 0.9]])
  private let start = [0.25, 0.75]
  private let chains = [0..<5, 5..<6, 6..<11]

  private var logDensities: [[Double]] {
    let stream = RandomStream(seed: 5, stream: 3)
    return (0..<2).map { state in
      (0..<11).map { 3 * stream.normal(scenario: $0, dimension: state) - 2000 * Double($0 % 2) }
    }
  }

  /// The sum over all 2^11 paths: the likelihood relative to e^shift, the probabilities of the first
  /// state, the expected transitions.
  private func enumerate(shift: [Double]) -> (Double, [Double], Matrix) {
    let densities = logDensities
    var total = 0.0
    var first = [Double](repeating: 0, count: 11)
    var moves = Matrix(rows: 2, columns: 2)
    for path in 0..<(1 << 11) {
      let states = (0..<11).map { path >> $0 & 1 }
      var weight = 1.0
      for chain in chains {
        for place in chain {
          let begins = place == chain.lowerBound
          weight *= begins ? start[states[place]] : transition[states[place - 1], states[place]]
          weight *= exp(densities[states[place]][place] - shift[place])
        }
      }
      total += weight
      for place in 0..<11 where states[place] == 0 { first[place] += weight }
      for chain in chains {
        for place in chain.dropFirst() { moves[states[place - 1], states[place]] += weight }
      }
    }
    for index in moves.storage.indices { moves.storage[index] /= total }
    return (total, first.map { $0 / total }, moves)
  }

  @Test func agreesWithTheSumOverAllPaths() {
    let densities = logDensities
    let shift = zip(densities[0], densities[1]).map(max)
    let (total, first, moves) = enumerate(shift: shift)
    let filter = RegimeFilter(
      logDensities: (densities[0], densities[1]), chains: chains, transition: transition,
      start: start)
    #expect(abs(filter.logLikelihood - (log(total) + shift.reduce(0, +))) < 1e-9)
    #expect(zip(filter.smoothed, first).allSatisfy { abs($0 - $1) < 1e-13 })
    #expect(filter.transitions.frobeniusDistance(to: moves) < 1e-12)
    // Where a chain ends the past is all there is.
    for chain in chains {
      let last = chain.upperBound - 1
      #expect(abs(filter.filtered[last] - first[last]) < 1e-13)
    }
  }
}

@Suite struct RegimeSwitchingTests {
  @Test(arguments: [1, 4, 22], [60, 700])
  func whatIsMaximisedNeverFalls(factors: Int, count: Int) throws {
    let fit = try RegimeSwitching(switchingReturns(factors, count: count).columns)
    for (before, after) in zip(fit.objectives, fit.objectives.dropFirst()) {
      #expect(after >= before - 1e-11 * abs(before))
    }
    #expect(fit.converged)
  }

  @Test(arguments: [1, 3])
  func findsTheStatesItWasDrawnFrom(factors: Int) throws {
    let (columns, states) = switchingReturns(factors, count: 4000, seed: 7)
    let fit = try RegimeSwitching(columns)
    // Over 40 seeds the estimates had standard deviations of 0.0077, 0.0034, 0.064 % and 0.0147 %:
    // five of them, false alarms below 1e-5.
    #expect(abs(fit.transition[0, 0] - 0.95) < 0.0385)
    #expect(abs(fit.transition[1, 1] - 0.98) < 0.017)
    #expect(abs(fit.covariances[0][0, 0].squareRoot() - 0.03) < 0.0032)
    #expect(abs(fit.covariances[1][0, 0].squareRoot() - 0.01) < 0.000_73)
    let right = zip(fit.smoothed, states).count { ($0 > 0.5) == $1 }
    #expect(right > 3600)
    #expect(abs(fit.expectedDurations[0] * fit.transition[0, 1] - 1) < 1e-12)
    #expect(fit.volatilityRatio > 2.5 && abs(fit.stressedShare - 2.0 / 7) < 0.15)
    #expect(fit.diagnostics.isEmpty)
    guard factors > 1 else { return }
    let correlations = fit.covariances.map { SampleCovariance.correlation(of: $0)[0, 1] }
    // 0.0070 and 0.0178.
    #expect(abs(correlations[0] - 0.81) < 0.035 && abs(correlations[1] - 0.36) < 0.089)
  }

  @Test func theLikelihoodDoesNotDependOnScale() throws {
    let columns = switchingReturns(2, count: 300).columns
    let fit = try RegimeSwitching(columns)
    let large = try RegimeSwitching(columns.map { $0.map { 1000 * $0 } })
    #expect(abs(fit.logLikelihood - large.logLikelihood - 600 * log(1000)) < 1e-6)
    #expect(abs(fit.filtered - large.filtered) < 1e-9)
  }

  @Test func theLikelihoodIsThatOfItsParameters() throws {
    let columns = switchingReturns(2, count: 300).columns
    let chains = [0..<120, 120..<300]
    let fit = try RegimeSwitching(columns, chains: chains)
    let densities = try fit.covariances.map { covariance in
      let factor = try Cholesky(covariance)
      return (0..<300).map { row in
        let white = factor.solveLower(columns.map { $0[row] })
        let distance = white.reduce(0) { $0 + $1 * $1 }
        return -0.5 * (2 * log(2 * Double.pi) + factor.logDeterminant + distance)
      }
    }
    let filter = RegimeFilter(
      logDensities: (densities[0], densities[1]), chains: chains, transition: fit.transition,
      start: fit.start)
    #expect(abs(filter.logLikelihood - fit.logLikelihood) < 1e-7)
    #expect(abs((filter.filtered.last ?? 0) - fit.filtered) < 1e-9)
    #expect(abs(fit.next.reduce(0, +) - 1) < 1e-12)
  }

  @Test func oneStateIsSaid() throws {
    let stream = RandomStream(seed: 2, stream: 6)
    let column = (0..<500).map { stream.normal(scenario: $0, dimension: 0) }
    let fit = try RegimeSwitching([column])
    #expect(fit.volatilityRatio < 2)
    #expect(!fit.diagnostics.isEmpty || fit.volatilityRatio > 1.25)
  }
}

/// Regimes of what no model suits.
@Suite struct DegenerateRegimeTests {
  private func check(_ fit: RegimeSwitching) throws {
    let figures =
      fit.transition.storage + fit.start + fit.next + fit.expectedDurations + fit.smoothed
      + fit.covariances.flatMap(\.storage) + [fit.logLikelihood, fit.filtered]
    #expect(figures.allSatisfy { $0.isFinite })
    #expect(fit.volatilityRatio >= 1)
    let model = RegimeModel(
      fit, factors: fit.covariances[0].diagonal.indices.map { RiskFactor("F\($0)") })
    for course in RegimeScenarios.Course.allCases {
      let moves = try RegimeScenarios(model, bars: 2, count: 40, seed: 1, course: course)
        .moves(0..<40)
      #expect(moves.storage.allSatisfy { $0.isFinite })
    }
  }

  private func normals(_ variables: Int, count: Int) -> [[Double]] {
    let stream = RandomStream(seed: 4, stream: 79)
    return (0..<variables).map { i in
      (0..<count).map { 0.01 * stream.normal(scenario: $0, dimension: i) }
    }
  }

  @Test(arguments: [1, 5, 20, 40]) func thirtyObservations(variables: Int) throws {
    try check(try RegimeSwitching(normals(variables, count: 30)))
  }

  @Test func rankTwoInTwenty() throws {
    let two = normals(2, count: 300)
    let columns = (0..<20).map { i in
      two[0].indices.map { two[0][$0] + 0.1 * Double(i) * two[1][$0] }
    }
    try check(try RegimeSwitching(columns))
  }

  @Test func aConstantColumnHasNoVarianceInEitherState() throws {
    var columns = switchingReturns(3, count: 200).columns
    columns[1] = [Double](repeating: 0, count: 200)
    let fit = try RegimeSwitching(columns)
    #expect(fit.covariances.allSatisfy { $0[1, 1] == 0 && $0[0, 1] == 0 && $0[0, 2] != 0 })
    try check(fit)
  }

  @Test func aFrozenPriceThatJumps() throws {
    let jump = (0..<120).map { $0 == 100 ? 0.4 : 0 }
    try check(try RegimeSwitching([jump]))
    try check(try RegimeSwitching(normals(2, count: 120) + [jump]))
  }

  @Test func returnsAllEqual() throws {
    let same = [Double](repeating: 0.02, count: 60)
    try check(try RegimeSwitching([same]))
    try check(try RegimeSwitching([same, same, same]))
  }

  @Test func manyShortChains() throws {
    let columns = switchingReturns(2, count: 90).columns
    try check(try RegimeSwitching(columns, chains: (0..<90).map { $0..<($0 + 1) }))
  }

  @Test func whatHasNoEstimateSaysWhy() {
    #expect(throws: EstimationFailure.tooFewObservations(5, needed: 20)) {
      try RegimeSwitching(normals(2, count: 5))
    }
    #expect(throws: EstimationFailure.noVariation(variable: 0)) {
      try RegimeSwitching([[Double](repeating: 0, count: 50)])
    }
    #expect(throws: EstimationFailure.notFinite(variable: 0)) {
      try RegimeSwitching([[Double](repeating: .nan, count: 50)])
    }
  }
}
