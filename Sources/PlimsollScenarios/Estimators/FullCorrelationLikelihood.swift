internal import Glibc
import PlimsollNumerics

/// The Gaussian likelihood of all variables of a dynamic correlation together.
///
/// - Source: Engle (2002), equation 26; the slope is its derivative in Q, summed against the
///   recursions of ∂Q/∂a and ∂Q/∂b.
/// - Verified by: DynamicCorrelationTests (against differences), ReferenceTests (estimators-dcc).
struct FullCorrelationLikelihood: Sendable {
  /// Residuals, observation by observation.
  private let residuals: [Double]
  private let size: Int
  private let count: Int
  private let target: [Double]

  init(_ columns: [[Double]], target: Matrix) {
    size = columns.count
    count = columns.first?.count ?? 0
    residuals =
      Matrix(rows: size, columns: count, storage: Array(columns.joined())).transposed.storage
    self.target = target.storage
  }

  var isEmpty: Bool { size < 2 }

  /// The value and its slope; NaN where some Q is not positive definite.
  ///
  /// - Complexity: O(n × variables³).
  func value(_ parameters: DynamicCorrelation.Parameters) -> ScoredValue {
    let (a, b, rest) = (parameters.a, parameters.b, 1 - parameters.persistence)
    var q = target
    var byA = [Double](repeating: 0, count: q.count)
    var byB = byA
    var step = QuasiCorrelationStep(size: size)
    var sum = ScoredValue()
    for row in 0..<count {
      let start = row * size
      sum += step.term(q, byA, byB, residuals, at: start)
      guard !sum.value.isNaN else { return sum }
      for i in 0..<size {
        for j in 0...i {
          let place = i * size + j
          let product = residuals[start + i] * residuals[start + j]
          byA[place] = b * byA[place] - target[place] + product
          byB[place] = b * byB[place] - target[place] + q[place]
          q[place] = rest * target[place] + a * product + b * q[place]
        }
      }
    }
    return sum
  }
}

/// One observation's term of the likelihood; lower triangles only. Keeps its room from one to the
/// next.
private struct QuasiCorrelationStep {
  private let size: Int
  /// The Cholesky factor, then its inverse.
  private var factor: [Double]
  /// √diag(Q) z, and Q⁻¹ of it.
  private var scaled: [Double]
  private var solved: [Double]

  init(size: Int) {
    self.size = size
    factor = [Double](repeating: 0, count: size * size)
    scaled = [Double](repeating: 0, count: size)
    solved = scaled
  }

  /// −½ (log|R| + zᵀR⁻¹z − zᵀz), and its slope by the derivatives of Q.
  mutating func term(
    _ q: [Double], _ byA: [Double], _ byB: [Double], _ residuals: [Double], at start: Int
  ) -> ScoredValue {
    var logDeterminant = 0.0
    for i in 0..<size {
      for j in 0...i {
        var value = q[i * size + j]
        for k in 0..<j { value -= factor[i * size + k] * factor[j * size + k] }
        if i > j {
          factor[i * size + j] = value / factor[j * size + j]
        } else {
          guard value > 0 else { return ScoredValue(value: .nan) }
          factor[i * size + i] = value.squareRoot()
          logDeterminant += log(value / q[i * size + i])
        }
      }
    }
    invertFactor()
    var squares = 0.0
    for i in 0..<size {
      scaled[i] = q[i * size + i].squareRoot() * residuals[start + i]
      squares -= residuals[start + i] * residuals[start + i]
      solved[i] = 0
    }
    for i in 0..<size {
      var white = 0.0
      for j in 0...i { white += factor[i * size + j] * scaled[j] }
      squares += white * white
      for j in 0...i { solved[j] += factor[i * size + j] * white }
    }
    var result = slope(q, byA, byB, residuals, at: start)
    result.value = -0.5 * (logDeterminant + squares)
    return result
  }

  /// Replaces L by L⁻¹.
  private mutating func invertFactor() {
    for i in 0..<size {
      let pivot = 1 / factor[i * size + i]
      for j in 0..<i {
        var sum = 0.0
        for k in j..<i { sum += factor[i * size + k] * factor[k * size + j] }
        factor[i * size + j] = -sum * pivot
      }
      factor[i * size + i] = pivot
    }
  }

  /// Σ ∂term/∂Q ∂Q over the lower triangle, off-diagonal elements counted twice.
  private func slope(
    _ q: [Double], _ byA: [Double], _ byB: [Double], _ residuals: [Double], at start: Int
  ) -> ScoredValue {
    var result = ScoredValue()
    for i in 0..<size {
      for j in 0...i {
        var inverse = 0.0
        for k in i..<size { inverse += factor[k * size + i] * factor[k * size + j] }
        var weight = solved[i] * solved[j] - inverse
        if i == j {
          let own = q[i * size + i]
          weight = 0.5 * (weight + (1 - solved[i] * scaled[i]) / own)
        }
        result.byA += weight * byA[i * size + j]
        result.byB += weight * byB[i * size + j]
      }
    }
    return result
  }
}
