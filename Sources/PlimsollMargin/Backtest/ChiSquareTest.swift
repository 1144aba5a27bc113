internal import Glibc
internal import PlimsollNumerics

/// A statistic that follows a chi-square law when the null hypothesis holds.
///
/// - Verified by: ProportionOfFailuresTests, ExceptionTransitionsTests.
public struct ChiSquareTest: Sendable, Equatable {
  /// The statistic, zero or more.
  public let statistic: Double
  /// How many restrictions it tests.
  public let degreesOfFreedom: Int
  /// The probability of a statistic as large when the null hypothesis holds.
  public let pValue: Double

  /// A statistic; what rounding takes below zero counts as zero.
  ///
  /// - Complexity: O(1).
  public init(statistic: Double, degreesOfFreedom: Int) {
    self.statistic = max(0, statistic)
    self.degreesOfFreedom = degreesOfFreedom
    pValue = ChiSquareDistribution(degreesOfFreedom: Double(degreesOfFreedom))
      .survival(self.statistic)
  }

  /// The statistic that is exceeded with this probability when the null hypothesis holds.
  public func criticalValue(_ probability: Double) -> Double {
    ChiSquareDistribution(degreesOfFreedom: Double(degreesOfFreedom))
      .survivalQuantile(probability)
  }

  /// The sum of independent statistics.
  public static func + (left: ChiSquareTest, right: ChiSquareTest) -> ChiSquareTest {
    ChiSquareTest(
      statistic: left.statistic + right.statistic,
      degreesOfFreedom: left.degreesOfFreedom + right.degreesOfFreedom)
  }

  /// count × log(share / expected), with 0 log 0 = 0: one term of a log-likelihood ratio.
  static func term(_ count: Int, share: Double, expected: Double) -> Double {
    count == 0 ? 0 : Double(count) * log(share / expected)
  }
}
