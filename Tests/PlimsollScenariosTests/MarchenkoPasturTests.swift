import PlimsollNumerics
import PlimsollScenarios
import Testing

@Suite struct MarchenkoPasturTests {
  private func correlation(loading: Double, variables: Int, observations: Int) -> Matrix {
    let stream = RandomStream(seed: 51, stream: 6)
    let columns = (0..<variables).map { i in
      (0..<observations).map { t in
        loading * stream.normal(scenario: t, dimension: 0)
          + (1 - loading * loading).squareRoot() * stream.normal(scenario: t, dimension: i + 1)
      }
    }
    return SampleCovariance.correlation(
      of: SampleCovariance.covariance(columns, divisor: .observations))
  }

  @Test func edgesOfTheBand() {
    let band = MarchenkoPastur(variables: 100, observations: 400)
    #expect(band.lower == 0.25 && band.upper == 2.25)
    #expect(MarchenkoPastur(variables: 400, observations: 100).lower == 0)
    #expect(band.shareInside([0.1, 0.25, 1, 2.25, 9]) == 0.6)
  }

  @Test func noiseIsInside() {
    let noise = correlation(loading: 0, variables: 40, observations: 400)
    let band = MarchenkoPastur(variables: 40, observations: 400)
    // Edge eigenvalues move by about 2 % of the band; one in forty outside is common.
    #expect(band.shareInside(SymmetricEigen(noise).values) > 0.9)
  }

  @Test func denoisingKeepsTheMarketAndTheDiagonal() throws {
    let market = correlation(loading: 0.7, variables: 30, observations: 90)
    let smooth = MarchenkoPastur.denoised(market, observations: 90)
    #expect(smooth.kept >= 1 && smooth.kept <= 3)
    #expect(smooth.explainedShare > 0.4 && smooth.explainedShare < 0.7)
    #expect(smooth.correlation.isSymmetric)
    #expect(smooth.correlation.diagonal.allSatisfy { $0 == 1 })
    _ = try Cholesky(smooth.correlation)
    let (rough, calm) = (SymmetricEigen(market), SymmetricEigen(smooth.correlation))
    #expect(calm.conditionNumber < rough.conditionNumber / 3)
    // The truth is one correlation of 0.49: the smooth matrix is nearer to it.
    var truth = Matrix(rows: 30, columns: 30, repeating: 0.49)
    for i in 0..<30 { truth[i, i] = 1 }
    let distance = smooth.correlation.frobeniusDistance(to: truth)
    #expect(distance < market.frobeniusDistance(to: truth))
  }

  /// One correlation for all pairs has noise eigenvalues that are equal, so their mean changes nothing.
  @Test func nothingToSmoothInOneCorrelationForAll() {
    var even = Matrix(rows: 10, columns: 10, repeating: 0.5)
    for i in 0..<10 { even[i, i] = 1 }
    let smooth = MarchenkoPastur.denoised(even, observations: 100)
    #expect(smooth.kept == 1 && abs(smooth.explainedShare - 0.55) < 1e-14)
    #expect(smooth.correlation.frobeniusDistance(to: even) < 1e-12)
  }

  @Test func nothingToSmoothInTheIdentity() {
    let smooth = MarchenkoPastur.denoised(.identity(4), observations: 100)
    #expect(smooth.correlation.frobeniusDistance(to: .identity(4)) < 1e-12)
  }
}
