internal import PlimsollNumerics

extension ReturnPanel {
  /// Key of the random stream that picks residuals for filled returns.
  private static let residualStream: UInt32 = 0x70_72_6F_78

  /// Gives every factor a return where it has none: beta times the proxy's return plus the
  /// regression residual of a day drawn at random.
  ///
  /// The residual keeps the factor's variance and its correlation with the proxy as they are on
  /// the days both were listed; without it the filled days would be too quiet and too correlated.
  /// The day is a function of the filled row alone, so factors filled together take the residuals
  /// of one day and keep their own correlation too.
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
      let own = returns[i]
      for row in own.indices where own[row].isNaN {
        let day = donor(of: row, among: own)
        returns[i][row] = beta * proxyReturns[row] + own[day] - beta * proxyReturns[day]
        filled[i] += 1
      }
    }
    return filled
  }

  /// The day whose residual fills `row`: the first of the row's own sequence of random days on
  /// which the factor has a return.
  private func donor(of row: Int, among own: [Double]) -> Int {
    let stream = RandomStream(seed: 0, stream: Self.residualStream)
    var attempt = 0
    while true {
      // Times before 1970 are negative; without the sign bit they are still all different.
      let draw = stream.uniform(scenario: times[row].seconds & .max, dimension: attempt)
      let day = min(Int(draw * Double(own.count)), own.count - 1)
      if !own[day].isNaN { return day }
      attempt += 1
    }
  }
}
