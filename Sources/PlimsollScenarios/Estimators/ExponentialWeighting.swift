internal import Glibc
public import PlimsollNumerics

/// Exponentially weighted second moments about zero: yesterday's estimate times the decay, plus
/// the rest times today's product of returns.
///
/// - Source: RiskMetrics Technical Document (1996), section 5.2.
/// - Verified by: ExponentialWeightingTests, ReferenceTests (estimators-ewma).
public struct ExponentialWeighting: Sendable, Equatable {
  /// The weight of the past, in (0, 1).
  public let decay: Double
  /// The estimate before the first update.
  public let start: Start

  /// Where the recursion begins.
  public enum Start: Sendable, CaseIterable {
    /// The first observation's products; updates begin with the second.
    case firstObservation
    /// The mean of the products over the whole sample.
    case sampleSecondMoment
    /// The mean of the products over the first twenty observations.
    case firstTwenty
  }

  /// Weighting with `decay` in (0, 1).
  public init(decay: Double, start: Start = .sampleSecondMoment) {
    precondition(decay > 0 && decay < 1)
    self.decay = decay
    self.start = start
  }

  /// Variances: entry t is the forecast for observation t made before it; the last, number n, is
  /// the forecast for the next.
  ///
  /// - Complexity: O(n).
  public func variances(_ returns: [Double]) -> [Double] {
    var path = [initialMoment(returns, returns)]
    path.reserveCapacity(returns.count + 1)
    for (t, value) in returns.enumerated() {
      let before = path[t]
      path.append(
        t == 0 && start == .firstObservation
          ? before : decay * before + (1 - decay) * value * value)
    }
    return path
  }

  /// The second-moment matrix after the first `count` observations (all when nil).
  ///
  /// - Parameter columns: one array of returns per variable, equally long.
  /// - Complexity: O(variables² × n).
  public func covariance(_ columns: [[Double]], after count: Int? = nil) -> Matrix {
    var matrix = Matrix(rows: columns.count, columns: columns.count)
    for i in columns.indices {
      for j in i..<columns.count {
        let value = moment(columns[i], columns[j], after: count ?? columns[i].count)
        matrix[i, j] = value
        matrix[j, i] = value
      }
    }
    return matrix
  }

  /// The estimate before any update, as a matrix.
  public func initialCovariance(_ columns: [[Double]]) -> Matrix {
    Matrix(columns.map { x in columns.map { y in initialMoment(x, y) } })
  }

  private func moment(_ x: [Double], _ y: [Double], after count: Int) -> Double {
    var value = initialMoment(x, y)
    for t in (start == .firstObservation ? 1 : 0)..<max(count, 1) {
      value = decay * value + (1 - decay) * x[t] * y[t]
    }
    return value
  }

  private func initialMoment(_ x: [Double], _ y: [Double]) -> Double {
    let used: Int
    switch start {
    case .firstObservation: used = 1
    case .sampleSecondMoment: used = x.count
    case .firstTwenty: used = min(20, x.count)
    }
    precondition(used > 0, "at least one observation is needed")
    return (0..<used).reduce(0) { $0 + x[$1] * y[$1] } / Double(used)
  }
}

extension ExponentialWeighting {
  /// Weights decay^age divided by their sum, oldest first.
  public static func normalisedWeights(decay: Double, count: Int) -> [Double] {
    let weights = (0..<count).map { pow(decay, Double(count - 1 - $0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The covariance under given weights, about zero or about the weighted mean (not corrected for
  /// the mean being estimated).
  public static func covariance(
    _ columns: [[Double]], weights: [Double], aboutMean: Bool
  ) -> Matrix {
    let centred = columns.map { column in
      let mean = aboutMean ? zip(weights, column).reduce(0) { $0 + $1.0 * $1.1 } : 0
      return column.map { $0 - mean }
    }
    return Matrix(
      centred.map { x in
        centred.map { y in weights.indices.reduce(0) { $0 + weights[$1] * x[$1] * y[$1] } }
      })
  }

  /// Kish's number of equally weighted observations that weights are worth: (Σw)² / Σw².
  ///
  /// - Source: Kish (1965), "Survey Sampling".
  public static func effectiveObservations(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
  }
}
