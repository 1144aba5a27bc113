import PlimsollMarket
import PlimsollNumerics

/// The correlation of standardised residuals, before any repair.
struct CorrelationEstimate {
  private let matrix: Matrix
  private let shrinkage: Double?
  private let estimator: CorrelationEstimator
  /// Pairs of factors that share too few returns to be estimated.
  private let unshared: [(Int, Int)]
  private let noiseShare: Double?
  /// The dynamic correlation, or why there is none; nil for the other estimators.
  private let dynamics: DynamicEstimate?
  /// The degrees of freedom of a t copula.
  private let copula: TCopulaDegrees?

  /// Estimates from one array of residuals per factor, NaN where a factor has none.
  ///
  /// A factor whose residuals are all zero is left out of the estimate and correlates with nothing.
  ///
  /// - Parameter threads: how many share the work; nil for all cores. The result is the same.
  init(
    _ residuals: [[Double]], choice: CalibrationSpec.CorrelationChoice,
    copula: Dependence.Copula, threads: Int? = nil
  ) throws(InputError) {
    let moving = residuals.indices.filter { residuals[$0].contains { $0 != 0 && !$0.isNaN } }
    let columns = moving.map { residuals[$0] }
    let isComplete = columns.allSatisfy { !$0.contains(where: \.isNaN) }
    var shrinkage: Double?
    var unshared: [(Int, Int)] = []
    var dynamics: DynamicEstimate?
    let estimate: Matrix
    switch choice.estimator {
    case .sample:
      (estimate, unshared) = Self.pairwise(columns) {
        SampleCovariance.covariance($0, divisor: .observations)
      }
    case .ewma:
      let weighting = ExponentialWeighting(decay: choice.decay)
      (estimate, unshared) = Self.pairwise(columns) { weighting.covariance($0) }
    case .kendall:
      (estimate, unshared) = Self.pairwise(columns) {
        RankCorrelation.copulaCorrelation(
          ofKendall: RankCorrelation.kendallTau($0, threads: threads))
      }
    case .ledoitWolfIdentity, .ledoitWolfConstantCorrelation, .denoised, .dcc:
      guard isComplete else {
        throw .usage(
          "\(choice.estimator.rawValue) needs rows on which every factor has a price",
          remedy: "Choose `missing: complete` or `proxy`, or the estimator sample or ewma.")
      }
      guard choice.estimator != .denoised else {
        estimate = Self.denoised(columns)
        break
      }
      guard choice.estimator != .dcc else {
        let found = DynamicEstimate(columns, threads: threads)
        estimate = found.correlation
        dynamics = found
        break
      }
      let shrunk =
        choice.estimator == .ledoitWolfIdentity
        ? LedoitWolf(towardsIdentity: columns)
        : LedoitWolf(towardsConstantCorrelation: columns)
      estimate = SampleCovariance.correlation(of: shrunk.covariance)
      shrinkage = shrunk.shrinkage
    }
    var whole = Matrix.identity(residuals.count)
    for (i, row) in moving.enumerated() {
      for (j, column) in moving.enumerated() where i != j { whole[row, column] = estimate[i, j] }
    }
    matrix = whole
    noiseShare = isComplete ? Self.noiseShare(columns) : nil
    self.copula =
      copula == .t && columns.count > 1 ? try TCopulaDegrees(columns, moving: moving) : nil
    self.shrinkage = shrinkage
    self.dynamics = dynamics
    estimator = choice.estimator
    self.unshared = unshared.map { (moving[$0.0], moving[$0.1]) }
  }

  private static func sampleCorrelation(_ columns: [[Double]]) -> Matrix {
    SampleCovariance.correlation(
      of: SampleCovariance.covariance(columns, divisor: .observations))
  }

  private static func denoised(_ columns: [[Double]]) -> Matrix {
    guard let rows = columns.first?.count else { return .identity(0) }
    return MarchenkoPastur.denoised(sampleCorrelation(columns), observations: rows).correlation
  }

  /// The share of the sample correlation's eigenvalues inside the band of noise.
  private static func noiseShare(_ columns: [[Double]]) -> Double? {
    guard columns.count > 1, let rows = columns.first?.count else { return nil }
    let values = SymmetricEigen(sampleCorrelation(columns)).values
    let band = MarchenkoPastur(
      beside: values.last ?? 1, variables: columns.count, observations: rows)
    return band.shareInside(values)
  }

  /// Correlations pair by pair over the rows both have, the same as all at once when none is
  /// missing; and the pairs that share too few rows, whose correlation is left at zero.
  private static func pairwise(_ columns: [[Double]], _ covariance: ([[Double]]) -> Matrix) -> (
    Matrix, [(Int, Int)]
  ) {
    guard columns.contains(where: { $0.contains(where: \.isNaN) }) else {
      let whole =
        columns.isEmpty
        ? Matrix.identity(0) : SampleCovariance.correlation(of: covariance(columns))
      return (whole, [])
    }
    var correlation = Matrix.identity(columns.count)
    var unshared: [(Int, Int)] = []
    for i in columns.indices {
      for j in columns.indices where j > i {
        let shared = columns[i].indices.filter { !columns[i][$0].isNaN && !columns[j][$0].isNaN }
        guard shared.count >= ReturnPanel.fewestReturns else {
          unshared.append((i, j))
          continue
        }
        let pair = [shared.map { columns[i][$0] }, shared.map { columns[j][$0] }]
        let value = SampleCovariance.correlation(of: covariance(pair))[0, 1]
        correlation[i, j] = value
        correlation[j, i] = value
      }
    }
    return (correlation, unshared)
  }

  /// The dependence of the model: the estimate, moved to the nearest usable correlation when it is
  /// not positive definite.
  func repaired(factors: [RiskFactor], diagnostics: inout [Diagnostic]) -> Dependence {
    for (i, j) in unshared {
      diagnostics.append(
        Diagnostic(
          .warning, "correlation",
          "\(factors[i]) and \(factors[j]) share fewer than \(ReturnPanel.fewestReturns) returns: "
            + "taken as uncorrelated"))
    }
    diagnostics += dynamics?.diagnostics ?? []
    let repair = NearestCorrelation.repairing(matrix)
    if let repair {
      diagnostics.append(
        Diagnostic(
          .warning, "correlation",
          "not positive definite (smallest eigenvalue \(repair.smallestEigenvalueBefore)): moved "
            + "to the nearest correlation matrix, a Frobenius distance of \(repair.distance)"))
    }
    let correlation = repair?.matrix ?? matrix
    return Dependence(
      correlation: correlation,
      degreesOfFreedom: copula?.fitted(to: correlation, diagnostics: &diagnostics),
      estimator: estimator, shrinkage: shrinkage, repairDistance: repair?.distance,
      noiseShare: noiseShare, dynamics: dynamics?.weights)
  }
}
