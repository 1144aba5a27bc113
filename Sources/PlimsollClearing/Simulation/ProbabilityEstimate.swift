public import PlimsollMargin
internal import PlimsollNumerics

extension Estimate {
  /// A probability from how often something happened in independent scenarios.
  ///
  /// The interval is the exact one of the binomial law: it holds at its ends too, where a count of
  /// zero leaves an upper bound of about 3.7 / n. Scenarios worth fewer independent ones count as
  /// those.
  ///
  /// - Source: Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in
  ///   the case of the binomial", by quantiles of the beta law.
  /// - Verified by: ProbabilityEstimateTests.
  public init(times: Int, of count: Int, effectiveCount: Int? = nil) {
    precondition(count > 0 && times >= 0 && times <= count, "\(times) of \(count)")
    let value = Double(times) / Double(count)
    let trials = Double(effectiveCount ?? count)
    let successes = value * trials
    let missed = 0.025
    self.init(
      value: value, standardError: (value * (1 - value) / trials).squareRoot(),
      lower: times == 0
        ? 0 : BetaDistribution(a: successes, b: trials - successes + 1).quantile(missed),
      upper: times == count
        ? 1 : BetaDistribution(a: successes + 1, b: trials - successes).quantile(1 - missed))
  }

  /// The mean of amounts over scenarios, of which only those that are not zero are given.
  init(sum: Double, squares: Double, count: Int, effectiveCount: Int) {
    let mean = sum / Double(count)
    let variance = max(0, squares / Double(count) - mean * mean)
    self.init(value: mean, standardError: (variance / Double(effectiveCount)).squareRoot())
  }
}
