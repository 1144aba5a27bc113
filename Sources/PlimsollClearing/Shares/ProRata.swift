/// Splits money in proportion to weights.
///
/// - Source: pro rata sharing with the largest remainders rounded up (Hamilton's method), ties to
///   whoever comes first; nothing is lost or made by rounding.
/// - Verified by: ProRataTests.
public enum ProRata {
  /// The parts of `amount`, one a weight; all zero when no weight is above zero.
  ///
  /// - Parameters:
  ///   - weights: finite and not negative.
  ///   - unit: the smallest sum that can be paid, such as 0.01; nil splits exactly. `amount` is
  ///     rounded to it first, and the parts add up to the rounded amount to the unit.
  /// - Complexity: O(n), with a unit O(n log n).
  public static func shares(of amount: Double, weights: [Double], unit: Double? = nil) -> [Double] {
    let total = weights.reduce(0, +)
    guard total > 0 else { return weights.map { _ in 0 } }
    guard let unit else { return weights.map { amount * ($0 / total) } }
    let units = (abs(amount) / unit).rounded()
    let exact = weights.map { units * ($0 / total) }
    var whole = exact.map { $0.rounded(.down) }
    let left = Int(units - whole.reduce(0, +))
    let byRemainder = weights.indices.sorted { first, second in
      let (a, b) = (exact[first] - whole[first], exact[second] - whole[second])
      return a != b ? a > b : first < second
    }
    for place in byRemainder.prefix(max(0, left)) { whole[place] += 1 }
    return whole.map { (amount < 0 ? -$0 : $0) * unit }
  }
}
