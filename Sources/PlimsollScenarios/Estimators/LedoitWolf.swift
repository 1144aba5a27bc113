public import PlimsollNumerics

/// A covariance matrix pulled towards a simple target by the amount that minimises the expected
/// squared error.
///
/// - Verified by: LedoitWolfTests, ReferenceTests (estimators-covariance-shrinkage).
public struct LedoitWolf: Sendable {
  /// The shrunk covariance.
  public let covariance: Matrix
  /// The target's weight, in [0, 1].
  public let shrinkage: Double
  /// For the constant-correlation target: the mean correlation and the terms of the intensity.
  public let terms: ConstantCorrelationTerms?

  /// What the intensity of the constant-correlation target is made of.
  public struct ConstantCorrelationTerms: Sendable {
    /// The mean of the off-diagonal correlations.
    public let meanCorrelation: Double
    /// Sum of the asymptotic variances of the sample covariances.
    public let pi: Double
    /// Sum of the asymptotic covariances of sample covariances and target.
    public let rho: Double
    /// Squared distance between sample and target.
    public let gamma: Double
  }

  /// Shrinks towards the mean variance times the identity.
  ///
  /// - Parameter columns: one array of observations per variable.
  /// - Complexity: O(variables² × n).
  /// - Source: Ledoit and Wolf (2004), "A well-conditioned estimator for large-dimensional
  ///   covariance matrices", J. Multivariate Analysis 88.
  public init(towardsIdentity columns: [[Double]]) {
    let centred = SampleCovariance.centred(columns)
    let sample = SampleCovariance.covariance(columns, divisor: .observations)
    let (n, count) = (Double(columns.count), Double(centred.rows))
    let meanVariance = sample.diagonal.reduce(0, +) / n
    let dispersion =
      sample.frobeniusDistance(to: .diagonal(sample.diagonal.map { _ in meanVariance }))
    let squares = sample.storage.reduce(0) { $0 + $1 * $1 }
    let fourth = (0..<centred.rows).reduce(0.0) { total, row in
      let norm = centred.row(row).reduce(0) { $0 + $1 * $1 }
      return total + norm * norm
    }
    let d2 = dispersion * dispersion / n
    let b2 = min(d2, max(0, fourth / count - squares) / count / n)
    shrinkage = d2 > 0 ? b2 / d2 : 1
    terms = nil
    covariance = Self.blend(
      sample, .diagonal(sample.diagonal.map { _ in meanVariance }), weight: shrinkage)
  }

  /// Shrinks towards the sample variances with one correlation for all pairs.
  ///
  /// - Parameters:
  ///   - columns: one array of observations per variable, none constant.
  ///   - divisor: the number of observations, as in the paper, or one less, as in later code.
  /// - Complexity: O(variables² × n).
  /// - Source: Ledoit and Wolf (2004), "Honey, I shrunk the sample covariance matrix",
  ///   J. Portfolio Management 30 (working paper 2003).
  public init(
    towardsConstantCorrelation columns: [[Double]],
    divisor: SampleCovariance.Divisor = .observations
  ) {
    let centred = SampleCovariance.centred(columns)
    let sample = SampleCovariance.covariance(columns, divisor: divisor)
    let count = divisor.value(centred.rows)
    let n = columns.count
    let correlation = SampleCovariance.correlation(of: sample)
    let pairs = Double(n * (n - 1))
    let mean = n > 1 ? (correlation.storage.reduce(0, +) - Double(n)) / pairs : 0
    let variances = sample.diagonal
    let deviations = variances.map { $0.squareRoot() }
    var target = Matrix.diagonal(variances)
    for i in 0..<n {
      for j in 0..<n where i != j { target[i, j] = mean * (deviations[i] * deviations[j]) }
    }

    let squares = Matrix(
      rows: centred.rows, columns: n, storage: centred.storage.map { $0 * $0 })
    let cubes = Matrix(
      rows: centred.rows, columns: n, storage: centred.storage.map { $0 * $0 * $0 })
    let fourth = squares.crossProduct()
    let cubeByValue = cubes.transposed.multiplied(by: centred)
    var (pi, rho) = (0.0, 0.0)
    for i in 0..<n {
      for j in 0..<n {
        let variance = fourth[i, j] / count - sample[i, j] * sample[i, j]
        pi += variance
        if i == j {
          rho += variance
        } else {
          let theta = cubeByValue[i, j] / count - variances[i] * sample[i, j]
          rho += mean * deviations[j] / deviations[i] * theta
        }
      }
    }
    let distance = sample.frobeniusDistance(to: target)
    let gamma = distance * distance
    shrinkage = gamma > 0 ? max(0, min(1, (pi - rho) / gamma / count)) : 1
    terms = ConstantCorrelationTerms(meanCorrelation: mean, pi: pi, rho: rho, gamma: gamma)
    covariance = Self.blend(sample, target, weight: shrinkage)
  }

  private static func blend(_ sample: Matrix, _ target: Matrix, weight: Double) -> Matrix {
    Matrix(
      rows: sample.rows, columns: sample.columns,
      storage: zip(sample.storage, target.storage).map { (1 - weight) * $0 + weight * $1 })
  }
}
