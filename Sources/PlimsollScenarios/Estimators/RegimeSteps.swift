internal import Glibc
import PlimsollNumerics

/// Observations of mean square one that a two-state chain is fitted to.
struct RegimeObservations: Sendable {
  /// One array per variable.
  let columns: [[Double]]
  let chains: [Range<Int>]
  /// Variables × observations.
  fileprivate let matrix: Matrix

  /// Observations on either side of one whose mean square says how stressed it was.
  private static let reach = 10
  /// The share of observations that a start calls stressed.
  private static let stressedShares = [0.1, 0.3]

  init(_ columns: [[Double]], chains: [Range<Int>]) {
    self.columns = columns
    self.chains = chains
    matrix = Matrix(
      rows: columns.count, columns: columns.first?.count ?? 0, storage: Array(columns.joined()))
  }

  var count: Int { matrix.columns }

  /// Where the steps may begin: the probability of stress of each observation, by its own size or
  /// by that of its neighbourhood.
  var startingShares: [[Double]] {
    let squares = (0..<count).map { row in
      columns.reduce(0) { $0 + $1[row] * $1[row] } / Double(columns.count)
    }
    let smooth = squares.indices.map { row in
      let around = squares[max(0, row - Self.reach)..<min(count, row + Self.reach + 1)]
      return around.reduce(0, +) / Double(around.count)
    }
    return [squares, smooth].flatMap { sizes in
      let ascending = sizes.indices.sorted { (sizes[$0], $0) < (sizes[$1], $1) }
      return Self.stressedShares.map { share in
        var shares = [Double](repeating: 0.05, count: count)
        for row in ascending.suffix(Int(share * Double(count))) { shares[row] = 0.95 }
        return shares
      }
    }
  }

  /// The log-density of every observation under a normal law of mean zero; the log-determinant and
  /// the trace of the inverse that its prior needs.
  fileprivate func logDensities(_ covariance: Matrix) -> (
    values: [Double], logDeterminant: Double, traceOfInverse: Double
  ) {
    guard let factor = try? Cholesky(covariance) else {
      preconditionFailure("the prior keeps a covariance positive definite")
    }
    let size = columns.count
    let identity = Matrix.identity(size)
    let whitening = Matrix((0..<size).map { factor.solveLower(identity.row($0)) }).transposed
    let white = whitening.multiplied(by: matrix)
    var distances = [Double](repeating: 0, count: count)
    for row in 0..<size {
      for place in 0..<count {
        let value = white.storage[row * count + place]
        distances[place] += value * value
      }
    }
    let constant = Double(size) * log(2 * Double.pi) + factor.logDeterminant
    return (
      distances.map { -0.5 * (constant + $0) }, factor.logDeterminant,
      whitening.storage.reduce(0) { $0 + $1 * $1 }
    )
  }

  /// Σ w x xᵀ over observations.
  fileprivate func weightedProducts(_ weights: [Double]) -> Matrix {
    let roots = weights.map { $0.squareRoot() }
    let scaled = columns.flatMap { column in zip(column, roots).map { $0 * $1 } }
    return Matrix(rows: columns.count, columns: count, storage: scaled).transposed.crossProduct()
  }
}

/// The state of the steps of expectation and maximisation.
///
/// - Verified by: RegimeSwitchingTests (what is maximised never falls).
struct RegimeSteps: Sendable {
  private(set) var transition = Matrix([[0.9, 0.1], [0.05, 0.95]])
  private(set) var start = [0.5, 0.5]
  private(set) var covariances: [Matrix] = []
  /// What is maximised, after each step.
  private(set) var objectives: [Double] = []
  /// The filter at the parameters above.
  private(set) var filter: RegimeFilter
  private let observations: RegimeObservations

  /// The weight of the prior of a covariance, in observations.
  private static let priorObservations = 1.0
  /// The weight of the prior of each transition, and of each state at the beginning of a chain.
  private static let priorTransitions = 0.5

  /// The latest value of what is maximised.
  var objective: Double { objectives.last ?? -.infinity }

  /// Begins from the probability of the first state at each observation.
  init(_ observations: RegimeObservations, sharesOfStress shares: [Double]) {
    self.observations = observations
    filter = RegimeFilter(
      logDensities: ([], []), chains: [], transition: transition, start: start)
    covariances = Self.covariances(observations, shares)
    evaluate()
  }

  /// Maximises given what the filter expects, then filters anew.
  mutating func step() {
    covariances = Self.covariances(observations, filter.smoothed)
    let prior = Self.priorTransitions
    for i in 0..<2 {
      let sum = filter.transitions[i, 0] + filter.transitions[i, 1] + 2 * prior
      for j in 0..<2 { transition[i, j] = (filter.transitions[i, j] + prior) / sum }
    }
    let chains = observations.chains.filter { !$0.isEmpty }
    let stressed = chains.reduce(prior) { $0 + filter.smoothed[$1.lowerBound] }
    let first = stressed / (Double(chains.count) + 2 * prior)
    start = [first, 1 - first]
    evaluate()
  }

  /// Whether the first state is that of the larger volatilities.
  var isFirstStressed: Bool {
    func size(_ state: Int) -> Double {
      covariances[state].diagonal.reduce(0) { $0 + $1.squareRoot() }
    }
    return size(0) >= size(1)
  }

  private mutating func evaluate() {
    let densities = covariances.map(observations.logDensities)
    filter = RegimeFilter(
      logDensities: (densities[0].values, densities[1].values), chains: observations.chains,
      transition: transition, start: start)
    let ofCovariances = densities.reduce(0) {
      $0 - 0.5 * Self.priorObservations * ($1.logDeterminant + $1.traceOfInverse)
    }
    let ofStates = (transition.storage + start).reduce(0) { $0 + Self.priorTransitions * log($1) }
    objectives.append(filter.logLikelihood + ofCovariances + ofStates)
  }

  private static func covariances(
    _ observations: RegimeObservations, _ shares: [Double]
  ) -> [Matrix] {
    [shares, shares.map { 1 - $0 }].map { weights in
      var matrix = observations.weightedProducts(weights)
      let total = weights.reduce(0, +) + priorObservations
      for i in 0..<matrix.rows { matrix[i, i] += priorObservations }
      for index in matrix.storage.indices { matrix.storage[index] /= total }
      return matrix
    }
  }
}
