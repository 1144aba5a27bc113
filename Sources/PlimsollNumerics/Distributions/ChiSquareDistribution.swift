/// The chi-square law: the gamma law of shape `nu / 2` and scale 2.
public struct ChiSquareDistribution: Sendable, Equatable {
  /// The degrees of freedom, `nu`, positive and finite.
  public let degreesOfFreedom: Double
  private let gamma: GammaDistribution

  /// The law with these degrees of freedom.
  ///
  /// - Parameter degreesOfFreedom: positive and finite, need not be whole.
  /// - Verified by: ChiSquareDistributionTests.
  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    gamma = GammaDistribution(shape: degreesOfFreedom / 2, scale: 2)
  }

  /// The density.
  ///
  /// Edge cases: as `GammaDistribution.density(_:)`.
  ///
  /// - Parameter x: any number.
  /// - Returns: the density, about 1e-14 relative.
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 26.4.
  /// - Verified by: ChiSquareDistributionTests.
  public func density(_ x: Double) -> Double { gamma.density(x) }

  /// The probability `P(X <= x)`.
  ///
  /// Edge cases: 0 up to zero, 1 at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-14 relative, or 1e-15 √nu if that is more.
  /// - Complexity: O(√nu) near the mean, a few dozen terms elsewhere.
  /// - Source: Abramowitz and Stegun 26.4.19.
  /// - Verified by: ChiSquareDistributionTests.
  public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }

  /// The probability `P(X > x)`: the p-value of a statistic.
  ///
  /// Edge cases: 1 up to zero, 0 at infinity, NaN for NaN.
  ///
  /// - Parameter x: any number.
  /// - Returns: a probability, about 1e-14 relative, or 1e-15 √nu if that is more.
  /// - Complexity: O(√nu) near the mean, a few dozen terms elsewhere.
  /// - Source: Abramowitz and Stegun 26.4.19.
  /// - Verified by: ChiSquareDistributionTests.
  public func survival(_ x: Double) -> Double { gamma.survival(x) }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: 0 at 0, infinity at 1, NaN outside [0, 1] and for NaN.
  ///
  /// - Parameter p: a probability.
  /// - Returns: the quantile, about 1e-13 relative in both tails.
  /// - Complexity: about ten `cumulative`.
  /// - Source: as `GammaDistribution.quantile(_:)`.
  /// - Verified by: ChiSquareDistributionTests.
  public func quantile(_ p: Double) -> Double { gamma.quantile(p) }

  /// The value above which the probability is `q`: `quantile(1 - q)` without the rounding of `1 - q`.
  ///
  /// Edge cases: infinity at 0, 0 at 1, NaN outside [0, 1] and for NaN.
  ///
  /// - Parameter q: a probability.
  /// - Returns: the quantile, about 1e-13 relative in both tails.
  /// - Complexity: about ten `cumulative`.
  /// - Source: as `GammaDistribution.quantile(_:)`.
  /// - Verified by: ChiSquareDistributionTests.
  public func survivalQuantile(_ q: Double) -> Double { gamma.survivalQuantile(q) }
}
