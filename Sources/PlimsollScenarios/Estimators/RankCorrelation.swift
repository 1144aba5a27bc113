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
  /// - Source: Knight (1966), "A computer method for calculating Kendall's tau with ungrouped data",
  ///   J. American Statistical Association 61; Kendall (1945) for the ties.
  /// - Verified by: RankCorrelationTests, ReferenceTests (estimators-covariance-shrinkage).
  public static func kendallTau(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "as many of one as of the other")
    return kendallTau(x, y, order: x.indices.sorted { x[$0] < x[$1] })
  }

  /// Kendall's tau-b of every pair of columns.
  ///
  /// - Complexity: O(variables² × n log n).
  public static func kendallTau(_ columns: [[Double]]) -> Matrix {
    var matrix = Matrix.identity(columns.count)
    for i in columns.indices {
      let x = columns[i]
      let order = x.indices.sorted { x[$0] < x[$1] }
      for j in columns.indices where j > i {
        let tau = kendallTau(x, columns[j], order: order)
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

extension RankCorrelation {
  /// Tau-b, given the places of `x` in ascending order.
  private static func kendallTau(_ x: [Double], _ y: [Double], order: [Int]) -> Double {
    var places = order
    var (tiedInX, tiedInBoth) = (0, 0)
    // Within ties of x ascending in y, so that they count as no inversion.
    forEachRun(of: places, equal: { x[$0] == x[$1] }) { run in
      tiedInX += pairs(run.count)
      guard run.count > 1 else { return }
      places[run].sort { y[$0] < y[$1] }
      forEachRun(of: Array(places[run]), equal: { y[$0] == y[$1] }) {
        tiedInBoth += pairs($0.count)
      }
    }
    var sequence = places.map { y[$0] }
    let discordant = sortCountingInversions(&sequence)
    var tiedInY = 0
    let sorted = sequence
    forEachRun(of: Array(sorted.indices), equal: { sorted[$0] == sorted[$1] }) {
      tiedInY += pairs($0.count)
    }
    let all = pairs(x.count)
    let (ofX, ofY) = (all - tiedInX, all - tiedInY)
    guard ofX > 0, ofY > 0 else { return 0 }
    let excess = all - tiedInX - tiedInY + tiedInBoth - 2 * discordant
    return max(-1, min(1, Double(excess) / Double(ofX).squareRoot() / Double(ofY).squareRoot()))
  }

  private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

  /// Calls `body` with each stretch of equal neighbours.
  private static func forEachRun(
    of places: [Int], equal: (Int, Int) -> Bool, _ body: (Range<Int>) -> Void
  ) {
    var start = 0
    while start < places.count {
      var end = start + 1
      while end < places.count, equal(places[end], places[start]) { end += 1 }
      body(start..<end)
      start = end
    }
  }

  /// Sorts by merging, and counts the pairs that stood the wrong way round.
  private static func sortCountingInversions(_ values: inout [Double]) -> Int {
    var other = values
    var inversions = 0
    var width = 1
    while width < values.count {
      var start = 0
      while start < values.count {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var (left, right) = (start, middle)
        for place in start..<end {
          if left < middle, right == end || values[left] <= values[right] {
            other[place] = values[left]
            left += 1
          } else {
            other[place] = values[right]
            right += 1
            inversions += middle - left
          }
        }
        start = end
      }
      swap(&values, &other)
      width *= 2
    }
    return inversions
  }
}
