public import PlimsollNumerics

/// What stays as it is when the price moves: how an option's volatility follows.
///
/// With a move of the forward by its log x, of the level of volatility by the factor λ, and an option
/// at k₀ = ln(strike / forward) before the move whose mark volatility is σₘ:
///
/// - `strike`: λ σₘ. Every strike keeps its volatility; the smile moves with the strikes.
/// - `moneyness`: λ (σₘ + σₛ(k₀ − x) − σₛ(k₀)). Every log-moneyness keeps its volatility; the smile
///   moves with the price.
/// - `delta`: λ (σₘ + σₛ((k₀ − x) / λ) − σₛ(k₀)). As `moneyness`, and the smile widens with the level
///   of volatility, so that every delta keeps its place on it.
///
/// σₛ is the surface's volatility at the option's time to expiry. Its differences are added to the
/// mark, so that without a move every option keeps its mark, whatever the fit makes of it.
///
/// - Source: Derman (1999), "Regimes of volatility"; Reiswich and Wystup (2010), "A guide to FX
///   options quoting conventions", for the delta.
/// - Verified by: StickinessTests.
extension MovingOption.Stickiness {
  /// The volatility of an option after a move; zero where the formula is negative.
  ///
  /// - Parameters:
  ///   - mark: the option's volatility before the move.
  ///   - logMoneyness: ln(strike / forward) before the move, k₀.
  ///   - move: the log of the forward after over before, x.
  ///   - level: the factor on the level of volatility, λ, above zero.
  ///   - curve: total variance at the option's time to expiry.
  ///   - years: that time, above zero.
  public func volatility(
    mark: Double, logMoneyness: Double, move: Double, level: Double, curve: RawSVI, years: Double
  ) -> Double {
    precondition(level > 0 && years > 0, "level \(level), years \(years)")
    let moved: Double
    switch self {
    case .strike: return level * mark
    case .moneyness: moved = logMoneyness - move
    case .delta: moved = (logMoneyness - move) / level
    }
    return max(
      0,
      level
        * (mark
          + (curve.volatility(moved, years: years)
            - curve.volatility(logMoneyness, years: years)))
    )
  }
}
