public import PlimsollMarket

/// What instruments are worth to an account at the as-of time.
///
/// - Source: the project's conventions on equity; METHODS of linear and inverse contracts as
///   Deribit and BitMEX publish them: a linear contract pays size × (F₁ − F₀) in USD, an inverse
///   one of N USD pays N × (1/F₀ − 1/F₁) in coin.
/// - Verified by: ValuationTests.
public struct Valuation: Sendable {
  /// Spot prices of the factors.
  public let spot: [RiskFactor: Double]

  /// A valuation at `spot` prices.
  public init(spot: [RiskFactor: Double]) { self.spot = spot }

  /// The spot price of a factor the valuation knows.
  func spotPrice(_ factor: RiskFactor) -> Double {
    guard let price = spot[factor] else {
      preconditionFailure("no spot price of \(factor); a book has one for each of its factors")
    }
    return price
  }

  /// The price an instrument is marked at: its own, else the spot price.
  public func mark(_ instrument: Instrument) -> Double {
    instrument.markPrice ?? spotPrice(instrument.underlying)
  }

  /// What a position adds to equity, in USD: the market value of spot, the unrealised P&L of
  /// perpetuals and futures.
  public func value(of position: Position) -> Double {
    switch position.instrument {
    case .spot(let spot): position.size * spotPrice(spot.underlying)
    case .perpetual, .future: unrealisedPnL(of: position)
    }
  }

  /// The P&L since entry of a perpetual or future, in USD; zero for spot, and without entry price.
  public func unrealisedPnL(of position: Position) -> Double {
    if case .spot = position.instrument { return 0 }
    switch position.instrument.settlement {
    case .linear:
      guard let entry = position.entryPrice else { return 0 }
      return position.size * (mark(position.instrument) - entry)
    case .inverse:
      return unrealisedCoins(of: position) * spotPrice(position.instrument.underlying)
    }
  }

  /// The P&L since entry of an inverse contract, in coin; zero for any other position.
  func unrealisedCoins(of position: Position) -> Double {
    guard position.instrument.settlement == .inverse, let entry = position.entryPrice else {
      return 0
    }
    return Self.inversePnL(size: position.size, from: entry, to: mark(position.instrument))
  }

  /// The coin P&L of an inverse contract of `size` USD as its price goes from one to another.
  ///
  /// - Source: METHODS sheet E, verified against live Deribit vectors.
  public static func inversePnL(size: Double, from entry: Double, to price: Double) -> Double {
    size * (1 / entry - 1 / price)
  }

  /// |size| in USD at spot.
  public func notional(of position: Position) -> Double {
    switch position.instrument.settlement {
    case .linear: abs(position.size) * spotPrice(position.instrument.underlying)
    case .inverse: abs(position.size)
    }
  }

  /// The market value of collateral, in USD.
  public func marketValue(of collateral: Collateral) -> Double {
    collateral.amount * price(of: collateral)
  }

  /// The price of a collateral asset, one for USD.
  func price(of collateral: Collateral) -> Double {
    collateral.asset.map(spotPrice) ?? 1
  }
}
