import PlimsollNumerics
import PlimsollScenarios
import Testing

/// Columns of a one-factor law, drawn with a fixed seed.
private func columns(_ count: Int, observations: Int, seed: UInt64 = 4) -> [[Double]] {
  let stream = RandomStream(seed: seed, stream: 7)
  return (0..<count).map { i in
    (0..<observations).map { t in
      0.02 * Double(i + 1)
        * (0.7 * stream.normal(scenario: t, dimension: 0)
          + 0.7 * stream.normal(scenario: t, dimension: i + 1))
    }
  }
}

@Suite struct SampleCovarianceTests {
  @Test func handComputed() {
    let matrix = SampleCovariance.covariance(
      [[1, 2, 3, 4], [2, 1, 4, 3]], divisor: .observationsLessOne)
    #expect(abs(matrix[0, 0] - 5.0 / 3) < 1e-15)
    #expect(abs(matrix[0, 1] - 1) < 1e-15)
    let correlation = SampleCovariance.correlation(of: matrix)
    #expect(abs(correlation[0, 1] - 0.6) < 1e-15 && correlation[0, 0] == 1)
  }

  @Test func divisorsDifferByTheCount() {
    let data = columns(3, observations: 40)
    let (n, less) = (
      SampleCovariance.covariance(data, divisor: .observations),
      SampleCovariance.covariance(data, divisor: .observationsLessOne)
    )
    for (a, b) in zip(n.storage, less.storage) { #expect(abs(a * 40 / 39 - b) < 1e-15) }
  }

  @Test func aVariableWithoutVarianceCorrelatesWithNothing() {
    let matrix = SampleCovariance.covariance(
      [[1, 1, 1], [1, 2, 4]], divisor: .observations)
    #expect(SampleCovariance.correlation(of: matrix) == Matrix.identity(2))
  }
}

@Suite struct LedoitWolfTests {
  @Test(arguments: [12, 60, 1000])
  func shrinksBetweenSampleAndTarget(observations: Int) {
    let data = columns(8, observations: observations)
    let sample = SampleCovariance.covariance(data, divisor: .observations)
    for estimate in [
      LedoitWolf(towardsIdentity: data), LedoitWolf(towardsConstantCorrelation: data),
    ] {
      #expect((0...1).contains(estimate.shrinkage))
      // Both targets keep the total variance.
      let trace = estimate.covariance.diagonal.reduce(0, +)
      #expect(abs(trace / sample.diagonal.reduce(0, +) - 1) < 1e-12)
      #expect(estimate.covariance.isSymmetric)
    }
  }

  @Test func fewObservationsAreShrunkMore() {
    let weights = [15, 60, 240, 2000].map {
      LedoitWolf(towardsIdentity: columns(10, observations: $0)).shrinkage
    }
    #expect(zip(weights, weights.dropFirst()).allSatisfy(>))
  }

  @Test func moreVariablesThanObservationsStillInvert() throws {
    let data = columns(40, observations: 15)
    #expect(throws: NotPositiveDefinite.self) {
      _ = try Cholesky(SampleCovariance.covariance(data, divisor: .observations))
    }
    _ = try Cholesky(LedoitWolf(towardsIdentity: data).covariance)
  }

  @Test func constantCorrelationOfEquicorrelatedDataIsTheMean() throws {
    let estimate = LedoitWolf(towardsConstantCorrelation: columns(5, observations: 4000))
    let terms = try #require(estimate.terms)
    // The law's correlation is 1/2; its estimate over ten pairs of 4,000 draws has a standard
    // error below 0.012: false alarms below 1e-6.
    #expect(abs(terms.meanCorrelation - 0.5) < 0.06)
  }
}
