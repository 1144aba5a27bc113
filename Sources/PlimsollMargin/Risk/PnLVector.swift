internal import PlimsollNumerics

/// The gain of a portfolio in each of equally likely scenarios.
public struct PnLVector: Sendable {
  /// One gain per scenario, in USD; negative when money is lost.
  public var gains: [Double]
  /// How many independent observations they are worth.
  public var effectiveCount: Int

  /// Gains of scenarios, worth `effectiveCount` independent ones (all of them when nil).
  public init(_ gains: [Double], effectiveCount: Int? = nil) {
    precondition(!gains.isEmpty, "at least one scenario is needed")
    self.gains = gains
    self.effectiveCount = effectiveCount ?? gains.count
  }

  /// The smallest loss x with at least `level` of scenarios at or below it.
  ///
  /// - Parameter level: confidence in (0, 1), such as 0.99.
  /// - Returns: a loss, positive when money is lost, with its order-statistic interval.
  /// - Complexity: O(n) on average (selection).
  /// - Source: the ⌈nα⌉-th ascending loss, the inverse of the empirical distribution function.
  /// - Verified by: PnLVectorTests, ReferenceTests (risk-historical).
  public func valueAtRisk(at level: ConfidenceLevel) -> Estimate {
    LossTail(self, level: level).valueAtRisk
  }

  /// The mean loss in the worst `1 - level` of scenarios.
  ///
  /// Splits the scenario that straddles the quantile, so it is continuous in `level`.
  ///
  /// - Parameter level: confidence in (0, 1), such as 0.99.
  /// - Returns: a loss, positive when money is lost, with its standard error.
  /// - Complexity: O(n) on average (selection).
  /// - Source: Acerbi and Tasche (2002), "On the coherence of expected shortfall".
  /// - Verified by: PnLVectorTests, ReferenceTests (risk-historical).
  public func expectedShortfall(at level: ConfidenceLevel) -> Estimate {
    LossTail(self, level: level).expectedShortfall
  }
}

/// A measure of a loss distribution, as rules and commands name it.
public enum RiskMeasure: String, Sendable, Codable, CaseIterable {
  /// Value at risk.
  case valueAtRisk = "var"
  /// Expected shortfall.
  case expectedShortfall = "es"
}
