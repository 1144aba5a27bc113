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
  /// - Verified by: EstimateOutcomesTests.
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

  /// The mean of values, and of zeros that make them `count`; zero of none.
  ///
  /// - Verified by: CascadeDistributionTests.
  init(meanOf values: [Double], andZerosUpTo count: Int? = nil) {
    let count = Double(count ?? values.count)
    guard count > 0 else {
      self.init(value: 0, standardError: nil)
      return
    }
    let mean = values.reduce(0, +) / count
    let squares =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      + (count - Double(values.count)) * mean * mean
    self.init(
      value: mean,
      standardError: count > 1 ? (squares / (count - 1) / count).squareRoot() : nil)
  }

  /// The mean of the largest hundredth of ascending values, the straddling one by its fraction; of
  /// fewer than a hundred, the largest.
  ///
  /// - Source: Acerbi and Tasche (2002) for the fraction; Manistre and Hancock (2005) for the error:
  ///   the tail's own scatter, and that of where it begins.
  /// - Verified by: CascadeDistributionTests.
  init(worstHundredthOf sorted: [Double]) {
    let whole = sorted.count / 100
    let part = Double(sorted.count % 100) / 100
    let tail = Array(sorted.suffix(whole))
    guard whole > 0 else {
      self.init(value: sorted.last ?? 0, standardError: nil)
      return
    }
    let straddling = part > 0 ? sorted[sorted.count - whole - 1] : 0
    let weight = Double(whole) + part
    let mean = (tail.reduce(0, +) + part * straddling) / weight
    guard whole > 1 else {
      self.init(value: mean, standardError: nil)
      return
    }
    let start = part > 0 ? straddling : tail[0]
    let scatter =
      (tail.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        + part * (straddling - mean) * (straddling - mean)) / (weight - 1)
      + 0.99 * (mean - start) * (mean - start)
    self.init(value: mean, standardError: (scatter / weight).squareRoot())
  }
}
