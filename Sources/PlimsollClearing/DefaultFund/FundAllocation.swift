/// What each member pays into a fund.
///
/// In proportion to a weight, but nobody less than a floor: whose part would be smaller pays the
/// floor, and the others share what is left, until no part is below it. A fund that is smaller than
/// the floors together grows to their sum.
///
/// - Source: clearing houses' minimum contributions; the rule of shares is the project's.
/// - Verified by: FundAllocationTests, ReferenceTests (margin-cover2-default-fund).
public enum FundAllocation {
  /// The parts of `size`.
  ///
  /// - Parameters:
  ///   - weights: not negative; when all are zero, everybody pays the same.
  ///   - unit: the smallest sum that can be paid; size and floor are rounded up to it, and parts by
  ///     largest remainders.
  /// - Complexity: O(n²) at worst.
  public static func shares(
    of size: Double, weights: [Double], floor: Double = 0, unit: Double? = nil
  ) -> [Double] {
    guard !weights.isEmpty else { return [] }
    let (least, total) = (up(floor, unit), up(size, unit))
    let usual = weights.contains { $0 > 0 } ? weights : weights.map { _ in 1 }
    var pays = [Double?](repeating: nil, count: weights.count)
    while true {
      let open = pays.indices.filter { pays[$0] == nil }
      let left = total - Double(weights.count - open.count) * least
      let sum = open.reduce(0) { $0 + usual[$1] }
      let below = open.filter { sum <= 0 || left * (usual[$0] / sum) < least }
      if below.isEmpty {
        let parts = ProRata.shares(of: left, weights: open.map { usual[$0] }, unit: unit)
        for (place, part) in zip(open, parts) { pays[place] = part }
        return pays.map { $0 ?? 0 }
      }
      for place in below { pays[place] = least }
      if pays.allSatisfy({ $0 != nil }) { return pays.map { $0 ?? 0 } }
    }
  }

  private static func up(_ amount: Double, _ unit: Double?) -> Double {
    guard let unit else { return amount }
    return (amount / unit).rounded(.up) * unit
  }
}
