internal import Glibc
public import PlimsollNumerics

/// A multivariate Student-t law fitted by maximum likelihood.
///
/// - Source: Liu and Rubin (1995), "ML estimation of the t distribution using EM and its extensions,
///   ECM and ECME"; the scatter by the step of Kent, Tyler and Vardi (1994) for given degrees of
///   freedom, these by a search on the profile likelihood.
/// - Verified by: MultivariateTFitTests, ReferenceTests (estimators-student-t).
public struct MultivariateTFit: Sendable {
  /// Degrees of freedom.
  public let degreesOfFreedom: Double
  /// Location.
  public let location: [Double]
  /// Scatter; the covariance is ν / (ν − 2) times it where that exists.
  public let scatter: Matrix
  /// The log-likelihood at the fit.
  public let logLikelihood: Double

  /// The searched range of degrees of freedom.
  static let searched = 0.5...1000.0

  /// Fits location, scatter and degrees of freedom.
  ///
  /// - Parameter columns: one array of observations per variable, more observations than variables,
  ///   no variable a linear combination of others.
  /// - Throws: `NotPositiveDefinite` when the scatter is singular.
  /// - Complexity: O(variables² × n) per step, some thousand steps.
  public init(_ columns: [[Double]]) throws(NotPositiveDefinite) {
    var state = try LocationScatter(columns)
    let range = log(Self.searched.lowerBound)...log(Self.searched.upperBound)
    let start = state
    let best = BrentMinimiser(tolerance: 1e-8).minimise(in: range) { logarithm in
      do {
        return -(try state.converge(degreesOfFreedom: exp(logarithm)))
      } catch {
        state = start
        return .infinity
      }
    }
    degreesOfFreedom = exp(best.argument)
    logLikelihood = try state.converge(degreesOfFreedom: degreesOfFreedom)
    location = state.location
    scatter = state.scatter
  }
}

/// Location and scatter for given degrees of freedom; keeps its place from one call to the next.
private struct LocationScatter {
  /// One array of observations per variable.
  private let columns: [[Double]]
  private let count: Int
  private(set) var location: [Double]
  private(set) var scatter: Matrix

  private static let tolerance = 1e-12
  private static let mostSteps = 2000

  init(_ columns: [[Double]]) throws(NotPositiveDefinite) {
    self.columns = columns
    count = columns.first?.count ?? 0
    location = SampleCovariance.means(columns)
    scatter = SampleCovariance.covariance(columns, divisor: .observations)
    _ = try Cholesky(scatter)
  }

  /// Steps until nothing moves; the log-likelihood there.
  mutating func converge(degreesOfFreedom nu: Double) throws(NotPositiveDefinite) -> Double {
    let size = Double(columns.count)
    for _ in 0..<Self.mostSteps {
      let weights = try distances().values.map { (nu + size) / (nu + $0) }
      let total = weights.reduce(0, +)
      location = columns.map { column in
        zip(weights, column).reduce(0) { $0 + $1.0 * $1.1 } / total
      }
      let roots = weights.map { ($0 / total).squareRoot() }
      let scaled = zip(columns, location).flatMap { column, centre in
        zip(column, roots).map { ($0 - centre) * $1 }
      }
      let next = Matrix(rows: columns.count, columns: count, storage: scaled).transposed
        .crossProduct()
      let moved = zip(next.storage, scatter.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let scale = next.diagonal.max() ?? 1
      scatter = next
      if moved < Self.tolerance * scale { break }
    }
    let (distances, logDeterminant) = try distances()
    let constant =
      SpecialFunctions.logGamma((nu + size) / 2) - SpecialFunctions.logGamma(nu / 2)
      - 0.5 * size * log(Double.pi * nu) - 0.5 * logDeterminant
    let sum = distances.reduce(0) { $0 + log1p($1 / nu) }
    return Double(count) * constant - 0.5 * (nu + size) * sum
  }

  /// Squared Mahalanobis distances of the observations.
  private func distances() throws(NotPositiveDefinite) -> (
    values: [Double], logDeterminant: Double
  ) {
    let factor = try Cholesky(scatter)
    let values = (0..<count).map { row in
      factor.solveLower(columns.indices.map { columns[$0][row] - location[$0] })
        .reduce(0) { $0 + $1 * $1 }
    }
    return (values, factor.logDeterminant)
  }
}
