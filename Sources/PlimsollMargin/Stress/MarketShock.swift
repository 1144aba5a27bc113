internal import Glibc
public import PlimsollMarket

/// An instantaneous move of the market: log returns of factors, relative changes of their implied
/// volatilities. A factor that is not named stands still.
///
/// - Verified by: MarketShockTests.
public struct MarketShock: Sendable, Equatable {
  /// Log returns: −0.5 takes a price to 61 % of itself.
  public var logMoves: [RiskFactor: Double]
  /// Relative changes of implied volatility: 0.8 is +80 %.
  public var volatility: [RiskFactor: Double]

  /// A shock; without moves, nothing happens.
  public init(logMoves: [RiskFactor: Double] = [:], volatility: [RiskFactor: Double] = [:]) {
    self.logMoves = logMoves
    self.volatility = volatility
  }

  /// S'/S − 1 of a factor, exactly zero for one that stands still.
  public func relativeMove(of factor: RiskFactor) -> Double {
    expm1(logMoves[factor] ?? 0)
  }
}

extension Valuation {
  /// What a position gains in USD when the market jumps: its value at the shocked prices less its
  /// value now.
  ///
  /// Forwards move with spot, coin amounts convert at the spot of their own state, and options are
  /// revalued at their shocked volatility.
  ///
  /// - Source: the project's valuation convention; see `PnLUnit`.
  /// - Verified by: MarketShockTests, which revalues each contract state by state.
  public func pnl(of position: Position, under shock: MarketShock) -> Double {
    switch position.instrument {
    case .spot, .perpetual, .future:
      return linearPnL(of: position, under: shock)
    case .option(let held):
      let option = option(held)
      let shocked = option.value(
        spotMove: shock.relativeMove(of: held.underlying),
        volatilityChange: shock.volatility[held.underlying] ?? 0, after: TimeSpan(seconds: 0))
      return position.quantity * (shocked - option.value)
    }
  }

  /// Contracts whose gain is an exposure times the relative move of spot, inverse ones with the
  /// coins they have already won or lost.
  private func linearPnL(of position: Position, under shock: MarketShock) -> Double {
    let underlying = position.instrument.underlying
    let contracts = position.quantity * PnLUnit(position.instrument, valuation: self).exposure
    let coins = unrealisedCoins(of: position) * spotPrice(underlying)
    return (contracts + coins) * shock.relativeMove(of: underlying)
  }

  /// What collateral gains in USD when the market jumps; USD stands still.
  public func pnl(of collateral: Collateral, under shock: MarketShock) -> Double {
    guard let asset = collateral.asset else { return 0 }
    return marketValue(of: collateral) * shock.relativeMove(of: asset)
  }
}
