public import PlimsollMarket
internal import PlimsollScenarios

/// What instruments are worth to an account at the as-of time.
///
/// - Source: the project's conventions on equity; METHODS of linear and inverse contracts as
///   Deribit and BitMEX publish them: a linear contract pays size × (F₁ − F₀) in USD, an inverse
///   one of N USD pays N × (1/F₀ − 1/F₁) in coin.
/// - Verified by: ValuationTests.
public struct Valuation: Sendable {
  /// Spot prices of the factors.
  public let spot: [RiskFactor: Double]
  /// The time it is of; nil when it knows spot prices alone, and no time to an expiry.
  let asOf: Timestamp?

  private var options: [String: OptionValuation]

  /// A valuation at `spot` prices of everything but options.
  public init(spot: [RiskFactor: Double]) {
    self.spot = spot
    asOf = nil
    options = [:]
  }

  /// A valuation of what the accounts of `book` hold.
  ///
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  public init(_ book: Book) throws(InputError) {
    try self.init(spot: book.spot, asOf: book.asOf, options: book.options)
  }

  /// A valuation at `spot` prices of everything, `options` among it.
  ///
  /// - Throws: an `InputError` when the mark price of an option implies no volatility.
  public init(spot: [RiskFactor: Double], asOf: Timestamp, options: [EuropeanOption])
    throws(InputError)
  {
    self.spot = spot
    self.asOf = asOf
    var valued: [String: OptionValuation] = [:]
    for option in options {
      guard let price = spot[option.underlying] else {
        preconditionFailure("no spot price of \(option.underlying)")
      }
      valued[option.name] = try OptionValuation(option, spot: price, asOf: asOf)
    }
    self.options = valued
  }

  /// Values one more option.
  ///
  /// - Throws: an `InputError` when its mark price implies no volatility.
  mutating func include(_ option: EuropeanOption, asOf: Timestamp) throws(InputError) {
    guard options[option.name] == nil else { return }
    options[option.name] = try OptionValuation(
      option, spot: spotPrice(option.underlying), asOf: asOf)
  }

  /// How an option the valuation was made for is valued.
  public func option(_ option: EuropeanOption) -> OptionValuation {
    guard let valued = options[option.name] else {
      preconditionFailure("no valuation of \(option.name); make the valuation from its book")
    }
    return valued
  }

  /// The spot price of a factor the valuation knows.
  package func spotPrice(_ factor: RiskFactor) -> Double {
    guard let price = spot[factor] else {
      preconditionFailure("no spot price of \(factor); a book has one for each of its factors")
    }
    return price
  }

  /// The price an instrument is marked at: its own, else the spot price; for futures and perpetuals.
  public func mark(_ instrument: Instrument) -> Double {
    instrument.markPrice ?? spotPrice(instrument.underlying)
  }

  /// What a position adds to equity, in USD: the market value of spot and options, the unrealised
  /// P&L of perpetuals and futures. An option without a mark price is worth its Black-76 value.
  public func value(of position: Position) -> Double {
    switch position.instrument {
    case .spot(let spot): position.size * spotPrice(spot.underlying)
    case .perpetual, .future: unrealisedPnL(of: position)
    case .option(let held): position.quantity * marketValue(option(held))
    }
  }

  /// USD per coin of an option's premium: its mark price, else its Black-76 value.
  func premium(_ option: EuropeanOption) -> Double {
    marketValue(self.option(option)) / option.contractSize
  }

  private func marketValue(_ option: OptionValuation) -> Double {
    option.marketValue ?? option.value
  }

  /// The P&L since entry of a perpetual or future, in USD; zero for spot and options, and without
  /// entry price.
  public func unrealisedPnL(of position: Position) -> Double {
    switch (position.instrument, position.instrument.settlement) {
    case (.spot, _), (.option, _):
      return 0
    case (.perpetual, .linear), (.future, .linear):
      guard let entry = position.entryPrice else { return 0 }
      return position.size * (mark(position.instrument) - entry)
    case (.perpetual, .inverse), (.future, .inverse):
      return unrealisedCoins(of: position) * spotPrice(position.instrument.underlying)
    }
  }

  /// The P&L since entry of an inverse perpetual or future, in coin; zero for any other position.
  package func unrealisedCoins(of position: Position) -> Double {
    guard position.instrument.settlement == .inverse, position.instrument.option == nil,
      let entry = position.entryPrice
    else {
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
    switch (position.instrument, position.instrument.settlement) {
    case (.perpetual, .inverse), (.future, .inverse): abs(position.size)
    case (.spot, _), (.option, _), (.perpetual, .linear), (.future, .linear):
      abs(position.size) * spotPrice(position.instrument.underlying)
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

extension Valuation {
  /// What a report must say about how `book` was valued in the scenarios; empty when nothing but spot
  /// moves what has no options.
  public static func methodNotes(of book: Book, under prepared: PreparedScenarios) -> [String] {
    let joint = prepared.joint?.methodNotes ?? []
    guard !book.options.isEmpty else { return joint }
    let moves = Set(prepared.joint?.model.rows.map(\.kind) ?? [])
    let volatility =
      moves.isDisjoint(with: [.volatility, .skew])
      ? "each keeps its mark volatility" : "at the mark volatility as it moves"
    let forwards = moves.contains(.basis) ? "" : ", forwards move with spot"
    return [
      "Options are revalued by Black-76 in every scenario, aged by the horizon; \(volatility)"
        + "\(forwards), and what expires inside settles at intrinsic value."
    ] + joint
  }
}
