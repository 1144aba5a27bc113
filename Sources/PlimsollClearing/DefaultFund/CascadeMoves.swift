public import PlimsollMargin
internal import PlimsollMarket

/// What closing out the defaulters does to prices: all they hold is traded at once, right after the
/// scenario's shock, and whoever that leaves short of maintenance margin is liquidated, round after
/// round, until nobody has to trade.
///
/// No time passes: nothing recovers and no funding is paid. The scenario's volumes, spreads and unwinds
/// hold; implied volatilities stay as in its shock.
///
/// - Source: METHODS H, fund sizing on prices after the cascade; the loop is `Cascade`.
/// - Verified by: CascadeMovesTests.
public struct CascadeMoves: EndogenousMoves {
  private let cascade: Cascade
  /// Whether others are liquidated after the close-out.
  private let liquidates: Bool

  /// Moves of a cascade whose accounts are the pools.
  ///
  /// - Parameter liquidates: whether others are liquidated after the close-out.
  public init(_ cascade: Cascade, liquidates: Bool = true) {
    self.cascade = cascade
    self.liquidates = liquidates
  }

  /// For the report.
  public var method: String {
    let (impact, rules) = (cascade.impact.name, cascade.rules.name)
    return
      "After: all that the defaulters' pools hold is traded at once, and prices give way by impact "
      + "\(impact)"
      + (liquidates
        ? "; other pools that are then below maintenance margin are liquidated by rules \(rules), round "
          + "after round, until nobody has to trade. "
        : "; nobody else has to trade. ")
      + "Nothing recovers meanwhile, volumes, spreads and unwinds are the scenario's, implied "
      + "volatilities stay as in its shock. Losses are then measured anew at those prices, on what was "
      + "held before."
  }

  /// The scenario's moves with what forced trades add to them, in log returns.
  public func shock(after scenario: StressScenario, closing pools: [Int]) -> MarketShock {
    var path = CascadePath(
      scenario, factors: cascade.factors, steps: 1, stepLength: TimeSpan(seconds: 0))
    path.closeOuts = pools
    path.liquidates = liquidates
    var shock = scenario.shock
    let moved = zip(path.moves[0], cascade.moves(along: path))
    for (factor, (own, total)) in zip(cascade.factors, moved) where total != own {
      shock.logMoves[factor] = total
    }
    return shock
  }
}
