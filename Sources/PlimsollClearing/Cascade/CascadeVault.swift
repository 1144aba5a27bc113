/// Whoever takes over accounts whole: its capital, and the positions and coins it has taken.
struct CascadeVault: Sendable {
  var cash: Double
  private(set) var quantities: [Double]
  private var coins: [Double]

  init(_ book: CascadeBook, capital: Double) {
    cash = capital
    quantities = book.units.map { _ in 0 }
    coins = book.factors.map { _ in 0 }
  }

  func equity(at marks: CascadeMarks) -> Double {
    var equity = cash
    for (unit, quantity) in quantities.enumerated() where quantity != 0 {
      equity += quantity * marks.values[unit]
    }
    for (factor, held) in coins.enumerated() where held != 0 {
      equity += held * marks.ratios[factor]
    }
    return equity
  }

  /// Takes an account's positions and collateral at the mark.
  mutating func take(
    _ account: Int, equity: Double, of accounts: CascadeAccounts, at marks: CascadeMarks,
    in book: CascadeBook
  ) {
    var rest = equity
    var slopes = book.factors.map { _ in 0.0 }
    for place in book.entryRanges[account] {
      slopes[accounts.entries[place].factor] += accounts.entries[place].equity
    }
    for leg in book.legRanges[account] {
      let unit = book.legs[leg].unit
      let quantity = accounts.quantities[leg]
      quantities[unit] += quantity
      rest -= quantity * marks.values[unit]
      slopes[book.units[unit].factor] -= quantity * book.units[unit].exposure
    }
    for (factor, held) in slopes.enumerated() {
      coins[factor] += held
      rest -= held * marks.ratios[factor]
    }
    cash += rest
  }

  mutating func sell(_ quantity: Double, of unit: Int, at marks: CascadeMarks) {
    cash += quantity * marks.values[unit]
    quantities[unit] -= quantity
  }

  /// What is sold in a step: a part, and what is too small for parts whole.
  func sales(sells: Double, _ book: CascadeBook) -> [CascadeTrade] {
    quantities.indices.compactMap { unit in
      let held = quantities[unit]
      guard held != 0 else { return nil }
      let isSmall = abs(held) * book.units[unit].notional < Self.smallest
      return CascadeTrade(
        account: nil, leg: -1, unit: unit, quantity: isSmall ? held : held * sells,
        kind: .backstop)
    }
  }

  /// USD below which parts are not worth the trade.
  private static let smallest = 1_000.0
}
