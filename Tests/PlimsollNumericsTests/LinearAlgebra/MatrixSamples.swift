import PlimsollNumerics

/// Matrices and vectors for tests, the same on every run.
struct MatrixSamples: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func vector(_ n: Int) -> [Double] {
    (0..<n).map { _ in Double.random(in: -1...1, using: &self) }
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, storage: vector(rows * columns))
  }

  /// A symmetric matrix of order n, indefinite as a rule.
  mutating func symmetric(_ n: Int) -> Matrix {
    var result = matrix(n, n)
    for i in 0..<n {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }

  /// A positive definite matrix of order n.
  mutating func positiveDefinite(_ n: Int) -> Matrix {
    var result = matrix(n + 3, n).crossProduct()
    for i in 0..<n { result[i, i] += 0.1 }
    return result
  }
}

/// The largest absolute difference between two lists of one length.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}
