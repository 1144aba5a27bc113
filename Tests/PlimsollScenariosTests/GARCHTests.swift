import PlimsollScenarios
import Testing

@Suite struct GARCHTests {
  /// A published recursion: constant returns of 0.1 from a variance of 0.01.
  ///
  /// - Source: QuantLib's test suite (garch), recomputed.
  @Test func followsThePublishedRecursion() {
    let recursion = GARCH(omega: 0.2, alpha: 0.2, beta: 0.3)
    let residuals = [Double](repeating: 0.1, count: 9)
    let volatilities = recursion.variances(
      residuals, first: recursion.omega + recursion.persistence * 0.01
    ).map { $0.squareRoot() }
    let published = [
      0.452769, 0.513323, 0.530141, 0.535084, 0.536558, 0.536999, 0.537132, 0.537171, 0.537183,
      0.537187,
    ]
    for (ours, theirs) in zip(volatilities, published) { #expect(abs(ours - theirs) < 5e-7) }
    #expect(volatilities.count == published.count)
  }

  @Test func expectsItsLongRunVarianceInTheEnd() throws {
    let recursion = GARCH(omega: 0.1, alpha: 0.05, gamma: 0.06, beta: 0.85)
    let level = try #require(recursion.longRunVariance)
    #expect(abs(recursion.persistence - 0.93) < 1e-15)
    let path = recursion.expectedVariances(from: 4, bars: 400)
    #expect(path[0] == 4 && abs(path[1] - (0.1 + 0.93 * 4)) < 1e-15)
    #expect(abs(path[399] - level) < 1e-10)
    #expect(GARCH(omega: 0.1, alpha: 0.2, beta: 0.8).longRunVariance == nil)
  }

  @Test func weighsFallsMore() {
    let recursion = GARCH(omega: 0, alpha: 0.1, gamma: 0.3, beta: 0.5)
    #expect(abs(recursion.variance(after: -2, of: 1) - 2.1) < 1e-15)
    #expect(abs(recursion.variance(after: 2, of: 1) - 0.9) < 1e-15)
  }

  @Test func startsAsItSays() {
    let residuals = [3.0, -1, 2]
    let weights = 1 + 0.94 + 0.94 * 0.94
    let backcast = (9 + 0.94 * 1 + 0.94 * 0.94 * 4) / weights
    #expect(abs(GARCH.Start.backcast.moment(of: residuals) - backcast) < 1e-14)
    #expect(abs(GARCH.Start.meanSquare.moment(of: residuals) - 14.0 / 3) < 1e-15)
    let recursion = GARCH(omega: 1, alpha: 0.1, gamma: 0.2, beta: 0.5)
    #expect(recursion.variances(residuals, start: .firstIsMeanSquare)[0] == 14.0 / 3)
    #expect(abs(recursion.variances(residuals, start: .meanSquare)[0] - (1 + 0.7 * 14 / 3)) < 1e-14)
  }
}
