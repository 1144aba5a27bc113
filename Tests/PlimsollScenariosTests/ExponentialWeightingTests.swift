import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct ExponentialWeightingTests {
  private let returns = [0.01, -0.02, 0.015, 0.003, -0.007]

  @Test func constantReturnsKeepTheirSquare() {
    let path = ExponentialWeighting(decay: 0.94).variances([Double](repeating: 0.02, count: 50))
    for variance in path { #expect(abs(variance - 0.0004) < 1e-18) }
  }

  @Test func eachForecastUsesEarlierReturnsOnly() {
    let weighting = ExponentialWeighting(decay: 0.94, start: .firstObservation)
    let path = weighting.variances(returns)
    #expect(path.count == 6)
    #expect(path[0] == returns[0] * returns[0] && path[1] == path[0])
    #expect(abs(path[2] - (0.94 * path[1] + 0.06 * 0.0004)) < 1e-18)
    #expect(
      Array(weighting.variances(Array(returns.dropLast())).prefix(5)) == Array(path.prefix(5)))
  }

  @Test func startsAreTheMomentsTheySay() {
    let squares = returns.map { $0 * $0 }
    let mean = squares.reduce(0, +) / 5
    #expect(
      abs(ExponentialWeighting(decay: 0.9, start: .sampleSecondMoment).variances(returns)[0] - mean)
        < 1e-18)
    let long = returns + returns + returns + returns + [1.0]
    #expect(
      abs(ExponentialWeighting(decay: 0.9, start: .firstTwenty).variances(long)[0] - mean) < 1e-18)
  }

  @Test func covarianceDiagonalIsTheVariance() {
    let other = [0.02, 0.01, -0.01, 0.0, 0.004]
    let weighting = ExponentialWeighting(decay: 0.97)
    let matrix = weighting.covariance([returns, other])
    #expect(abs(matrix[0, 0] - weighting.variances(returns)[5]) < 1e-18)
    #expect(abs(matrix[1, 1] - weighting.variances(other)[5]) < 1e-18)
    #expect(matrix[0, 1] == matrix[1, 0])
  }

  @Test func eachObservationHasItsOwnWeight() {
    let columns = [[1.0, 2, 4], [0, 3, -1]]
    let weights = [0.2, 0.3, 0.5]
    let aboutZero = ExponentialWeighting.covariance(columns, weights: weights, aboutMean: false)
    // 0.2 + 1.2 + 8; 0 + 1.8 − 2; 0 + 2.7 + 0.5.
    for (found, right) in zip(
      [aboutZero[0, 0], aboutZero[0, 1], aboutZero[1, 0], aboutZero[1, 1]], [9.4, -0.2, -0.2, 3.2])
    { #expect(abs(found - right) < 1e-14) }
    // Less the products of the means 2.8 and 0.4.
    let aboutMean = ExponentialWeighting.covariance(columns, weights: weights, aboutMean: true)
    for (found, right) in zip(
      [aboutMean[0, 0], aboutMean[0, 1], aboutMean[1, 0], aboutMean[1, 1]],
      [1.56, -1.32, -1.32, 3.04])
    { #expect(abs(found - right) < 1e-14) }
  }

  @Test func weightsAddUpAndFallBackwards() {
    let weights = ExponentialWeighting.normalisedWeights(decay: 0.94, count: 100)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-14)
    #expect(zip(weights, weights.dropFirst()).allSatisfy(<))
    // Infinitely many: (1 + λ) / (1 − λ).
    let many = ExponentialWeighting.normalisedWeights(decay: 0.94, count: 3000)
    #expect(abs(ExponentialWeighting.effectiveObservations(many) - 1.94 / 0.06) < 1e-9)
  }
}
