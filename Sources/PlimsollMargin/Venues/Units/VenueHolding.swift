import PlimsollMarket

/// One holding of an account as a venue's rules see it.
///
/// Sizes are in coins, but of inverse perpetuals and futures, whose size is USD.
struct VenueHolding: Sendable {
  /// What it is.
  enum Kind: Sendable {
    /// Coins, held or pledged.
    case spot
    case perpetual
    case future(years: Double, expiry: Timestamp)
    case option(OptionValuation, EuropeanOption)
  }

  /// The instrument, or `collateral:BTC`.
  let name: String
  let kind: Kind
  let underlying: RiskFactor
  let settlement: Settlement
  /// Its underlying with its settlement: `BTC inverse`.
  let pair: String
  /// Signed: coins of the underlying, or USD of an inverse perpetual or future.
  private(set) var size: Double
  /// Contracts or coins.
  private(set) var quantity: Double
  /// |size| in USD at spot.
  private(set) var notional: Double
  /// USD per coin of the contract; of an option its premium.
  let mark: Double
  /// Spot in USD.
  let index: Double
  /// What it was opened at; nil when that is not known.
  private(set) var entry: Double?
  /// What one contract gains in every scenario of each charge of the pack, by the charge's place;
  /// empty for a charge without scenarios.
  var vectors: [[Double]] = []

  init(_ position: Position, valuation: Valuation, asOf: Timestamp) {
    let instrument = position.instrument
    name = instrument.name
    offsetLine = OffsetLine(instrument)
    underlying = instrument.underlying
    settlement = instrument.settlement
    let isInverse: Bool
    if case .spot = instrument { isInverse = false } else { isInverse = settlement == .inverse }
    pair = underlying.name + (isInverse ? " inverse" : " linear")
    size = position.size
    quantity = position.quantity
    notional = valuation.notional(of: position)
    index = valuation.spotPrice(instrument.underlying)
    entry = position.entryPrice
    switch instrument {
    case .spot:
      kind = .spot
      mark = index
    case .perpetual:
      kind = .perpetual
      mark = valuation.mark(instrument)
    case .future(let future):
      kind = .future(years: (future.expiry - asOf).years, expiry: future.expiry)
      mark = valuation.mark(instrument)
    case .option(let held):
      let option = valuation.option(held)
      kind = .option(option, held)
      mark = valuation.premium(held)
    }
  }

  /// Pledged coins.
  init(_ asset: RiskFactor, amount: Double, valuation: Valuation) {
    name = "collateral:\(asset)"
    offsetLine = OffsetLine(pledged: asset)
    kind = .spot
    underlying = asset
    settlement = .linear
    pair = "\(asset) linear"
    size = amount
    quantity = amount
    index = valuation.spotPrice(asset)
    notional = abs(amount) * index
    mark = index
    entry = nil
  }

  /// The same contract in another quantity.
  ///
  /// - Parameter contract: a holding of one.
  init(_ quantity: Double, of contract: VenueHolding, entry: Double?) {
    self = contract
    size *= quantity
    notional *= abs(quantity)
    self.quantity = quantity
    self.entry = entry
  }

  /// The holding as attribution sees it.
  let offsetLine: OffsetLine

  /// The option it is; nil for anything else.
  var option: (valuation: OptionValuation, terms: EuropeanOption)? {
    if case .option(let valuation, let terms) = kind { return (valuation, terms) }
    return nil
  }

  var isSpot: Bool { if case .spot = kind { true } else { false } }

  /// A perpetual or a future.
  var isFuture: Bool {
    switch kind {
    case .perpetual, .future: true
    case .spot, .option: false
    }
  }

  /// Whether its P&L is in coin.
  var isInverse: Bool { settlement == .inverse && !isSpot }

  /// When it settles; nil for what does not expire.
  var expiry: Timestamp? {
    switch kind {
    case .spot, .perpetual: nil
    case .future(_, let expiry): expiry
    case .option(_, let terms): terms.expiry
    }
  }

  /// Years left; zero for what does not expire.
  var years: Double {
    switch kind {
    case .spot, .perpetual: 0
    case .future(let years, _): years
    case .option(let valuation, _): valuation.life.years
    }
  }

  /// Coins of the underlying that move as it does: of an option its Black-76 delta.
  var delta: Double {
    switch kind {
    case .spot: size
    case .perpetual, .future: settlement == .inverse ? size / mark : size
    case .option(let valuation, _): size * valuation.coinDelta
    }
  }

  /// What a price move of its future is applied to.
  enum Base: String, Sendable, CaseIterable {
    /// The contract's own mark.
    case mark
    /// The index of its underlying.
    case index
  }

  /// What it gains in USD as prices move by `move` and an option's volatility becomes `volatility`.
  ///
  /// - Parameter base: what perpetuals and futures move from.
  func gain(_ move: Double, volatility: Double?, ageing: TimeSpan, base: Base) -> Double {
    switch kind {
    case .spot: return size * index * move
    case .perpetual, .future:
      let level = base == .mark ? mark : index
      return settlement == .linear ? size * level * move : size * index / level * move
    case .option(let valuation, _):
      return quantity
        * (valuation.value(move, volatility: volatility, after: ageing) - valuation.value)
    }
  }

  /// What it gains in coin of its settlement, in USD for what is linear.
  func settlementGain(_ move: Double, volatility: Double?, ageing: TimeSpan, base: Base) -> Double {
    guard isInverse else { return gain(move, volatility: volatility, ageing: ageing, base: base) }
    switch kind {
    case .spot: return 0
    case .perpetual, .future:
      let level = base == .mark ? mark : index
      return Valuation.inversePnL(size: size, from: level, to: level * (1 + move))
    case .option(let valuation, _):
      let shocked = valuation.value(move, volatility: volatility, after: ageing)
      return quantity * (shocked / (1 + move) - valuation.value) / index
    }
  }
}

extension OptionValuation {
  /// USD per contract after a relative move of spot, at a volatility of that state; nil keeps the
  /// mark's.
  func value(_ move: Double, volatility: Double?, after span: TimeSpan) -> Double {
    value(
      spotMove: move, volatilityChange: volatility.map { $0 / self.volatility - 1 } ?? 0,
      after: span)
  }

  /// Black-76 delta of one coin.
  var coinDelta: Double {
    Black76(
      forward: forward, strike: strike, yearsToExpiry: life.years, volatility: volatility
    ).greeks(right).delta
  }
}
