/// One-bar log returns of several factors, with the places where a chain of bars is broken.
///
/// Consecutive rows are one bar apart, weekend or not; a step of more than seven daily bars (one
/// bar when bars are shorter than a day) breaks the chain, and no return crosses it.
///
/// - Source: the project's conventions on bars and gaps.
/// - Verified by: ReturnPanelTests.
public struct ReturnPanel: Sendable {
  /// The factors, in the order asked for.
  public let factors: [RiskFactor]
  /// The length of a bar.
  public let bar: TimeSpan
  /// The time at the end of each return.
  public internal(set) var times: [Timestamp]
  /// factors × returns; NaN where a factor has none (only under `MissingPrices.pairwise`).
  public internal(set) var returns: [[Double]]
  /// Ranges of returns within which bars follow each other without a break.
  public internal(set) var chains: [Range<Int>]
  /// What each factor contributes.
  public internal(set) var coverage: [FactorCoverage]
  /// Gaps, late listings and early ends.
  public internal(set) var diagnostics: [Diagnostic]

  /// The number of returns (rows).
  public var count: Int { times.count }

  /// The fewest returns an estimate is made from.
  public static let fewestReturns = 20

  /// Whether every factor has a return on every row.
  public var isComplete: Bool { returns.allSatisfy { !$0.contains(where: \.isNaN) } }

  /// The longest step between two rows that still counts as one bar.
  static func longestStep(bar: TimeSpan) -> TimeSpan {
    bar >= .day ? TimeSpan(seconds: 7 * bar.seconds) : bar
  }

  /// Sums of `bars` consecutive returns, overlapping, never across a break: factors × sums.
  public func overlappingSums(bars: Int) -> [[Double]] {
    precondition(bars >= 1 && isComplete)
    return returns.map { row in
      var sums: [Double] = []
      for chain in chains where chain.count >= bars {
        for start in chain.lowerBound...(chain.upperBound - bars) {
          sums.append(row[start..<(start + bars)].reduce(0, +))
        }
      }
      return sums
    }
  }
}
