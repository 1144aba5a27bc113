/// Christoffersen's tests: whether an exception makes another more likely the day after.
///
/// Undefined transition probabilities, such as those after an exception when there was none, count
/// as zero, and 0 log 0 is 0.
///
/// - Source: Christoffersen (1998), "Evaluating interval forecasts", International Economic
///   Review 39.
/// - Verified by: ExceptionTransitionsTests, ReferenceTests (backtest-christoffersen).
public struct ExceptionTransitions: Sendable, Equatable {
  /// Quiet days after quiet days.
  public let quietAfterQuiet: Int
  /// Exceptions after quiet days.
  public let exceptionAfterQuiet: Int
  /// Quiet days after exceptions.
  public let quietAfterException: Int
  /// Exceptions after exceptions.
  public let exceptionAfterException: Int
  private let coverage: ProportionOfFailures

  /// The transitions of a sequence, oldest first.
  ///
  /// - Parameter rate: the probability of an exception when the level holds, such as 0.01.
  /// - Complexity: O(n).
  public init(_ exceptions: [Bool], rate: Double) {
    var counts = [0, 0, 0, 0]
    for (before, after) in zip(exceptions, exceptions.dropFirst()) {
      counts[(before ? 2 : 0) + (after ? 1 : 0)] += 1
    }
    quietAfterQuiet = counts[0]
    exceptionAfterQuiet = counts[1]
    quietAfterException = counts[2]
    exceptionAfterException = counts[3]
    coverage = ProportionOfFailures(
      observations: exceptions.count, exceptions: exceptions.count(where: \.self), rate: rate)
  }

  /// How often an exception follows a quiet day; zero when there was none.
  public var rateAfterQuiet: Double {
    Self.share(exceptionAfterQuiet, of: quietAfterQuiet + exceptionAfterQuiet)
  }

  /// How often an exception follows an exception; zero when there was none.
  public var rateAfterException: Double {
    Self.share(exceptionAfterException, of: quietAfterException + exceptionAfterException)
  }

  /// Whether the two rates are one: the likelihood ratio of independence, one degree of freedom.
  public var independence: ChiSquareTest {
    let (later, total) = followers
    let common = Self.share(later, of: total)
    let statistic =
      2
      * (ChiSquareTest.term(quietAfterQuiet, share: 1 - rateAfterQuiet, expected: 1 - common)
        + ChiSquareTest.term(exceptionAfterQuiet, share: rateAfterQuiet, expected: common)
        + ChiSquareTest.term(
          quietAfterException, share: 1 - rateAfterException, expected: 1 - common)
        + ChiSquareTest.term(
          exceptionAfterException, share: rateAfterException, expected: common))
    return ChiSquareTest(statistic: statistic, degreesOfFreedom: 1)
  }

  /// Coverage and independence at once, two degrees of freedom: the coverage ratio of all
  /// observations plus that of independence.
  public var conditionalCoverage: ChiSquareTest { coverage.likelihoodRatio + independence }

  /// The same with the coverage ratio of the observations that have one before them, which is the
  /// exact decomposition of the likelihood of transitions.
  public var conditionalCoverageOfTransitions: ChiSquareTest {
    let (later, total) = followers
    return ProportionOfFailures(observations: total, exceptions: later, rate: coverage.rate)
      .likelihoodRatio + independence
  }

  /// Exceptions among observations that have one before them.
  private var followers: (exceptions: Int, all: Int) {
    let exceptions = exceptionAfterQuiet + exceptionAfterException
    return (exceptions, exceptions + quietAfterQuiet + quietAfterException)
  }

  private static func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
