internal import Glibc

/// The tail index of a law with a power tail, from its largest losses.
///
/// Quick to compute and quick to mislead: biased unless the tail is a pure power well below the
/// losses used. Prefer `GeneralisedParetoFit` for figures; this is a check on it.
///
/// - Source: Hill (1975), "A simple general approach to inference about the tail of a
///   distribution", Annals of Statistics 3.
/// - Verified by: HillEstimatorTests, ReferenceTests (estimators-gpd).
public struct HillEstimator: Sendable, Equatable {
  /// ξ: the mean log of the k largest less the log of the next.
  public let shape: Double
  /// The same less the log of the k-th itself, as some texts write it.
  public let shapeAgainstLast: Double

  /// The power of the tail, 1/ξ.
  public var exponent: Double { 1 / shape }

  /// The estimate from the `largest` losses; nil unless one more is positive too.
  ///
  /// - Complexity: O(n log n).
  public init?(losses: [Double], largest: Int) {
    guard largest > 0, largest < losses.count else { return nil }
    let top = losses.sorted(by: >).prefix(largest + 1)
    guard let next = top.last, next > 0 else { return nil }
    let mean = top.dropLast().reduce(0) { $0 + log($1) } / Double(largest)
    shape = mean - log(next)
    shapeAgainstLast = mean - log(top[largest - 1])
  }
}
