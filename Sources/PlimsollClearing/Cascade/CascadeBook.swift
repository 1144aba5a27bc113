internal import Glibc
import PlimsollMargin
import PlimsollMarket

/// A book in flat arrays, made for re-marking all its accounts many times: what each account is worth
/// is a constant plus a slope for each factor's price over its price at the start, plus its options.
///
/// - Verified by: CascadeBookTests, against `AccountStanding` and `Valuation` under shocks.
struct CascadeBook: Sendable {
  /// What can be held, each once.
  struct Unit: Sendable {
    var name: String
    var factor: Int
    var kind: Kind
    /// USD gained by one contract per unit of relative move; zero for an option.
    var exposure: Double
    /// |size| of one contract in USD at the start.
    var notional: Double
    /// Coins, or USD, of one contract.
    var contractSize: Double
    /// Its price at the start, as a trade of it would be quoted, in USD.
    var price: Double
    /// USD of an option's underlying, of which no move of spot changes its value by a larger part; zero
    /// for the rest.
    var reach: Double
    /// Of an option.
    var table: Int?
    /// Whether |size| is in USD and does not grow with the price.
    var isInverse: Bool
    /// Of an option: whether its premium is in coin.
    var paysInCoin = false
    /// When it settles; nil for what does not.
    var expiry: Timestamp?
  }

  enum Kind: Sendable { case spot, perpetual, future, option }

  /// A position.
  struct Leg: Sendable {
    var unit: Int
    var quantity: Double
    /// USD gained since entry, before the start.
    var unrealised: Double
    /// |size| in USD at entry.
    var entryNotional: Double
  }

  /// What an account gains by one factor.
  struct Entry: Sendable {
    var factor: Int
    /// USD of equity per unit of price over starting price.
    var equity: Double
    /// USD of haircuts, likewise.
    var haircut: Double
    /// USD that margin is for, likewise: of all but options.
    var exposure: Double
    /// |size| in USD, likewise.
    var notional: Double
    /// The reach of options.
    var reach: Double
  }

  /// What does not move with prices.
  struct Fixed: Sendable {
    var equity: Double
    var notional: Double
  }

  let names: [String]
  let factors: [RiskFactor]
  /// USD a coin at the start, by factor.
  let spot: [Double]
  let units: [Unit]
  let tables: [PayoffTable]
  /// The options behind the tables.
  let options: [OptionValuation]
  /// USD of one contract of each option at the start.
  let premiums: [Double]
  let legs: [Leg]
  let legRanges: [Range<Int>]
  /// Where an account's options begin: they come after its other positions.
  let optionStarts: [Int]
  let entries: [Entry]
  let entryRanges: [Range<Int>]
  let fixed: [Fixed]
  let equities: [Double]
  /// The legs of each unit.
  let holders: [[Int]]
  /// The account of each leg.
  let owners: [Int]
  /// Whether the value of options covers margin.
  let countsOptions: Bool

  /// Flattens a book.
  ///
  /// - Parameters:
  ///   - haircut: of collateral.
  ///   - simulatesCollateral: whether margin is for what collateral loses too.
  ///   - countsOptions: whether the value of options covers margin.
  init(
    _ book: Book, valuation: Valuation, haircut: Haircut, simulatesCollateral: Bool,
    countsOptions: Bool = true
  ) {
    self.countsOptions = countsOptions
    var making = Making(
      book, valuation: valuation, haircut: haircut, simulatesCollateral: simulatesCollateral)
    for account in book.accounts { making.add(account) }
    names = book.accounts.map(\.name)
    factors = book.factors
    spot = factors.map { valuation.spotPrice($0) }
    units = making.units
    tables = making.tables
    options = making.options
    premiums = making.premiums
    legs = making.legs
    legRanges = making.legRanges
    optionStarts = making.optionStarts
    entries = making.entries
    entryRanges = making.entryRanges
    fixed = making.fixed
    equities = making.equities
    var holders = [[Int]](repeating: [], count: units.count)
    var owners = [Int](repeating: 0, count: legs.count)
    for (account, range) in legRanges.enumerated() {
      for leg in range {
        holders[legs[leg].unit].append(leg)
        owners[leg] = account
      }
    }
    self.holders = holders
    self.owners = owners
  }

  private struct Making {
    let valuation: Valuation
    let haircut: Haircut
    let simulatesCollateral: Bool
    let places: [RiskFactor: Int]
    var unitPlaces: [String: Int] = [:]
    var units: [Unit] = []
    var tables: [PayoffTable] = []
    var options: [OptionValuation] = []
    var premiums: [Double] = []
    var legs: [Leg] = []
    var legRanges: [Range<Int>] = []
    var optionStarts: [Int] = []
    var entries: [Entry] = []
    var entryRanges: [Range<Int>] = []
    var fixed: [Fixed] = []
    var equities: [Double] = []

