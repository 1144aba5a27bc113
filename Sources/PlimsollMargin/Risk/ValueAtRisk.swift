extension PnLVector {
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
}
