internal import PlimsollNumerics

extension ReturnPanel {
  /// Key of the random stream that picks residuals for filled returns.
  private static let residualStream: UInt32 = 0x70_72_6F_78

  /// A number that belongs to the factor's name alone (FNV-1a, folded to 31 bits), so that a
  /// factor's draws do not depend on which others are there.
  private static func dimension(of factor: RiskFactor) -> Int {
    let hash = factor.name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return Int((hash ^ hash >> 32) & 0x7fff_ffff)
  }

  /// Gives every factor a return where it has none: beta times the proxy's return plus one of its
  /// own regression residuals, drawn by (row, factor) so that the result never changes.
  ///
  /// The residual keeps the factor's variance and its correlation with the proxy as they are on
  /// the days both were listed; without it the filled days would be too quiet and too correlated.
  ///
  /// - Returns: the number of returns filled, per factor.
  /// - Throws: an `InputError` when a factor shares fewer than `fewestReturns` days with the proxy.
  mutating func fill(from proxy: RiskFactor, proxyReturns: [Double], file: String)
    throws(InputError) -> [Int]
  {
    var filled = [Int](repeating: 0, count: factors.count)
    for i in factors.indices where returns[i].contains(where: \.isNaN) {
      let shared = returns[i].indices.filter { !returns[i][$0].isNaN }
      guard shared.count >= Self.fewestReturns else {
        throw .data(
          file, column: factors[i].name,
          "shares \(shared.count) returns with the proxy \(proxy), at least "
            + "\(Self.fewestReturns) are needed",
          remedy: "Choose another proxy, or leave the factor out.")
      }
      let squares = shared.reduce(0) { $0 + proxyReturns[$1] * proxyReturns[$1] }
      let products = shared.reduce(0) { $0 + proxyReturns[$1] * returns[i][$1] }
      let beta = squares > 0 ? products / squares : 0
      let residuals = shared.map { returns[i][$0] - beta * proxyReturns[$0] }
      let stream = RandomStream(seed: 0, stream: Self.residualStream)
      let dimension = Self.dimension(of: factors[i])
      for row in returns[i].indices where returns[i][row].isNaN {
        // Times before 1970 are negative; without the sign bit they are still all different.
        let draw = stream.uniform(scenario: times[row].seconds & .max, dimension: dimension)
        let pick = min(Int(draw * Double(residuals.count)), residuals.count - 1)
        returns[i][row] = beta * proxyReturns[row] + residuals[pick]
        filled[i] += 1
      }
    }
    return filled
  }
}
