internal import PlimsollNumerics

/// Engle and Manganelli's test: whether exceptions could have been foretold from earlier ones or
/// from the value at risk itself.
///
/// Exceptions less their rate are regressed on a constant, their own past and the value at risk.
/// What is collinear, such as a constant value at risk, does not count as a restriction.
///
/// - Source: Engle and Manganelli (2004), "CAViaR", JBES 22: β'X'Xβ / (p (1 − p)), chi-square with
///   as many degrees of freedom as there are regressors.
/// - Verified by: DynamicQuantileTests, ReferenceTests (backtest-series).
public struct DynamicQuantile: Sendable, Equatable {
  /// The coefficients: the constant, the lags, the value at risk.
  public let coefficients: [Double]
  /// The test.
  public let test: ChiSquareTest

  /// Lags when nothing else is said.
  public static let usualLags = 4

  /// The regression; nil with no more observations than regressors.
  ///
  /// - Complexity: O(n lags²).
  public init?(_ series: BacktestSeries, lags: Int = usualLags) {
    precondition(lags >= 0)
    let hits = series.exceptions.map { ($0 ? 1 : 0) - series.rate }
    let count = series.count - lags
    guard count > lags + 2 else { return nil }
    var columns = [[Double](repeating: 1, count: count)]
    for lag in 1..<(lags + 1) { columns.append(Array(hits[(lags - lag)..<(series.count - lag)])) }
    columns.append(Array(series.valueAtRisk[lags...]))
    let answers = hits[lags...]
    let sizes = columns.map { Self.product($0[...], $0[...]).squareRoot() }
    let scaled = zip(columns, sizes).map { column, size in
      size > 0 ? column.map { $0 / size } : column
    }
    let moments = Matrix(scaled.map { left in scaled.map { Self.product(left[...], $0[...]) } })
    let products = scaled.map { Self.product($0[...], answers) }
    let solution = LeastSquares(moments: moments, products: products)
    coefficients = zip(solution.coefficients, sizes).map { $1 > 0 ? $0 / $1 : 0 }
    test = ChiSquareTest(
      statistic: solution.explained / (series.rate * (1 - series.rate)),
      degreesOfFreedom: solution.rank)
  }

  private static func product(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// A regression from its moments, with collinear directions left out.
private struct LeastSquares {
  let coefficients: [Double]
  /// b'X'Xb, the sum of squares that is explained.
  let explained: Double
  let rank: Int

  /// Directions whose share of the largest is below this count as collinear.
  private static let tolerance = 1e-10

  /// - Parameter moments: X'X of columns of unit size; `products` is X'y.
  init(moments: Matrix, products: [Double]) {
    let parts = SymmetricEigen(moments)
    let bound = Self.tolerance * (parts.values.max() ?? 0)
    var coefficients = [Double](repeating: 0, count: products.count)
    var (explained, rank) = (0.0, 0)
    for (index, value) in parts.values.enumerated() where value > bound {
      let projection = products.indices.reduce(0) { $0 + parts.vectors[$1, index] * products[$1] }
      explained += projection * projection / value
      rank += 1
      for row in products.indices {
        coefficients[row] += parts.vectors[row, index] * projection / value
      }
    }
    self.coefficients = coefficients
    self.explained = explained
    self.rank = rank
  }
}
