internal import Glibc
import PlimsollMargin
import PlimsollMarket

/// What accounts are worth, kept up to date price by price.
///
/// Coins, spot and contracts that move with spot are a slope for each account and factor; contracts with
/// a price of their own, and options, are worth so much a contract. A tick touches the accounts that
/// hold what it is of, and no others.
///
/// - Source: the project's valuation convention.
/// - Verified by: MonitorMarksTests, against a full revaluation of the book.
struct MonitorMarks: Sendable {
  /// The accounts in flat arrays, at the prices of the last margin run.
  let book: CascadeBook
  /// By account, in USD.
  private(set) var equity: [Double]
  private(set) var collateral: [Double]
  /// Prices over those at the last margin run, by factor.
  private(set) var ratios: [Double]
  /// USD a contract adds, by unit, where it is not in the slopes: options, and what has its own price.
  private(set) var values: [Double]
  /// Prices of their own, by unit.
  private(set) var own: [Double?]
  /// What an option's own price adds to its table's value.
  private(set) var offsets: [Double]
  private(set) var fixed: [Double]
  /// By entry: USD of equity per unit of ratio, and the haircuts in it.
  private(set) var slopes: [Double]
  /// By factor, its entries with their accounts.
  private let holdings: [[(entry: Int, account: Int)]]
  /// By factor, options and inverse contracts on it.
  private let bent: [[Int]]

  init(_ book: CascadeBook) {
    self.book = book
    equity = []
    collateral = []
    ratios = book.factors.map { _ in 1 }
    own = book.units.map { _ in nil }
    offsets = book.units.map { _ in 0 }
    values = book.units.map { unit in unit.table.map { book.premiums[$0] } ?? 0 }
    fixed = book.fixed.map(\.equity)
    slopes = book.entries.map(\.equity)
    var holdings = [[(entry: Int, account: Int)]](repeating: [], count: book.factors.count)
    for account in book.names.indices {
      for entry in book.entryRanges[account] {
        holdings[book.entries[entry].factor].append((entry, account))
      }
    }
    self.holdings = holdings
    var bent = [[Int]](repeating: [], count: book.factors.count)
    for (place, unit) in book.units.enumerated() where unit.table != nil || unit.isInverse {
      bent[unit.factor].append(place)
    }
    self.bent = bent
    sum()
  }

  /// Adds everything up anew, so that rounding does not gather.
  mutating func sum() {
    var (equities, collaterals) = (fixed, fixed)
    for account in book.names.indices {
      var uncounted = 0.0
      for entry in book.entryRanges[account] {
        let ratio = ratios[book.entries[entry].factor]
        equities[account] += slopes[entry] * ratio
        uncounted += book.entries[entry].haircut * ratio
      }
      for leg in book.legRanges[account] where isApart(book.legs[leg].unit) {
        let value = book.legs[leg].quantity * values[book.legs[leg].unit]
        equities[account] += value
        if !counts(book.legs[leg].unit) { uncounted += value }
      }
      collaterals[account] = equities[account] - uncounted
    }
    (equity, collateral) = (equities, collaterals)
  }

  /// Takes prices and sums that a run had when it stopped, to the bit.
  mutating func restore(_ checkpoint: MonitorCheckpoint) {
    own = checkpoint.own
    (fixed, slopes) = (checkpoint.fixed, checkpoint.slopes)
    ratios = checkpoint.ratios
    offsets = checkpoint.offsets
    values = checkpoint.values
    (equity, collateral) = (checkpoint.equity, checkpoint.collateral)
  }

  /// Whether the value of a unit covers margin.
  private func counts(_ unit: Int) -> Bool { book.countsOptions || book.units[unit].table == nil }

  private func isApart(_ unit: Int) -> Bool { book.units[unit].table != nil || own[unit] != nil }

  /// The accounts that a factor's price touches.
  func holders(ofFactor factor: Int) -> [(entry: Int, account: Int)] { holdings[factor] }

  /// A factor's price is `ratio` of what it was.
  ///
  /// - Complexity: O(holders of anything on it); no allocation.
  mutating func move(factor: Int, to ratio: Double) {
    let change = ratio - ratios[factor]
    guard change != 0 else { return }
    ratios[factor] = ratio
    for (entry, account) in holdings[factor] {
      let gain = slopes[entry] * change
      equity[account] += gain
      collateral[account] += gain - book.entries[entry].haircut * change
    }
    for unit in bent[factor] where isApart(unit) { revalue(unit) }
  }

  /// A contract has a price of its own, in its own quotation.
  ///
  /// - Complexity: O(holders); the first time O(holders × their factors).
  mutating func move(unit: Int, to price: Double) {
    if let table = book.units[unit].table {
      offsets[unit] =
        premium(unit, quoted: price)
        - (book.premiums[table] + book.tables[table].look(log(ratios[book.units[unit].factor])).gain)
      own[unit] = price
    } else {
      if own[unit] == nil { takeApart(unit) }
      own[unit] = price
    }
    revalue(unit)
  }

  /// USD of one option contract at a quoted price: coins, for one that pays in coin.
  private func premium(_ unit: Int, quoted price: Double) -> Double {
    price * quotation(of: unit)
  }

  /// USD of one option contract per unit of its quotation.
  private func quotation(of unit: Int) -> Double {
    let held = book.units[unit]
    let coin = held.paysInCoin ? book.spot[held.factor] * ratios[held.factor] : 1
    return held.contractSize * coin
  }

  /// The price a contract would be quoted at: an option's follows spot from its last own price on.
  func quote(of unit: Int) -> Double {
    book.units[unit].table == nil ? price(of: unit) : value(of: unit) / quotation(of: unit)
  }

  /// Takes a contract out of the slopes: what it was worth there stays where it is.
  private mutating func takeApart(_ unit: Int) {
    let exposure = book.units[unit].exposure
    for leg in book.holders[unit] {
      let account = book.owners[leg]
      let held = book.legs[leg].quantity * exposure
      for entry in book.entryRanges[account]
      where book.entries[entry].factor == book.units[unit].factor {
        slopes[entry] -= held
      }
      fixed[account] += held
    }
    values[unit] = exposure * (ratios[book.units[unit].factor] - 1)
  }

  private mutating func revalue(_ unit: Int) {
    let value = value(of: unit)
    let change = value - values[unit]
    guard change != 0 else { return }
    values[unit] = value
    for leg in book.holders[unit] {
      let gain = book.legs[leg].quantity * change
      let account = book.owners[leg]
      equity[account] += gain
      if counts(unit) { collateral[account] += gain }
    }
  }

  /// USD that one contract adds to equity since the last margin run; of an option all it is worth.
  func value(of place: Int) -> Double {
    let unit = book.units[place]
    let ratio = ratios[unit.factor]
    if let table = unit.table {
      return book.premiums[table] + book.tables[table].look(log(ratio)).gain + offsets[place]
    }
    guard let price = own[place] else {
      return unit.kind == .spot ? unit.exposure * ratio : unit.exposure * (ratio - 1)
    }
    guard unit.isInverse else { return unit.contractSize * (price - unit.price) }
    return Valuation.inversePnL(size: unit.contractSize, from: unit.price, to: price)
      * book.spot[unit.factor] * ratio
  }

  /// The price a contract is at.
  func price(of place: Int) -> Double {
    own[place] ?? book.units[place].price * ratios[book.units[place].factor]
  }
}
