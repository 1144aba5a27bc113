/// Why an estimator has no value for its observations.
///
/// - Verified by: DegenerateSeriesTests.
public enum EstimationFailure: Error, Sendable, Equatable {
  /// There are fewer observations than the estimator can use.
  case tooFewObservations(Int, needed: Int)
  /// A variable, by its place from zero, never differs from zero.
  case noVariation(variable: Int)
  /// A variable, by its place from zero, has an observation that is not finite.
  case notFinite(variable: Int)

  /// Throws when columns have too few observations, or one without finite variation.
  static func check(_ columns: [[Double]], fewest: Int) throws(EstimationFailure) {
    let count = columns.map(\.count).min() ?? 0
    guard count >= fewest else { throw .tooFewObservations(count, needed: fewest) }
    for (variable, column) in columns.enumerated() {
      precondition(column.count == count, "columns of different lengths")
      guard column.allSatisfy(\.isFinite) else { throw .notFinite(variable: variable) }
      guard column.contains(where: { $0 != 0 }) else { throw .noVariation(variable: variable) }
    }
  }
}

extension EstimationFailure: CustomStringConvertible {
  /// The failure in words.
  public var description: String {
    switch self {
    case .tooFewObservations(let count, let needed):
      "there are \(count) observations, \(needed) are needed"
    case .noVariation(let variable): "variable \(variable) never differs from zero"
    case .notFinite(let variable): "variable \(variable) has a value that is not finite"
    }
  }
}
