internal import Glibc
import PlimsollNumerics

/// The composite likelihood of a dynamic correlation: the sum of that of pairs.
///
/// - Source: Pakel, Shephard, Sheppard and Engle (2021), section 3.
/// - Verified by: DynamicCorrelationTests.
struct PairCorrelationLikelihood: Sendable {
  private let columns: [[Double]]
  private let target: Matrix
  private let pairs: [(Int, Int)]

  /// A pair closer to perfect correlation than this has no likelihood.
  private static let leastDistance = 1e-6
  /// 1 − r² is never taken to be less.
  private static let leastDeterminant = 1e-12
  /// Pairs that are summed by one thread at a time.
  private static let block = 16

  init(_ columns: [[Double]], target: Matrix, isContiguous: Bool) {
    self.columns = columns
    self.target = target
    let correlation = SampleCovariance.correlation(of: target)
    pairs = columns.indices.flatMap { i in
      columns.indices.filter { $0 > i && (!isContiguous || $0 == i + 1) }.map { (i, $0) }
    }.filter { abs(correlation[$0, $1]) < 1 - Self.leastDistance }
  }

  var isEmpty: Bool { pairs.isEmpty }

  /// The value and its slope.
  ///
  /// - Complexity: O(n × pairs).
  func value(_ parameters: DynamicCorrelation.Parameters, threads: Int?) -> ScoredValue {
    let scales = Parallel.map(count: columns.count, threads: threads) { variable in
      ScalePath(columns[variable], target: target[variable, variable], parameters)
    }
    let blocks = (pairs.count + Self.block - 1) / Self.block
    let terms = Parallel.map(count: blocks, threads: threads) { block in
      var sum = ScoredValue()
      for (i, j) in pairs[(block * Self.block)..<min((block + 1) * Self.block, pairs.count)] {
        sum += term(i, j, scales[i], scales[j], parameters)
      }
      return sum
    }
    return terms.reduce(into: ScoredValue(), +=)
  }

  /// One pair's likelihood.
  private func term(
    _ i: Int, _ j: Int, _ first: ScalePath, _ second: ScalePath,
    _ parameters: DynamicCorrelation.Parameters
  ) -> ScoredValue {
    let (a, b) = (parameters.a, parameters.b)
    let (x, y, target) = (columns[i], columns[j], target[i, j])
    let constant = (1 - a - b) * target
    var (q, byA, byB) = (target, 0.0, 0.0)
    var sum = ScoredValue()
    // Logarithms are dear: of products, as long as these are far from underflow.
    var determinants = 1.0
    for t in x.indices {
      let product = x[t] * y[t]
      let scale = first.inverseRoots[t] * second.inverseRoots[t]
      let r = q * scale
      let determinant = max(1 - r * r, Self.leastDeterminant)
      let squares = x[t] * x[t] + y[t] * y[t]
      let inverse = 1 / determinant
      let excess = r * (r * squares - 2 * product) * inverse
      sum.value += excess
      determinants *= determinant
      if determinants < 1e-200 {
        sum.value += log(determinants)
        determinants = 1
      }
      let byCorrelation = (r - r * squares + product - r * excess) * inverse
      sum.byA += byCorrelation * (byA * scale - r * (first.byA[t] + second.byA[t]))
      sum.byB += byCorrelation * (byB * scale - r * (first.byB[t] + second.byB[t]))
      byA = b * byA - target + product
      byB = b * byB - target + q
      q = constant + a * product + b * q
    }
    sum.value = -0.5 * (sum.value + log(determinants))
    return sum
  }
}

/// The diagonal element of Q of one variable over time.
private struct ScalePath: Sendable {
  /// 1 / √q.
  var inverseRoots: [Double] = []
  /// Half the derivative of log q.
  var byA: [Double] = []
  var byB: [Double] = []

  init(_ column: [Double], target: Double, _ parameters: DynamicCorrelation.Parameters) {
    let (a, b) = (parameters.a, parameters.b)
    var (q, slopeA, slopeB) = (target, 0.0, 0.0)
    for value in column {
      inverseRoots.append(1 / q.squareRoot())
      byA.append(0.5 * slopeA / q)
      byB.append(0.5 * slopeB / q)
      slopeA = b * slopeA - target + value * value
      slopeB = b * slopeB - target + q
      q = (1 - a - b) * target + a * value * value + b * q
    }
  }
}
