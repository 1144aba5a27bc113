/// Brackets of notional with their maintenance rates, each rate for the part inside its bracket.
///
/// - Source: VENUES 3, 4, 5: maintenance = notional × rate − deduction, where the deductions make it
///   continuous.
/// - Verified by: VenueScanTests, ReferenceTests (margin-liquidation).
public struct MarginBrackets: Sendable, Equatable {
  /// Upper ends in USD in ascending order; the last is infinite.
  public let ends: [Double]
  /// One a bracket.
  public let rates: [Double]
  /// What is taken off notional × rate in each bracket.
  let deductions: [Double]

  /// Brackets; as many ends as rates, at least one.
  public init(ends: [Double], rates: [Double]) {
    precondition(!ends.isEmpty && ends.count == rates.count, "one rate a bracket")
    precondition(zip(ends, ends.dropFirst()).allSatisfy(<), "ends ascend")
    self.ends = ends
    self.rates = rates
    var found = [0.0]
    for place in rates.indices.dropFirst() {
      found.append(found[place - 1] + ends[place - 1] * (rates[place] - rates[place - 1]))
    }
    deductions = found
  }

  /// The bracket of a notional; one at its end belongs to it.
  func place(of notional: Double) -> Int {
    ends.firstIndex { notional <= $0 } ?? ends.count - 1
  }

  /// What must be kept to hold a notional, in USD.
  public func maintenance(_ notional: Double) -> Double {
    let place = place(of: notional)
    return notional * rates[place] - deductions[place]
  }
}
