public import PlimsollNumerics

/// Correlations that move: dynamic conditional correlation of standardised residuals z,
/// Q(t+1) = (1 − a − b) S + a z zᵀ + b Q(t) from Q(1) = S, brought to unit diagonal at every step.
///
/// Two parameters for all pairs, by maximum likelihood given S. Above `mostFull` variables the
/// likelihood of all of them together is biased towards standing still and dear, so the sum over
/// pairs takes its place: of all pairs, or when those are many of neighbouring ones only.
///
/// - Source: Engle (2002), "Dynamic conditional correlation", J. Business and Economic Statistics
///   20; Pakel, Shephard, Sheppard and Engle (2021), "Fitting vast dimensional time-varying
///   covariance models", same journal 39, for the composite likelihood.
/// - Verified by: DynamicCorrelationTests, ReferenceTests (estimators-dcc).
public struct DynamicCorrelation: Sendable {
  /// The weights a and b.
  public let parameters: Parameters
  /// The matrix S that the recursion returns to.
  public let target: Matrix
  /// −½ Σ (log|R| + zᵀR⁻¹z − zᵀz) at the fit, or the sum of it over pairs.
  public let logLikelihood: Double
  /// Which likelihood was maximised.
  public let likelihood: Likelihood
  /// How the search ended.
  public let outcome: Outcome
  /// The correlation of the last observation, known before it.
  public let last: Matrix
  /// The correlation of the next observation.
  public let forecast: Matrix

  /// Whether the likelihood is a sum over pairs.
  public var usesComposite: Bool { likelihood != .full }

  /// The weights of the recursion.
  public struct Parameters: Sendable, Equatable, Codable {
    /// The weight of the last bar's residuals, at least zero.
    public var a: Double
    /// The weight of the correlation before it, at least zero.
    public var b: Double

    /// Weights whose sum is below one.
    public init(a: Double, b: Double) {
      self.a = a
      self.b = b
    }

    /// a + b: what is left of a deviation after one bar.
    public var persistence: Double { a + b }
  }

  /// What S is made of.
  public enum Target: String, Sendable, CaseIterable {
    /// The mean of z zᵀ.
    case secondMoment = "second-moment"
    /// The same brought to unit diagonal.
    case unitDiagonal = "unit-diagonal"
  }

  /// Whose likelihood is maximised.
  public enum Likelihood: String, Sendable, CaseIterable {
    /// All variables together.
    case full
    /// Every pair, summed.
    case allPairs = "all-pairs"
    /// Every variable with the next, summed.
    case contiguousPairs = "contiguous-pairs"
  }

  /// How a search ended.
  public enum Outcome: Sendable, Equatable {
    /// At an optimum inside the bounds.
    case converged
    /// Correlations stand still: a is zero, and b says nothing.
    case constant
    /// a + b is as large as allowed: correlations hardly return to S.
    case atPersistenceBound
    /// The budget ended the search.
    case notConverged
  }

  /// The most variables of a full likelihood by default.
  public static let mostFull = 10
  /// The most variables of which all pairs are taken by default.
  public static let mostInPairs = 40
  /// The largest a + b.
  public static let largestPersistence = 0.9999
  /// The fewest observations of a fit.
  public static let fewestObservations = 20
  /// Below it a is zero.
  private static let still = 1e-7
  /// Where searches may begin: the best of these does.
  private static let starts = [
    Parameters(a: 0.01, b: 0.98), Parameters(a: 0.03, b: 0.94), Parameters(a: 0.06, b: 0.88),
    Parameters(a: 0.05, b: 0.6), Parameters(a: 0.2, b: 0.7),
  ]

