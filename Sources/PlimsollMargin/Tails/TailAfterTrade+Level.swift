public import PlimsollNumerics

extension TailAfterTrade {
  /// Room for the tails of `count` scenarios at a confidence level: its value at risk and its expected
  /// shortfall, those of `LossTail` for the stored sum.
  ///
  /// - Verified by: TradeTailTests.
  public init(count: Int, level: ConfidenceLevel) {
    let (whole, fraction) = level.tail(of: count)
    // A tail of less than one scenario is the worst one.
    self.init(
      count: count, rank: count - level.quantileRank(of: count) + 1,
      size: whole == 0 ? 1 : Double(whole) + fraction)
  }
}
