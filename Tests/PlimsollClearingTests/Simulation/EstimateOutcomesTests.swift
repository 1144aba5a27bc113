import PlimsollClearing
import PlimsollMargin
import Testing

@Suite struct EstimateOutcomesTests {
  /// Quantiles of the beta law by SciPy 1.17: beta.ppf(.025, k, n-k+1), beta.ppf(.975, k+1, n-k).
  @Test(arguments: [
    (5, 50, 0.033_275_093_589_022_47, 0.218_135_366_434_204_25),
    (1, 1000, 2.531_748_749_129_404e-05, 0.005_558_924_279_826_672),
    (3, 17, 0.037_985_068_070_626, 0.434_317_872_844_283_97),
    (0, 10, 0, 0.308_497_107_818_760_7),
  ]) func exactIntervals(times: Int, count: Int, lower: Double, upper: Double) throws {
    let found = Estimate(times: times, of: count)
    #expect(found.value == Double(times) / Double(count))
    let (low, high) = (try #require(found.lower), try #require(found.upper))
    #expect(abs(low - lower) < 1e-12 && abs(high - upper) < 1e-12)
  }

  @Test func theEnds() throws {
    let all = Estimate(times: 10, of: 10)
    #expect(all.upper == 1)
    #expect(abs(try #require(all.lower) - (1 - 0.308_497_107_818_760_7)) < 1e-12)
    #expect(Estimate(times: 2, of: 8).standardError == (0.25 * 0.75 / 8).squareRoot())
    // Scenarios that overlap count for less.
    let few = Estimate(times: 10, of: 100, effectiveCount: 50)
    #expect(abs(try #require(few.lower) - 0.033_275_093_589_022_47) < 1e-12)
  }
}
