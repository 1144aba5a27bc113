public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// How likely joint moves are by a model: the mean and covariance of log returns over a horizon.
///
/// The covariance of factors i and j is bars × σᵢ ρᵢⱼ σⱼ, from the volatility a bar and the correlation
/// of the model. A scenario x is as plausible as its Mahalanobis distance is short,
/// k = √((x − m)ᵀ Σ⁻¹ (x − m)): one factor alone is k standard deviations from its mean, and of joint
/// moves all those with the same k are equally dense under a normal or any other elliptical law.
///
/// Factors that never move by the model are held still.
///
/// - Source: Breuer, Jandačka, Rheinberger and Summer (2009), "How to find plausible, severe, and
///   useful stress scenarios", Int. J. Central Banking 5(3).
/// - Verified by: PlausibilityTests.
public struct Plausibility: Sendable {
  /// The factors that move.
  public let factors: [RiskFactor]
  /// Factors of zero volatility, which stand still.
  public let still: [RiskFactor]
  /// The log returns expected, one a factor; zero unless some moves are given.
  public let mean: [Double]
  /// factors × factors, of log returns over the horizon.
  public let covariance: Matrix
  /// Of the covariance.
  let cholesky: Cholesky
  private let places: [RiskFactor: Int]

  init(factors: [RiskFactor], still: [RiskFactor], mean: [Double], covariance: Matrix)
    throws(InputError)
  {
    self.factors = factors
    self.still = still
    self.mean = mean
    self.covariance = covariance
    places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    do throws(NotPositiveDefinite) {
      cholesky = try Cholesky(covariance)
    } catch {
      let name = factors.indices.contains(error.pivot) ? "\(factors[error.pivot])" : "a factor"
      throw InputError(
        .data,
        "the covariance of the model leaves \(name) no movement of its own beside the other factors",
        remedy: "Choose a correlation estimator that shrinks, or leave one of the factors out.")
    }
  }

  /// The law of `factors` over `horizon`.
  ///
  /// - Throws: an `InputError` when the model lacks a factor, the horizon is no whole number of its
  ///   bars, or the covariance is singular.
  /// - Complexity: O(n³).
  public init(_ model: RiskModel, factors wanted: [RiskFactor], horizon: TimeSpan)
    throws(InputError)
  {
    let bars = Double(try horizon.bars(of: model.bar))
    var rows: [Int] = []
    var still: [RiskFactor] = []
    for factor in wanted {
      guard let row = model.factors.firstIndex(where: { $0.factor == factor }) else {
        throw InputError(
          .data, "the model of \(model.asOf) has no factor \(factor)",
          remedy: "Calibrate a model with it. "
            + InputError.suggestion(for: factor.name, among: model.factors.map(\.factor.name)))
      }
      if model.factors[row].volatility.perBar > 0 { rows.append(row) } else { still.append(factor) }
    }
    let deviations = rows.map { model.factors[$0].volatility.perBar * bars.squareRoot() }
    try self.init(
      factors: rows.map { model.factors[$0].factor }, still: still,
      mean: rows.map { _ in 0 },
      covariance: Matrix(
        rows.enumerated().map { i, row in
          rows.enumerated().map { j, column in
            deviations[i] * model.dependence.correlation[row, column] * deviations[j]
          }
        }))
  }

  /// The place of a factor among those that move.
  func place(of factor: RiskFactor) -> Int? { places[factor] }

  /// The standard deviation of a factor's log return; nil for one that stands still.
  public func deviation(of factor: RiskFactor) -> Double? {
    places[factor].map { covariance[$0, $0].squareRoot() }
  }

  /// The law of some of the factors, whatever the others do; those that stand still are left out.
  public func marginal(of wanted: [RiskFactor]) throws(InputError) -> Plausibility {
    let rows = wanted.compactMap(place)
    return try Plausibility(
      factors: rows.map { factors[$0] }, still: [], mean: rows.map { mean[$0] },
      covariance: Matrix(rows.map { i in rows.map { covariance[i, $0] } }))
  }

  /// The Mahalanobis distance of log returns, one a factor.
  ///
  /// - Complexity: O(n²).
  public func distance(of moves: [Double]) -> Double {
    whitened(moves).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Independent standard shocks behind log returns: z of x = mean + L z.
  func whitened(_ moves: [Double]) -> [Double] {
    cholesky.solveLower(zip(moves, mean).map { $0 - $1 })
  }

  /// Log returns of independent standard shocks.
  func moves(of shocks: [Double]) -> [Double] {
    zip(cholesky.lower.multiplied(by: shocks), mean).map { $0 + $1 }
  }

  /// The probability of a joint normal move of `dimension` factors that is farther than `distance`, in
  /// whatever direction: P(χ²_d > k²).
  ///
  /// The same distance is exceeded ever more often the more factors there are, although the scenario
  /// itself is no likelier: distances compare within one dimension only.
  public static func chiSquareTail(beyond distance: Double, dimension: Int) -> Double {
    guard dimension > 0 else { return distance > 0 ? 0 : 1 }
    return ChiSquareDistribution(degreesOfFreedom: Double(dimension)).survival(distance * distance)
  }

  /// The probability of a normal move that far along the scenario's own direction: N(−k).
  public static func normalTail(beyond distance: Double) -> Double {
    NormalDistribution.cumulative(-distance)
  }
}
