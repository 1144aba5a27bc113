/// How often margin covered the loss over its margin period of risk, and by how much it fell short:
/// the figures of the public quantitative disclosures.
///
/// - Source: CPMI-IOSCO (2015), "Public quantitative disclosure standards for central
///   counterparties", 6.5: observations, times over, achieved coverage, peak and average of what was
///   not covered.
/// - Verified by: MarginCoverageTests.
public struct MarginCoverage: Sendable, Equatable {
  /// Margins compared with a loss.
  public let observations: Int
  /// Losses above their margin.
  public let breaches: Int
  /// The largest loss less its margin; zero without breach.
  public let largestUncovered: Double
  /// The mean over breaches of loss less margin; zero without breach.
  public let averageUncovered: Double

  /// Gains against the margins held for them; windows must not overlap for `atLeast` to hold.
  ///
  /// - Complexity: O(n).
  public init(pnl: [Double], margins: [Double]) {
    precondition(pnl.count == margins.count)
    let uncovered = zip(pnl, margins).map { -$0 - $1 }.filter { $0 > 0 }
    observations = pnl.count
    breaches = uncovered.count
    largestUncovered = uncovered.max() ?? 0
    averageUncovered =
      uncovered.isEmpty ? 0 : uncovered.reduce(0, +) / Double(uncovered.count)
  }

  /// The share of margins that were enough; 1 without observations.
  public var coverage: Double {
    observations == 0 ? 1 : 1 - Double(breaches) / Double(observations)
  }

  /// The probability of at least so many breaches when each has the probability `rate`: one-sided,
  /// since margin that is rarely breached fails nobody.
  public func pValue(rate: Double) -> Double {
    ProportionOfFailures(observations: observations, exceptions: breaches, rate: rate).atLeast
  }
}
