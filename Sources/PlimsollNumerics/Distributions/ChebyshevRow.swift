internal import Glibc

/// One row of a table of functions: the polynomial of degree 7 through eight Chebyshev points.
///
/// - Source: Press et al., Numerical Recipes 5.8.
/// - Verified by: PiecewisePolynomialTests, OddFunctionTableTests.
enum ChebyshevRow {
  /// Eight coefficients in powers of a variable that runs from -1 to 1, lowest first.
  ///
  /// - Parameter function: called at the eight points, none of them an end.
  static func powers(of function: (Double) -> Double) -> [Double] {
    let nodes = (0..<8).map { cos(Double.pi * (Double($0) + 0.5) / 8) }
    let values = nodes.map(function)
    // Chebyshev coefficients, by the discrete orthogonality of the points.
    let chebyshev = (0..<8).map { order in
      let sum = (0..<8).reduce(0.0) { sum, node in
        sum + values[node] * cos(Double.pi * Double(order) * (Double(node) + 0.5) / 8)
      }
      return sum * (order == 0 ? 0.125 : 0.25)
    }
    // T_{n+1} = 2 s T_n - T_{n-1}, collected power by power.
    var powers = [Double](repeating: 0, count: 8)
    var previous = [Double](repeating: 0, count: 8)
    var current = previous
    current[0] = 1
    for order in 0..<8 {
      for power in 0...order { powers[power] += chebyshev[order] * current[power] }
      var next = previous.map { -$0 }
      for power in 0..<7 { next[power + 1] += (order == 0 ? 1 : 2) * current[power] }
      previous = current
      current = next
    }
    return powers
  }
}
