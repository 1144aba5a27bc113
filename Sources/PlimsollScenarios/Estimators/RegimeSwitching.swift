internal import Glibc
public import PlimsollMarket
public import PlimsollNumerics

/// Two hidden states of the market, calm and stressed, that all factors share: returns of mean zero
/// are normal with the covariance of the state, and states follow a Markov chain.
///
/// By expectation and maximisation. A likelihood alone has no maximum, since a state may shrink to a
/// few observations on a line; so each covariance is held by one further observation of every
/// variable at its usual size and without correlation, and each row of the chain by half a
/// transition to either state, as its beginning is by half a state. What is maximised is the likelihood with these priors.
///
/// - Source: Hamilton (1989); Baum, Petrie, Soules and Weiss (1970) for the steps; Fraley and Raftery
///   (2007), "Bayesian regularization for normal mixture estimation", for the priors.
/// - Verified by: RegimeSwitchingTests.
public struct RegimeSwitching: Sendable {
  /// Probabilities of going from a state (row) to a state (column), the stressed one first.
  public let transition: Matrix
  /// Probabilities of the states where a chain begins.
  public let start: [Double]
  /// The covariance of each state, the stressed one first: that of the larger volatilities.
  public let covariances: [Matrix]
  /// The log-likelihood at the fit, without the priors.
  public let logLikelihood: Double
  /// What the steps maximised, after each of them: it never falls.
  public let objectives: [Double]
  /// Whether the steps ended because they no longer gained, not at their largest number.
  public let converged: Bool
  /// The probability of the stressed state at each observation, given all.
  public let smoothed: [Double]
  /// The probability of the stressed state at the last observation.
  public let filtered: Double

  /// The fewest observations of a fit.
  public static let fewestObservations = 20
  /// The most steps.
  static let mostSteps = 500
  /// Steps that every start makes before the best is chosen.
  private static let trialSteps = 12
  /// A step that gains less, for each observation and variable, is the last.
  private static let leastGain = 1e-10

  /// Fits the states to returns.
  ///
  /// A variable that never moves has variance zero in both states.
  ///
  /// - Parameters:
  ///   - columns: one array of returns per variable.
  ///   - chains: stretches without a break; nil for one.
  /// - Throws: fewer than twenty observations, a value that is not finite, or no variable that moves.
  /// - Complexity: O(n × variables²) a step, some hundred steps.
  public init(_ columns: [[Double]], chains: [Range<Int>]? = nil) throws(EstimationFailure) {
    let count = columns.first?.count ?? 0
    let moving = columns.indices.filter { columns[$0].contains { $0 != 0 } }
    guard !moving.isEmpty else { throw .noVariation(variable: 0) }
    try EstimationFailure.check(moving.map { columns[$0] }, fewest: Self.fewestObservations)
    let scales = moving.map { variable in
      (columns[variable].reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    }
    let observations = RegimeObservations(
      zip(moving, scales).map { variable, scale in columns[variable].map { $0 / scale } },
      chains: chains ?? [0..<count])

    var runs = observations.startingShares.map { RegimeSteps(observations, sharesOfStress: $0) }
    for index in runs.indices {
      for _ in 0..<Self.trialSteps { runs[index].step() }
    }
    let best = runs.indices.max { runs[$0].objective < runs[$1].objective } ?? 0
    var run = runs[best]
    let leastGain = Self.leastGain * Double(count * moving.count)
    var gain = Double.infinity
    while gain > leastGain, run.objectives.count < Self.mostSteps {
      let before = run.objective
      run.step()
      gain = run.objective - before
    }
    converged = gain <= leastGain
    objectives = run.objectives
    let order = run.isFirstStressed ? [0, 1] : [1, 0]
    transition = Matrix(order.map { i in order.map { run.transition[i, $0] } })
    start = order.map { run.start[$0] }
    covariances = order.map { state in
      Self.spread(run.covariances[state], moving, scales, size: columns.count)
    }
    let filter = run.filter
    logLikelihood = filter.logLikelihood - Double(count) * scales.reduce(0) { $0 + log($1) }
    smoothed = order[0] == 0 ? filter.smoothed : filter.smoothed.map { 1 - $0 }
    let last = filter.filtered.last ?? 0.5
    filtered = order[0] == 0 ? last : 1 - last
  }

  /// A covariance of scaled moving variables as one of all variables.
  private static func spread(
    _ covariance: Matrix, _ moving: [Int], _ scales: [Double], size: Int
  ) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for (i, row) in moving.enumerated() {
      for (j, column) in moving.enumerated() {
        result[row, column] = covariance[i, j] * (scales[i] * scales[j])
      }
    }
    return result
  }
}

extension RegimeSwitching {
  /// The probabilities of the states of the next observation, the stressed one first.
  public var next: [Double] {
    (0..<2).map { filtered * transition[0, $0] + (1 - filtered) * transition[1, $0] }
  }

  /// How many observations a state lasts on average, the stressed one first.
  public var expectedDurations: [Double] {
    [1 / transition[0, 1], 1 / transition[1, 0]]
  }

  /// The share of observations in the stressed state.
  public var stressedShare: Double { smoothed.reduce(0, +) / Double(smoothed.count) }

  /// The stressed volatility over the calm one, the mean over variables that move.
  public var volatilityRatio: Double {
    let ratios = zip(covariances[0].diagonal, covariances[1].diagonal)
      .filter { $0.1 > 0 }.map { ($0.0 / $0.1).squareRoot() }
    return ratios.reduce(0, +) / Double(ratios.count)
  }
}

extension RegimeSwitching {
  /// Below this ratio of volatilities the states are hardly two.
  private static let leastRatio = 1.25
  /// The fewest observations that an estimate of stress rests on.
  private static let fewestStressed = 10.0

  /// What a reader of the fit must know.
  public var diagnostics: [Diagnostic] {
    var found: [Diagnostic] = []
    func warn(_ message: String) { found.append(Diagnostic(.warning, "regimes", message)) }
    if !converged {
      warn("the fit of calm and stressed states did not settle in \(Self.mostSteps) steps")
    }
    if volatilityRatio < Self.leastRatio {
      warn(
        "stress is only \(volatilityRatio.rounded(toPlaces: 2)) times as volatile as calm: "
          + "there are hardly two states")
    }
    let stressedCount = smoothed.reduce(0, +)
    if stressedCount < Self.fewestStressed {
      warn(
        "the stressed state rests on \(stressedCount.rounded(toPlaces: 1)) of "
          + "\(smoothed.count) observations")
    }
    return found
  }
}
