import Foundation

/// When two answers count as the same, and why not closer.
enum Agreement {
  /// Each pair within a multiple of the peer's value.
  case relative(Double, because: String)
  /// Each pair within a distance.
  case absolute(Double, because: String)
  /// Each pair within so many standard errors of its difference: the sides draw different numbers.
  case standardErrors(Double, because: String)
  /// There is nobody to agree with.
  case unopposed

  /// Whether the two sides found the same.
  func holds(_ ours: Figures, _ theirs: Figures) -> Bool {
    guard ours.values.count == theirs.values.count, !ours.values.isEmpty else { return false }
    return ours.values.indices.allSatisfy { index in
      let (one, other) = (ours.values[index], theirs.values[index])
      // A NaN on either side makes the comparison false.
      return abs(one - other) <= allowance(ours, theirs, index)
    }
  }

  private func allowance(_ ours: Figures, _ theirs: Figures, _ index: Int) -> Double {
    switch self {
    case .relative(let tolerance, _): tolerance * abs(theirs.values[index])
    case .absolute(let tolerance, _): tolerance
    case .standardErrors(let count, _):
      count * hypot(ours.errors?[index] ?? .nan, theirs.errors?[index] ?? .nan)
    case .unopposed: .nan
    }
  }

  /// The rule in words, for the table's notes; nil without one.
  var text: String? {
    switch self {
    case .relative(let tolerance, let reason): "within \(tolerance) relatively: \(reason)"
    case .absolute(let tolerance, let reason): "within \(tolerance): \(reason)"
    case .standardErrors(let count, let reason):
      "within \(count) standard errors of the difference: \(reason)"
    case .unopposed: nil
    }
  }
}
