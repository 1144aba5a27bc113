internal import PlimsollMarket
public import PlimsollNumerics

/// How factors move together: a Gaussian copula with a correlation matrix.
public struct Dependence: Sendable, Equatable, Codable {
  /// The copula.
  public var copula: Copula
  /// factors × factors, positive definite after any repair.
  public var correlation: Matrix
  /// The estimator it came from.
  public var estimator: CorrelationEstimator
  /// The weight of the estimator's target, for the shrinking ones.
  public var shrinkage: Double?
  /// The smallest eigenvalue.
  public var smallestEigenvalue: Double
  /// Largest over smallest eigenvalue.
  public var conditionNumber: Double
  /// The Frobenius distance a repair moved the estimate; nil when none was needed.
  public var repairDistance: Double?

  /// A Gaussian copula with `correlation`, which must be a correlation matrix.
  ///
  /// - Complexity: O(n³), for the eigenvalues that are reported.
  public init(
    correlation: Matrix, estimator: CorrelationEstimator = .sample, shrinkage: Double? = nil,
    repairDistance: Double? = nil
  ) {
    let eigen = SymmetricEigen(correlation)
    copula = .gaussian
    self.correlation = correlation
    self.estimator = estimator
    self.shrinkage = shrinkage
    smallestEigenvalue = eigen.values.first ?? 1
    conditionNumber = eigen.conditionNumber
    self.repairDistance = repairDistance
  }

  /// The choices of a spec.
  public enum Copula: String, Sendable, Codable, CaseIterable {
    /// That of the multivariate normal law.
    case gaussian
  }

  /// The lower triangle L with L Lᵀ = correlation.
  ///
  /// - Throws: an `InputError` when the matrix of a model file is not a correlation matrix.
  func factorised() throws(InputError) -> Cholesky {
    do {
      return try Cholesky(correlation)
    } catch {
      throw InputError(
        .data,
        "the model's correlation is not positive definite: pivot \(error.pivot) is \(error.value)",
        remedy: "Calibrate the model again; a matrix edited by hand must stay a correlation.")
    }
  }
}

/// How a correlation matrix is estimated from standardised residuals.
public enum CorrelationEstimator: String, Sendable, Codable, CaseIterable {
  /// Pearson's, all rows alike.
  case sample
  /// Exponentially weighted.
  case ewma
  /// Ledoit and Wolf (2004), towards a multiple of the identity.
  case ledoitWolfIdentity = "ledoit-wolf-identity"
  /// Ledoit and Wolf (2003), towards equal correlations.
  case ledoitWolfConstantCorrelation = "ledoit-wolf-constant-correlation"

  /// The estimator called `name`; `ledoit-wolf` means the identity target.
  public init?(named name: String) {
    self.init(rawValue: name == "ledoit-wolf" ? "ledoit-wolf-identity" : name)
  }
}
