public import PlimsollMargin

/// One linear position closed slice by slice at a price that stands still: the closed form that a
/// cascade of one account without impact comes to.
///
/// While equity < maintenance × target ratio, a fraction of the *original* size is closed at the mark;
/// fee and slippage on what is closed are paid out of equity.
///
/// - Source: METHODS H (liquidation in slices, as Deribit and others describe it).
/// - Verified by: ReferenceTests (margin-liquidation), IsolatedPositionTests, CascadeTests.
public struct PartialLiquidation: Sendable, Equatable {
  /// Equity over maintenance at which it stops.
  public var targetRatio: Double
  /// The part of the original size closed at once, in (0, 1].
  public var fraction: Double
  /// Fee over notional closed.
  public var feeRate: Double
  /// Slippage over notional closed.
  public var slippageRate: Double

  /// The state after one slice.
  public struct Step: Sendable, Equatable {
    /// Coins closed.
    public var cut: Double
    /// Fee and slippage in USD.
    public var cost: Double
    /// Coins left.
    public var remaining: Double
    /// USD left.
    public var equity: Double
    /// What must be kept to hold the rest, in USD.
    public var maintenance: Double
  }

  /// A way to liquidate.
  public init(targetRatio: Double, fraction: Double, feeRate: Double, slippageRate: Double) {
    precondition(fraction > 0 && fraction <= 1, "a fraction of \(fraction)")
    self.targetRatio = targetRatio
    self.fraction = fraction
    self.feeRate = feeRate
    self.slippageRate = slippageRate
  }

  /// Closes slices of a position of `size` coins until it is safe or gone.
  ///
  /// - Complexity: O(1 / fraction).
  public func steps(size: Double, equity: Double, mark: Double, brackets: MarginBrackets) -> [Step]
  {
    var (remaining, equity) = (size, equity)
    var found: [Step] = []
    while remaining > 0, equity < targetRatio * brackets.maintenance(remaining * mark) {
      // What rounding would leave of the last slice goes with it.
      let slice = fraction * size
      let cut = remaining - slice < size * 1e-12 ? remaining : slice
      let cost = (feeRate + slippageRate) * cut * mark
      remaining -= cut
      equity -= cost
      found.append(
        Step(
          cut: cut, cost: cost, remaining: remaining, equity: equity,
          maintenance: brackets.maintenance(remaining * mark)))
    }
    return found
  }
}
