import PlimsollMarket
import PlimsollNumerics

/// A shortfall rule made ready for one trade after another.
///
/// The measure of an account with one more position is taken of the sum of two vectors. All else that
/// the rule charges changes by the position's own part, so nothing is gone through again.
struct ShortfallCheck: Sendable {
  let rule: ShortfallRule
  let book: Book
  var valuation: Valuation
  let vectors: ScenarioVectors
  let addOns: RuleAddOns
  private var tail: TailAfterTrade
  private let nothing: [Double]
  private var units: [String: TradedUnit] = [:]

  /// - Parameter book: opened to the factors of all that is to be traded.
  init(_ rule: ShortfallRule, on book: Book, vectors: ScenarioVectors) throws(InputError) {
    self.rule = rule
    self.book = book
    self.vectors = vectors
    valuation = try Valuation(book)
    addOns = try RuleAddOns(rule, book: book, valuation: valuation)
    tail = TailAfterTrade(count: vectors.count, level: rule.level)
    nothing = [Double](repeating: 0, count: vectors.count)
  }

  /// One contract of an instrument, kept.
  mutating func unit(_ instrument: Instrument) -> TradedUnit {
    if let known = units[instrument.name] { return known }
    let unit = TradedUnit(
      instrument, valuation: valuation, vectors: vectors, scenarios: addOns.scenarios)
    units[instrument.name] = unit
    return unit
  }

  /// The net gains of an account.
  ///
  /// - Parameter positions: those that count; nil for all, and for collateral that is simulated.
  func gains(of account: Account, only positions: ((Position) -> Bool)? = nil) -> [Double] {
    var counted = account
    if let positions {
      counted.positions = account.positions.filter(positions)
      counted.collateral = []
    }
    let set = NettingSet(
      [counted], valuation: valuation, simulatesCollateral: rule.collateral == .simulated)
    return vectors.gains(of: set.lines[0].flatMap(\.holdings), units: set.units)
  }

  /// The figures of an account as it is.
  mutating func figures(of account: inout CheckedAccount) throws(InputError) -> MarginFigures {
    for place in account.exposures.indices {
      account.exposures[place].slowMeasure = 0
      guard try horizonFactor(account.exposures[place]) > 0 else { continue }
      let gains = slowGains(of: &account, place)
      account.exposures[place].slowMeasure = measure(gains, 0, nothing)
    }
    let core = max(0, measure(account.gains, 0, nothing))
    let worst = account.stress.reduce(0) { max($0, -$1) }
    return try figures(
      core: core, worst: worst, notional: account.standing.grossNotional,
      exposures: account.exposures, collateralValue: account.standing.collateralValue)
  }

  /// The figures of an account with one more position.
  mutating func figures(
    of account: inout CheckedAccount, adding quantity: Double, of unit: TradedUnit
  ) throws(InputError) -> MarginFigures {
    let held = account.held[unit.instrument.name]
    if let held, account.account.settlesCoins(quantity, of: held) {
      var after = CheckedAccount(
        account.account.trading(quantity, of: unit.instrument, at: valuation), in: self)
      return try figures(of: &after)
    }
    let core = max(0, measure(account.gains, quantity, of: unit))
    var worst = 0.0
    for (gain, one) in zip(account.stress, unit.stress) {
      worst = max(worst, -(gain + quantity * one))
    }
    let old = held?.quantity ?? 0
    let growth = abs(old + quantity) - abs(old)
    let exposure = try exposure(of: &account, adding: quantity, growth: growth, of: unit)
    let (place, former) = (exposure.place, account.exposures[exposure.place])
    account.exposures[place] = exposure.after
    defer { account.exposures[place] = former }
    return try figures(
      core: core, worst: worst,
      notional: account.standing.grossNotional + growth * unit.notional,
      exposures: account.exposures, collateralValue: account.standing.collateralValue)
  }

  /// What the account holds of the unit's underlying after the trade.
  private mutating func exposure(
    of account: inout CheckedAccount, adding quantity: Double, growth: Double, of unit: TradedUnit
  ) throws(InputError) -> (place: Int, after: CheckedAccount.Exposure) {
    // Before anything is kept: an error must leave the account as it was.
    _ = try market(of: unit.instrument.underlying)
    let place = account.exposure(on: unit.instrument.underlying)
    var after = account.exposures[place]
    after.net += quantity * unit.exposure
    after.gross += growth * abs(unit.exposure)
    after.slowMeasure = 0
    if try horizonFactor(after) > 0 {
      after.slowMeasure = measure(slowGains(of: &account, place), quantity, of: unit)
      after.gains = account.exposures[place].gains
    }
    return (place, after)
  }

  private func slowGains(of account: inout CheckedAccount, _ place: Int) -> [Double] {
    if let known = account.exposures[place].gains { return known }
    let underlying = account.exposures[place].underlying
    let gains = gains(of: account.account) { $0.instrument.underlying == underlying }
    account.exposures[place].gains = gains
    return gains
  }

  private mutating func measure(_ gains: [Double], _ quantity: Double, of unit: TradedUnit)
    -> Double
  {
    switch unit.gains {
    case .linear(let factor, let exposure):
      measure(gains, quantity * exposure, vectors.moves[factor])
    case .own(let one): measure(gains, quantity, one)
    }
  }

  private mutating func measure(_ gains: [Double], _ quantity: Double, _ one: [Double]) -> Double {
    let losses = tail.losses(of: gains, adding: quantity, of: one)
    return rule.measure == .valueAtRisk ? losses.quantile : losses.shortfall
  }

  /// The market of an exposure; nil when the rule charges for neither time nor size.
  private func market(of underlying: RiskFactor) throws(InputError) -> LiquidityTable.Market? {
    guard addOns.liquidity != nil || addOns.concentration != nil, let table = book.liquidity else {
      return nil
    }
    return try table.market(of: underlying)
  }

  private func horizonFactor(_ exposure: CheckedAccount.Exposure) throws(InputError) -> Double {
    guard let liquidity = addOns.liquidity, let market = try market(of: exposure.underlying) else {
      return 0
    }
    return liquidity.horizonFactor(
      days: liquidity.daysToClose(exposure.net, in: market),
      marginPeriodOfRisk: rule.marginPeriodOfRisk)
  }

  private func figures(
    core: Double, worst: Double, notional: Double, exposures: [CheckedAccount.Exposure],
    collateralValue: Double
  ) throws(InputError) -> MarginFigures {
    var charges = rule.stress?.amount(worst: worst, core: core) ?? 0
    for exposure in exposures {
      guard let market = try market(of: exposure.underlying) else { continue }
      if let liquidity = addOns.liquidity {
        charges += liquidity.spreadCost(exposure.gross, in: market)
        charges += try horizonFactor(exposure) * max(0, exposure.slowMeasure)
      }
      if let concentration = addOns.concentration {
        charges += concentration.amount(exposure.net, in: market)
      }
    }
    let initial = max(rule.floorFraction * notional, core + charges)
    return MarginFigures(
      initial: initial, maintenance: rule.maintenanceFraction * initial,
      collateralValue: collateralValue)
  }
}
