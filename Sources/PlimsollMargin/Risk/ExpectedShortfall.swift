extension PnLVector {
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
