/// Whether a rule may be used for an account, by the tests that decide.
///
/// Four tests decide, each at 5 %: Kupiec's of the number of exceptions, Christoffersen's of number
/// and independence at once, Acerbi and Székely's Z2 of how much is lost in them, and the number of
/// margin breaches. A rule that is right is rejected by one of them more often than by any alone:
/// about once in seven times over 500 bars at 99 %, as `BacktestVerdictTests` counts.
///
/// - Verified by: BacktestVerdictTests.
public struct BacktestVerdict: Sendable, Equatable {
  /// What the tests come to.
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// No test rejects.
    case accepted
    /// A test rejects.
    case rejected
    /// No test rejects, and there are too few observations, or no risk, to tell.
    case inconclusive
  }

  /// A test that rejects.
  public enum Failure: Sendable, Equatable {
    /// The number of exceptions is not what the level says.
    case coverage(pValue: Double, tooMany: Bool)
    /// Number and independence of exceptions together are not.
    case conditionalCoverage(pValue: Double)
    /// Losses beyond value at risk are more or larger than the shortfall says.
    case shortfall(pValue: Double)
    /// Margin was breached too often.
    case marginBreaches(pValue: Double)
  }

  /// What the tests come to.
  public let outcome: Outcome
  /// The tests that reject.
  public let failures: [Failure]
  /// The least p-value among those that decide.
  public let leastP: Double

  /// A p-value below this rejects.
  public static let significance = 0.05
  /// With fewer expected exceptions, those of 250 observations at 99 %, acceptance means little.
  public static let fewestExpected = 2.5

  init(
    coverage: ProportionOfFailures, transitions: ExceptionTransitions, shortfallP: Double?,
    margin: MarginCoverage, isWithoutRisk: Bool
  ) {
    guard !isWithoutRisk else {
      outcome = .inconclusive
      failures = []
      leastP = 1
      return
    }
    let expected = Double(coverage.observations) * coverage.rate
    let tests: [(p: Double, failure: (Double) -> Failure)] = [
      (
        coverage.likelihoodRatio.pValue,
        { .coverage(pValue: $0, tooMany: Double(coverage.exceptions) > expected) }
      ),
      (transitions.conditionalCoverage.pValue, Failure.conditionalCoverage),
      (shortfallP ?? 1, Failure.shortfall),
      (margin.pValue(rate: coverage.rate), Failure.marginBreaches),
    ]
    failures = tests.filter { $0.p < Self.significance }.map { $0.failure($0.p) }
    leastP = tests.map(\.p).min() ?? 1
    // A sum such as 250 × 0.01 may be a last bit short of 2.5.
    outcome =
      !failures.isEmpty
      ? .rejected : expected < Self.fewestExpected * (1 - 1e-9) ? .inconclusive : .accepted
  }
}
