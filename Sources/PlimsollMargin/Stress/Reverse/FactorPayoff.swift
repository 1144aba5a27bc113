internal import Glibc
import PlimsollMarket

/// What an account gains as one factor makes a log return, at once: the sum of its holdings on that
/// factor.
///
/// f(x) = e (eˣ − 1) + Σ q (V(F eˣ) − V(F)): every contract but an option is an exposure times the
/// relative move, and each instrument rests on one factor, so an account's gain is Σ fᵢ(xᵢ) without
/// approximation.
///
/// - Source: the project's valuation convention; see `MarketShock`.
/// - Verified by: AccountPayoffTests, against `MarketShock`.
struct FactorPayoff: Sendable {
  let factor: RiskFactor
  /// USD per unit of relative move, of everything but options.
  var exposure = 0.0
  /// Contracts held of each option.
  var options: [(quantity: Double, option: OptionValuation, name: String)] = []

  /// Whether nothing on this factor gains or loses.
  var isFlat: Bool { exposure == 0 && options.isEmpty }

  /// The gain in USD of a log return and a relative change of implied volatility.
  func gain(_ move: Double, volatilityChange: Double = 0) -> Double {
    let relative = expm1(move)
    return options.reduce(exposure * relative) { sum, held in
      sum + held.quantity
        * (held.option.value(
          spotMove: relative, volatilityChange: volatilityChange, after: TimeSpan(seconds: 0))
          - held.option.value)
    }
  }

  /// The gain with its first and second derivative by the log return.
  func slopes(_ move: Double) -> (gain: Double, first: Double, second: Double) {
    let grown = exp(move)
    var found = (
      gain: exposure * expm1(move), first: exposure * grown, second: exposure * grown
    )
    for held in options {
      let slopes = held.option.slopes(move)
      found.gain += held.quantity * slopes.gain
      found.first += held.quantity * slopes.first
      found.second += held.quantity * slopes.second
    }
    return found
  }
}

extension OptionValuation {
  /// The gain of one contract with its first and second derivative by the log return of spot:
  /// V(F′) at F′ = Feˣ has the derivatives F′ delta and F′ delta + F′² gamma.
  func slopes(_ move: Double) -> (gain: Double, first: Double, second: Double) {
    let moved = forward * exp(move)
    let black = Black76(
      forward: moved, strike: strike, yearsToExpiry: life.years, volatility: volatility)
    let greeks = black.greeks(right)
    let first = scale * moved * greeks.delta
    return (
      scale * black.price(right) - value, first, first + scale * moved * moved * greeks.gamma
    )
  }
}
