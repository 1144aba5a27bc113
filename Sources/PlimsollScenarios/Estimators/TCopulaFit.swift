internal import Glibc
public import PlimsollNumerics

/// A t copula: its correlation from Kendall's tau, its degrees of freedom by pseudo-likelihood.
///
/// - Source: Mashal and Zeevi (2002), "Beyond correlation: extreme co-movements between financial
///   assets"; McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 7.5.
/// - Verified by: TCopulaFitTests, ReferenceTests (estimators-student-t, endtoend).
public struct TCopulaFit: Sendable {
  /// The correlation matrix, positive definite.
  public let correlation: Matrix
  /// The repair of the correlation; nil when none was needed.
  public let repair: CorrelationRepair?
  /// Degrees of freedom, within the range searched.
  public let degreesOfFreedom: Double
  /// The pseudo-log-likelihood at the fit.
  public let logLikelihood: Double
  /// Whether the search ended at the fewest degrees allowed.
  public let isAtBound: Bool

  private let likelihood: CopulaLikelihood

  /// The fewest and the most degrees of freedom of an unbounded fit; the most are all but Gaussian.
  public static let searched = 0.5...1000.0

  /// Fits a copula to observations.
  ///
  /// - Parameters:
  ///   - columns: one array of observations per variable, none NaN, none constant.
  ///   - fewest: the smallest number of degrees allowed.
  /// - Complexity: O(variables² × n log n), and some forty times O(variables² × n).
  public init(_ columns: [[Double]], fewest: Double = searched.lowerBound) {
    let estimate = RankCorrelation.copulaCorrelation(ofKendall: RankCorrelation.kendallTau(columns))
    self.init(columns, estimate: estimate, fewest: fewest)
  }

  /// Fits the degrees of freedom under a correlation estimated elsewhere.
  init(_ columns: [[Double]], estimate: Matrix, fewest: Double) {
    repair = NearestCorrelation.repairing(estimate)
    correlation = repair?.matrix ?? estimate
    let likelihood = CopulaLikelihood(columns, correlation: correlation)
    let range = (1 / Self.searched.upperBound)...(1 / fewest)
    let best = BrentMinimiser(tolerance: 1e-9).minimise(in: range) {
      -likelihood.studentT(degreesOfFreedom: 1 / $0)
    }
    let atBound = likelihood.studentT(degreesOfFreedom: fewest)
    isAtBound = atBound >= -best.value
    degreesOfFreedom = isAtBound ? fewest : 1 / best.argument
    logLikelihood = max(atBound, -best.value)
    self.likelihood = likelihood
  }

  /// The pseudo-log-likelihood with other degrees of freedom, under the same correlation.
  public func logLikelihood(degreesOfFreedom: Double) -> Double {
    likelihood.studentT(degreesOfFreedom: degreesOfFreedom)
  }

  /// The pseudo-log-likelihood of the Gaussian copula with the same correlation.
  public var gaussianLogLikelihood: Double { likelihood.gaussian }

  /// The probability that one variable is extreme given that another is, in the limit:
  /// 2 t_{ν+1}(−√((ν+1)(1−ρ)/(1+ρ))); zero under a Gaussian copula, whatever ρ < 1.
  ///
  /// - Source: Demarta and McNeil (2005), "The t copula and related copulas", proposition 1.
  /// - Verified by: TCopulaFitTests, ReferenceTests (montecarlo-linear, estimators-student-t).
  public static func tailDependence(degreesOfFreedom: Double, correlation: Double) -> Double {
    let argument = (degreesOfFreedom + 1) * (1 - correlation) / (1 + correlation)
    return 2
      * StudentTDistribution(degreesOfFreedom: degreesOfFreedom + 1)
      .cumulative(-argument.squareRoot())
  }
}

/// Pseudo-observations rank / (n + 1) and a correlation, for the likelihood of an elliptical copula.
private struct CopulaLikelihood: Sendable {
  /// Twice the mean rank less one, a whole number: one array per variable.
  private let places: [[Int]]
  private let count: Int
  /// L⁻¹ of the correlation L Lᵀ.
  private let whitening: Matrix
  private let logDeterminant: Double

  init(_ columns: [[Double]], correlation: Matrix) {
    count = columns.first?.count ?? 0
    places = columns.map { RankCorrelation.meanRanks($0).map { Int(2 * $0) - 1 } }
    let size = columns.count
    guard let factor = try? Cholesky(correlation) else {
      preconditionFailure("a repaired correlation has a Cholesky factor")
    }
    let identity = Matrix.identity(size)
    whitening = Matrix((0..<size).map { factor.solveLower(identity.row($0)) }).transposed
    logDeterminant = factor.logDeterminant
  }

  /// The quantile of every possible pseudo-observation, by place.
  private func quantiles(_ quantile: (Double) -> Double) -> [Double] {
    // Odd about the middle place; half ranks occur only under ties.
    let isTied = places.contains { $0.contains { $0 % 2 == 0 } }
    var table = [Double](repeating: 0, count: 2 * count)
    for place in 1..<max(count, 2) where isTied || place % 2 == 1 {
      let value = quantile(Double(place + 1) / Double(2 * (count + 1)))
      table[place] = value
      table[2 * count - place] = -value
    }
    return table
  }

  /// Each observation's squared distance from the centre, and the sum of its marginal terms.
  private func terms(_ table: [Double], _ marginal: (Double) -> Double) -> (
    distances: [Double], marginals: Double
  ) {
    let logDensities = table.map(marginal)
    var marginals = 0.0
    for column in places { for place in column { marginals += logDensities[place] } }
    let scores = Matrix(
      rows: places.count, columns: count, storage: places.flatMap { $0.map { table[$0] } })
    let white = whitening.multiplied(by: scores)
    var distances = [Double](repeating: 0, count: count)
    for row in 0..<white.rows {
      for column in 0..<count {
        let value = white.storage[row * count + column]
        distances[column] += value * value
      }
    }
    return (distances, marginals)
  }

  func studentT(degreesOfFreedom nu: Double) -> Double {
    let law = StudentTDistribution(degreesOfFreedom: nu)
    let (distances, marginals) = terms(quantiles(law.quantile), law.logDensity)
    let size = Double(places.count)
    let constant =
      SpecialFunctions.logGamma((nu + size) / 2) - SpecialFunctions.logGamma(nu / 2)
      - 0.5 * size * log(Double.pi * nu) - 0.5 * logDeterminant
    let sum = distances.reduce(0) { $0 + log1p($1 / nu) }
    return Double(count) * constant - 0.5 * (nu + size) * sum - marginals
  }

  var gaussian: Double {
    let (distances, marginals) = terms(quantiles(NormalDistribution.quantile)) { -0.5 * $0 * $0 }
    return -0.5 * (Double(count) * logDeterminant + distances.reduce(0, +)) - marginals
  }
}