    init(_ book: Book, valuation: Valuation, haircut: Haircut, simulatesCollateral: Bool) {
      self.valuation = valuation
      self.haircut = haircut
      self.simulatesCollateral = simulatesCollateral
      places = Dictionary(uniqueKeysWithValues: book.factors.enumerated().map { ($1, $0) })
    }

    private func place(_ factor: RiskFactor) -> Int {
      guard let place = places[factor] else { preconditionFailure("no price of \(factor)") }
      return place
    }

    mutating func add(_ account: Account) {
      var own: [Int: Entry] = [:]
      func change(_ factor: Int, _ change: (inout Entry) -> Void) {
        change(
          &own[
            factor,
            default: Entry(
              factor: factor, equity: 0, haircut: 0, exposure: 0, notional: 0, reach: 0)])
      }
      var now = Fixed(equity: 0, notional: 0)
      let first = legs.count
      let held = account.positions.filter { $0.quantity != 0 }
      let (linear, optional) = (
        held.filter { $0.instrument.option == nil }, held.filter { $0.instrument.option != nil }
      )
      for position in linear + optional {
        let place = unit(position.instrument)
        let unit = units[place]
        let coins =
          valuation.unrealisedCoins(of: position)
          * valuation.spotPrice(position.instrument.underlying)
        legs.append(leg(position, unit: place, coins: coins))
        let notional = abs(position.quantity) * unit.notional
        if unit.isInverse { now.notional += notional }
        change(unit.factor) { entry in
          let exposure = position.quantity * unit.exposure + coins
          entry.equity += exposure
          entry.exposure += exposure
          if !unit.isInverse { entry.notional += notional }
          entry.reach += abs(position.quantity) * unit.reach
        }
      }
      legRanges.append(first..<legs.count)
      optionStarts.append(first + linear.count)
      for collateral in account.collateral {
        guard let asset = collateral.asset else { continue }
        let market = valuation.marketValue(of: collateral)
        change(place(asset)) { entry in
          entry.equity += market
          entry.haircut += max(0, market) * haircut.fraction(for: asset)
          if simulatesCollateral { entry.exposure += market }
        }
      }
      let equity = AccountStanding(account, valuation: valuation, haircut: .none).equity
      let sorted = own.values.sorted { $0.factor < $1.factor }
      let optionValue = optional.reduce(0) { $0 + valuation.value(of: $1) }
      now.equity = equity - sorted.reduce(0) { $0 + $1.equity } - optionValue
      entryRanges.append(entries.count..<(entries.count + sorted.count))
      entries += sorted
      fixed.append(now)
      equities.append(equity)
    }

    private func leg(_ position: Position, unit: Int, coins: Double) -> Leg {
      let size = abs(position.size)
      let entry = position.entryPrice
      return Leg(
        unit: unit, quantity: position.quantity,
        unrealised: valuation.unrealisedPnL(of: position),
        entryNotional: units[unit].isInverse || entry == nil
          ? abs(position.quantity) * units[unit].notional : size * (entry ?? 0))
    }

    private mutating func unit(_ instrument: Instrument) -> Int {
      if let place = unitPlaces[instrument.name] { return place }
      let one = Position(instrument: instrument, quantity: 1)
      let spot = valuation.spotPrice(instrument.underlying)
      var unit = Unit(
        name: instrument.name, factor: place(instrument.underlying), kind: .spot,
        exposure: PnLUnit(instrument, valuation: valuation).exposure,
        notional: valuation.notional(of: one), contractSize: instrument.contractSize, price: spot,
        reach: 0, table: nil,
        isInverse: instrument.settlement == .inverse && instrument.option == nil)
      switch instrument {
      case .spot: break
      case .perpetual, .future:
        if case .future = instrument { unit.kind = .future } else { unit.kind = .perpetual }
        unit.price = valuation.mark(instrument)
      case .option(let held):
        let option = valuation.option(held)
        unit.kind = .option
        unit.price = valuation.value(of: one) / instrument.contractSize
        unit.reach = option.underlyingValue
        unit.paysInCoin = held.settlement == .inverse
        unit.table = tables.count
        tables.append(PayoffTable(option))
        options.append(option)
        premiums.append(valuation.value(of: one))
      }
      unit.expiry = instrument.expiry
      unitPlaces[instrument.name] = units.count
      units.append(unit)
      return units.count - 1
    }
  }
}
