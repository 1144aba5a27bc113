internal import PlimsollNumerics

/// Kupiec's test: whether losses beyond value at risk are as frequent as its level says.
///
/// - Source: Kupiec (1995), "Techniques for verifying the accuracy of risk measurement models",
///   Journal of Derivatives 3: −2 log of the likelihood at the rate over that at x/n, chi-square
///   with one degree of freedom.
/// - Verified by: ProportionOfFailuresTests, ReferenceTests (backtest-kupiec).
public struct ProportionOfFailures: Sendable, Equatable {
  /// How many forecasts were tested.
  public let observations: Int
  /// How many losses were beyond theirs.
  public let exceptions: Int
  /// The probability of an exception when the level holds: 1 − level.
  public let rate: Double

  /// Exceptions among observations.
  ///
  /// - Parameter rate: between 0 and 1, such as 0.01.
  public init(observations: Int, exceptions: Int, rate: Double) {
    precondition(observations >= 0 && (0...observations).contains(exceptions))
    precondition(rate > 0 && rate < 1)
    self.observations = observations
    self.exceptions = exceptions
    self.rate = rate
  }

  /// The likelihood ratio, which grows with too many exceptions and with too few.
  public var likelihoodRatio: ChiSquareTest {
    guard observations > 0 else { return ChiSquareTest(statistic: 0, degreesOfFreedom: 1) }
    let share = Double(exceptions) / Double(observations)
    return ChiSquareTest(
      statistic: 2
        * (ChiSquareTest.term(exceptions, share: share, expected: rate)
          + ChiSquareTest.term(observations - exceptions, share: 1 - share, expected: 1 - rate)),
      degreesOfFreedom: 1)
  }

  /// The probability of at most so many exceptions.
  public var atMost: Double {
    BinomialDistribution(trials: observations, probability: rate).cumulative(exceptions)
  }

  /// The probability of at least so many exceptions: the one-sided p-value.
  public var atLeast: Double {
    BinomialDistribution(trials: observations, probability: 1 - rate)
      .cumulative(observations - exceptions)
  }

  /// The share of observations without exception; 1 without observations.
  public var coverage: Double {
    observations == 0 ? 1 : 1 - Double(exceptions) / Double(observations)
  }
}