  /// Fits the weights to residuals.
  ///
  /// A target that is not positive definite, as of fewer observations than variables, has no full
  /// likelihood: pairs are taken then. Pairs that always move together are left out of the sum.
  ///
  /// - Parameters:
  ///   - columns: one array of residuals per variable, of mean zero and about unit variance.
  ///   - likelihood: nil for the full one up to ten variables, then all pairs up to forty, then
  ///     neighbours.
  ///   - threads: how many share the pairs; nil for all cores. The result is the same.
  /// - Throws: fewer than twenty observations, or a variable without variation.
  /// - Complexity: O(n × pairs) or O(n × variables³) an evaluation, some thirty evaluations.
  public init(
    _ columns: [[Double]], target: Target = .unitDiagonal, likelihood: Likelihood? = nil,
    threads: Int? = nil
  ) throws(EstimationFailure) {
    try EstimationFailure.check(columns, fewest: Self.fewestObservations)
    let matrix = Self.target(target, of: columns)
    let objective = CorrelationLikelihood(
      columns, target: matrix, wanted: likelihood ?? Self.usual(columns.count), threads: threads)
    let found = Self.search(objective)
    let isStill = found.parameters.a < Self.still
    parameters = isStill ? Parameters(a: 0, b: 0) : found.parameters
    self.target = matrix
    self.likelihood = objective.kind
    logLikelihood = isStill ? objective.value(parameters) : found.value
    outcome =
      isStill
      ? .constant
      : found.parameters.persistence >= Self.largestPersistence - Self.still
        ? .atPersistenceBound : found.converged ? .converged : .notConverged
    (last, forecast) = Self.filtered(columns, target: matrix, parameters: parameters)
  }

  /// The likelihood that a number of variables takes by default.
  private static func usual(_ variables: Int) -> Likelihood {
    variables <= mostFull ? .full : variables <= mostInPairs ? .allPairs : .contiguousPairs
  }

  private static func search(_ objective: CorrelationLikelihood) -> (
    parameters: Parameters, value: Double, converged: Bool
  ) {
    guard !objective.isEmpty else { return (Parameters(a: 0, b: 0), 0, true) }
    var unused = [0.0, 0.0]
    let values = starts.map { objective.value([$0.a, $0.b], slope: &unused) }
    let best = values.indices.max { values[$0] < values[$1] } ?? 0
    let minimum = BoundedMinimiser(valueTolerance: 1e-14, argumentTolerance: 1e-8).minimise(
      from: [starts[best].a, starts[best].b], lower: [0, 0], upper: [1, 1],
      subjectTo: [.init([1, 1], atMost: largestPersistence)]
    ) { argument, gradient in
      let value = objective.value(argument, slope: &gradient)
      for index in gradient.indices { gradient[index] = -gradient[index] }
      return -value
    }
    return (
      Parameters(a: minimum.argument[0], b: minimum.argument[1]), -minimum.value,
      minimum.converged
    )
  }
}

extension DynamicCorrelation {
  /// The matrix S of residuals.
  public static func target(_ target: Target, of columns: [[Double]]) -> Matrix {
    let count = columns.first?.count ?? 0
    var moment = Matrix(rows: columns.count, columns: count, storage: Array(columns.joined()))
      .transposed.crossProduct()
    for index in moment.storage.indices { moment.storage[index] /= Double(count) }
    return target == .secondMoment ? moment : SampleCovariance.correlation(of: moment)
  }

  /// The correlations of the last and of the next observation under given weights.
  ///
  /// - Complexity: O(n × variables²).
  public static func filtered(
    _ columns: [[Double]], target: Matrix, parameters: Parameters
  ) -> (last: Matrix, forecast: Matrix) {
    let rest = 1 - parameters.persistence
    var (before, now) = (target, target)
    for row in 0..<(columns.first?.count ?? 0) {
      before = now
      for i in columns.indices {
        for j in 0...i {
          let value =
            rest * target[i, j] + parameters.a * (columns[i][row] * columns[j][row])
            + parameters.b * before[i, j]
          now[i, j] = value
          now[j, i] = value
        }
      }
    }
    return (SampleCovariance.correlation(of: before), SampleCovariance.correlation(of: now))
  }

  /// −½ Σ (log|R| + zᵀR⁻¹z − zᵀz) under given weights, all variables together; minus infinity when
  /// the target is not positive definite.
  public static func logLikelihood(
    _ columns: [[Double]], target: Matrix, parameters: Parameters
  ) -> Double {
    let value = FullCorrelationLikelihood(columns, target: target).value(parameters).value
    return value.isNaN ? -.infinity : value
  }
}
