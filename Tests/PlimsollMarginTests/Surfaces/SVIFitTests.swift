import Testing

@testable import PlimsollMargin

@Suite struct SVIFitTests {
  private static let earlier = RawSVI(a: 0.01, b: 0.08, rho: -0.3, m: 0.05, sigma: 0.2)

  /// Where no search finds a slice without arbitrage, the earlier one is raised to the quotes at the
  /// money, and never lowered.
  @Test(arguments: [(quoted: 0.011, rise: 0.011), (-0.004, 0)])
  func theLastResortIsTheEarlierSliceRaised(quoted: Double, rise: Double) {
    let earlier = Self.earlier
    let later = RawSVI(
      a: earlier.a + quoted, b: earlier.b, rho: earlier.rho, m: earlier.m, sigma: earlier.sigma)
    let fit = SVIFit(
      points: SmilePoints(of: later), earlier: earlier, later: nil, guide: later, wingWeight: 1)
    for k in [-0.7, 0, 0.4] {
      let found = fit.continuation.totalVariance(k) - earlier.totalVariance(k)
      #expect(abs(found - rise) < 1e-15)
    }
    #expect(fit.isClean(fit.continuation))
  }

  /// The first slice has none before it: there the three-number slice stands.
  @Test func withoutAnEarlierSliceTheLastResortIsTheGuide() {
    let fit = SVIFit(
      points: SmilePoints(of: Self.earlier), earlier: nil, later: nil, guide: Self.earlier,
      wingWeight: 1)
    #expect(fit.continuation == Self.earlier)
  }
}
