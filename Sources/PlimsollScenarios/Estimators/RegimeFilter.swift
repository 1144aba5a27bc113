internal import Glibc
import PlimsollNumerics

/// What observations say of the hidden states of two-state chains, forward and backward.
///
/// Every step is scaled to a sum of one, so that nothing underflows however long the chain.
///
/// - Source: Hamilton (1989), "A new approach to the economic analysis of nonstationary time
///   series", Econometrica 57, for the filter; Rabiner (1989), "A tutorial on hidden Markov models",
///   Proceedings of the IEEE 77, section V, for the scaled backward pass.
/// - Verified by: RegimeFilterTests, against the sum over all paths.
struct RegimeFilter: Sendable {
  /// The log-likelihood of the observations.
  private(set) var logLikelihood = 0.0
  /// The probability of the first state at each observation, given those up to it.
  private(set) var filtered: [Double]
  /// The probability of the first state at each observation, given all.
  private(set) var smoothed: [Double]
  /// The expected number of transitions from a state to a state, given all.
  private(set) var transitions = Matrix(rows: 2, columns: 2)

  /// Runs over observations whose log-densities under the two states are given.
  ///
  /// - Parameters:
  ///   - chains: stretches of observations without a break; each begins anew from `start`.
  ///   - transition: rows from a state, columns to a state.
  ///   - start: the probabilities of the states at the beginning of a chain.
  /// - Complexity: O(n).
  init(
    logDensities: (first: [Double], second: [Double]), chains: [Range<Int>], transition: Matrix,
    start: [Double]
  ) {
    let count = logDensities.first.count
    filtered = [Double](repeating: 0, count: count)
    smoothed = filtered
    var densities = [SIMD2<Double>](repeating: .zero, count: count)
    for place in 0..<count {
      let pair = SIMD2(logDensities.first[place], logDensities.second[place])
      let largest = pair.max()
      logLikelihood += largest
      densities[place] = SIMD2(exp(pair[0] - largest), exp(pair[1] - largest))
    }
    let rows = (
      SIMD2(transition[0, 0], transition[0, 1]), SIMD2(transition[1, 0], transition[1, 1])
    )
    for chain in chains {
      run(chain, densities, rows, SIMD2(start[0], start[1]))
    }
  }

  private mutating func run(
    _ chain: Range<Int>, _ densities: [SIMD2<Double>], _ rows: (SIMD2<Double>, SIMD2<Double>),
    _ start: SIMD2<Double>
  ) {
    var forward: [SIMD2<Double>] = []
    var scales: [Double] = []
    var prior = start
    for place in chain {
      let joint = prior * densities[place]
      let scale = joint.sum()
      let posterior = joint / scale
      logLikelihood += log(scale)
      forward.append(posterior)
      scales.append(scale)
      filtered[place] = posterior[0]
      prior = posterior[0] * rows.0 + posterior[1] * rows.1
    }
    var backward = SIMD2(1.0, 1.0)
    for place in chain.reversed() {
      let index = place - chain.lowerBound
      smoothed[place] = min(1, forward[index][0] * backward[0])
      guard index > 0 else { continue }
      let weighted = densities[place] * backward / scales[index]
      let before = forward[index - 1]
      let (fromFirst, fromSecond) = (before[0] * rows.0 * weighted, before[1] * rows.1 * weighted)
      for state in 0..<2 {
        transitions[0, state] += fromFirst[state]
        transitions[1, state] += fromSecond[state]
      }
      backward = SIMD2((rows.0 * weighted).sum(), (rows.1 * weighted).sum())
    }
  }
}
