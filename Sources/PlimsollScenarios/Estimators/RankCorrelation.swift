internal import Glibc
public import PlimsollNumerics

/// Association by rank: unmoved by any increasing change of scale, and so by outliers.
///
/// - Verified by: RankCorrelationTests, ReferenceTests (estimators-covariance-shrinkage,
///   estimators-student-t).
public enum RankCorrelation {
  /// Kendall's tau-b: the excess of concordant over discordant pairs, corrected for ties.
  ///
  /// Edge cases: zero when either variable is constant.
  ///
  /// - Parameters:
  ///   - x: observations, none NaN.
  ///   - y: as many observations.
  /// - Complexity: O(n log n).
  /// - Source: Kendall (1945), "The treatment of ties in ranking problems", Biometrika 33; the count
  ///   is that of `KendallCounter`.
  /// - Verified by: RankCorrelationTests, ReferenceTests (estimators-covariance-shrinkage).
  public static func kendallTau(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "as many of one as of the other")
    var counter = KendallCounter(count: x.count)
    return counter.tau(RankedColumn(x), RankedColumn(y))
  }

  /// Kendall's tau-b of every pair of columns.
  ///
  /// - Parameter threads: how many share the columns; nil for all cores. The result is the same.
  /// - Complexity: O(variables² × n log n), some 30 ns an observation and pair.
  public static func kendallTau(_ columns: [[Double]], threads: Int? = nil) -> Matrix {
    let count = columns.first?.count ?? 0
    let ranked = Parallel.map(count: columns.count, threads: threads) { RankedColumn(columns[$0]) }
    // Row i has i pairs; the long ones first, so that threads end together.
    let rows = Parallel.map(
      count: columns.count, threads: threads, workspace: { KendallCounter(count: count) }
    ) { index, counter in
      let i = columns.count - 1 - index
      return (0..<i).map { counter.tau(ranked[$0], ranked[i]) }
    }
    var matrix = Matrix.identity(columns.count)
    for (index, row) in rows.enumerated() {
      let i = columns.count - 1 - index
      for (j, tau) in row.enumerated() {
        matrix[i, j] = tau
        matrix[j, i] = tau
      }
    }
    return matrix
  }

  /// Spearman's rho: the correlation of ranks, ties at their mean rank.
  ///
  /// - Complexity: O(n log n).
  /// - Source: Spearman (1904), "The proof and measurement of association between two things".
  /// - Verified by: RankCorrelationTests, ReferenceTests (estimators-covariance-shrinkage).
  public static func spearmanRho(_ columns: [[Double]]) -> Matrix {
    SampleCovariance.correlation(
      of: SampleCovariance.covariance(columns.map(meanRanks), divisor: .observations))
  }

  /// The correlation of an elliptical copula with these taus, sin(πτ/2); not always positive
  /// definite.
  ///
  /// - Source: Lindskog, McNeil and Schmock (2003), "Kendall's tau for elliptical distributions".
  /// - Verified by: RankCorrelationTests, ReferenceTests (estimators-covariance-shrinkage).
  public static func copulaCorrelation(ofKendall taus: Matrix) -> Matrix {
    var correlation = taus
    for index in correlation.storage.indices {
      correlation.storage[index] = sin(Double.pi / 2 * correlation.storage[index])
    }
    for i in 0..<taus.rows { correlation[i, i] = 1 }
    return correlation
  }

  /// Kendall's tau of an elliptical copula with this correlation, (2/π) asin ρ.
  public static func kendallTau(ofCopula correlation: Double) -> Double {
    2 / Double.pi * asin(correlation)
  }

  /// Spearman's rho of a Gaussian copula with this correlation, (6/π) asin(ρ/2).
  public static func spearmanRho(ofGaussianCopula correlation: Double) -> Double {
    6 / Double.pi * asin(correlation / 2)
  }

  /// Ranks from one; equal values share their mean rank.
  static func meanRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
