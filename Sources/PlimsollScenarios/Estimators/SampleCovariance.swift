public import PlimsollNumerics

/// Means, covariances and correlations of complete columns.
///
/// - Verified by: SampleCovarianceTests, ReferenceTests (estimators-covariance-shrinkage).
public enum SampleCovariance {
  /// What the sum of products is divided by.
  public enum Divisor: Sendable {
    /// The number of observations.
    case observations
    /// One less: unbiased when the mean is estimated.
    case observationsLessOne

    func value(_ count: Int) -> Double {
      Double(self == .observations ? count : count - 1)
    }
  }

  /// The mean of each column.
  public static func means(_ columns: [[Double]]) -> [Double] {
    columns.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// Observations × variables, each column less its mean.
  static func centred(_ columns: [[Double]]) -> Matrix {
    let rows = zip(columns, means(columns)).flatMap { column, mean in column.map { $0 - mean } }
    return Matrix(rows: columns.count, columns: columns.first?.count ?? 0, storage: rows).transposed
  }

  /// The covariance matrix about the means.
  ///
  /// - Complexity: O(variables² × n), by `dsyrk`.
  public static func covariance(_ columns: [[Double]], divisor: Divisor) -> Matrix {
    var product = centred(columns).crossProduct()
    let scale = divisor.value(columns.first?.count ?? 0)
    for index in product.storage.indices { product.storage[index] /= scale }
    return product
  }

  /// A covariance matrix brought to unit diagonal; a variable without variance correlates with
  /// nothing.
  public static func correlation(of covariance: Matrix) -> Matrix {
    let deviations = covariance.diagonal.map { $0.squareRoot() }
    var correlation = Matrix.identity(covariance.rows)
    for i in deviations.indices {
      for j in deviations.indices where i != j && deviations[i] > 0 && deviations[j] > 0 {
        correlation[i, j] = max(-1, min(1, covariance[i, j] / (deviations[i] * deviations[j])))
      }
    }
    return correlation
  }
}
