package import PlimsollMarket
public import PlimsollNumerics

/// How factors move together: a copula with a correlation matrix.
public struct Dependence: Sendable, Equatable, Codable {
  /// The copula.
  public var copula: Copula
  /// Degrees of freedom of a t copula; nil for a Gaussian one.
  public var degreesOfFreedom: Double?
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
  /// The share of the sample correlation's eigenvalues that uncorrelated factors would show by
  /// chance; nil when the factors do not share their rows.
  public var noiseShare: Double?
  /// The weights of a dynamic correlation, whose forecast for the first bar stands for all bars of a
  /// horizon; nil for the other estimators.
  public var dynamics: DynamicCorrelation.Parameters?

  /// The fewest degrees of freedom of a model's t copula.
  public static let fewestDegreesOfFreedom = 2.5

  /// A copula with `correlation`, which must be a correlation matrix: a t copula when degrees of
  /// freedom are given, else a Gaussian one.
  ///
  /// - Complexity: O(n³), for the eigenvalues that are reported.
  public init(
    correlation: Matrix, degreesOfFreedom: Double? = nil,
    estimator: CorrelationEstimator = .sample, shrinkage: Double? = nil,
    repairDistance: Double? = nil, noiseShare: Double? = nil,
    dynamics: DynamicCorrelation.Parameters? = nil
  ) {
    let eigen = SymmetricEigen(correlation)
    copula = degreesOfFreedom == nil ? .gaussian : .t
    self.degreesOfFreedom = degreesOfFreedom
    self.correlation = correlation
    self.estimator = estimator
    self.shrinkage = shrinkage
    smallestEigenvalue = eigen.values.first ?? 1
    conditionNumber = eigen.conditionNumber
    self.repairDistance = repairDistance
    self.noiseShare = noiseShare
    self.dynamics = dynamics
  }

  /// The choices of a spec.
  public enum Copula: String, Sendable, Codable, CaseIterable {
    /// That of the multivariate normal law.
    case gaussian
    /// That of the multivariate t law: factors are extreme together.
    case t

    /// The estimator of a spec that names none: rank correlation for a t copula, since its
    /// parameter is not Pearson's correlation of heavy-tailed residuals.
    ///
    /// - Source: Demarta and McNeil (2005), "The t copula and related copulas".
    var usualEstimator: CorrelationEstimator { self == .t ? .kendall : .ledoitWolfIdentity }
  }

  /// The degrees of freedom of the variable that mixes a t copula; nil for a Gaussian one.
  ///
  /// - Throws: an `InputError` when a t copula has too few, or none.
  func mixingDegreesOfFreedom() throws(InputError) -> Double? {
    guard copula == .t else { return nil }
    guard let degreesOfFreedom, degreesOfFreedom.isFinite,
      degreesOfFreedom >= Self.fewestDegreesOfFreedom
    else {
      throw InputError(
        .data,
        "the model's t copula has \(degreesOfFreedom.map { "\($0)" } ?? "no") degrees of freedom",
        remedy: "Give at least \(Self.fewestDegreesOfFreedom), or calibrate the model again.")
    }
    return degreesOfFreedom
  }

  /// The lower triangle L with L Lᵀ = correlation, factors × factors.
  ///
  /// - Throws: an `InputError` when the matrix is not a correlation matrix.
  package func factor() throws(InputError) -> Matrix { try factorised().lower }

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
  /// sin(πτ/2) of Kendall's tau: outliers count by rank only. What a t copula usually takes.
  case kendall
  /// Pearson's, with the eigenvalues of the Marchenko–Pastur band replaced by their mean.
  case denoised
  /// The forecast for the next bar of a dynamic conditional correlation.
  case dcc

  /// The estimator called `name`; `ledoit-wolf` means the identity target.
  public init?(named name: String) {
    self.init(rawValue: name == "ledoit-wolf" ? "ledoit-wolf-identity" : name)
  }
}
