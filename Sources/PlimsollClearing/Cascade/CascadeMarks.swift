internal import Glibc
import PlimsollMargin
import PlimsollMarket

/// Prices at one moment of a cascade.
struct CascadeMarks: Sendable {
  /// Log returns since the start, by factor.
  private(set) var logs: [Double]
  /// Prices over those at the start, by factor.
  private(set) var ratios: [Double]
  /// What one contract adds to equity, by unit: of a contract that is margined, what it has gained.
  private(set) var values: [Double]
  /// USD of a contract's underlying by its delta, by unit.
  private(set) var deltas: [Double]
  /// Options by table, at the volatility of the scenario.
  private(set) var tables: [PayoffTable]

  /// Prices at the start.
  init(_ book: CascadeBook) {
    logs = book.factors.map { _ in 0 }
    ratios = book.factors.map { _ in 1 }
    tables = book.tables
    values = book.units.map { _ in 0 }
    deltas = values
    mark(book)
  }

  /// Moves implied volatilities, by relative changes of each factor's.
  mutating func changeVolatility(_ changes: [Double], in book: CascadeBook) {
    for unit in book.units {
      guard let place = unit.table, changes[unit.factor] != 0 else { continue }
      tables[place] = PayoffTable(
        book.options[place], volatilityChange: changes[unit.factor])
    }
    mark(book)
  }

  /// Moves prices to log returns since the start.
  mutating func move(to new: [Double], in book: CascadeBook) {
    for factor in new.indices {
      logs[factor] = new[factor]
      ratios[factor] = exp(new[factor])
    }
    mark(book)
  }

  private mutating func mark(_ book: CascadeBook) {
    for place in book.units.indices {
      let unit = book.units[place]
      let ratio = ratios[unit.factor]
      switch unit.kind {
      case .spot:
        values[place] = unit.exposure * ratio
        deltas[place] = values[place]
      case .perpetual, .future:
        values[place] = unit.exposure * (ratio - 1)
        deltas[place] = unit.exposure * ratio
      case .option:
        guard let table = unit.table else { continue }
        let found = tables[table].look(logs[unit.factor])
        values[place] = book.premiums[table] + found.gain
        deltas[place] = found.slope
      }
    }
  }

  /// USD at which a contract is quoted now.
  func price(of place: Int, in book: CascadeBook) -> Double {
    let unit = book.units[place]
    guard unit.kind == .option else { return unit.price * ratios[unit.factor] }
    return values[place] / unit.contractSize
  }
}
