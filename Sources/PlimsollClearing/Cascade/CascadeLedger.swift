/// What all accounts and the backstop together must own, worked out from their common totals: the
/// other side of the accounts' own arithmetic.
///
/// Positions are worth what prices make of them, costs and funding go to others, and what is written
/// off comes from others.
///
/// - Verified by: CascadeLawTests.
struct CascadeLedger {
  private(set) var total: Double
  private var quantities: [Double]
  private var coins: [Double]
  private var values: [Double]
  private var ratios: [Double]

  init(_ book: CascadeBook, at marks: CascadeMarks) {
    total = book.equities.reduce(0, +)
    quantities = book.units.map { _ in 0 }
    coins = book.factors.map { _ in 0 }
    for leg in book.legs { quantities[leg.unit] += leg.quantity }
    for entry in book.entries { coins[entry.factor] += entry.equity }
    for (unit, held) in book.units.enumerated() {
      coins[held.factor] -= quantities[unit] * held.exposure
    }
    values = marks.values
    ratios = marks.ratios
  }

  /// Adds a backstop's capital.
  mutating func add(_ capital: Double) { total += capital }

  mutating func revalue(to marks: CascadeMarks, _ book: CascadeBook) {
    for unit in values.indices { total += quantities[unit] * (marks.values[unit] - values[unit]) }
    for factor in ratios.indices {
      total += coins[factor] * (marks.ratios[factor] - ratios[factor])
    }
    values = marks.values
    ratios = marks.ratios
  }

  /// A trade with others at the mark, and what it cost beside.
  mutating func trade(_ quantity: Double, of unit: Int, cost: Double, at marks: CascadeMarks) {
    quantities[unit] -= quantity
    total -= cost
  }

  mutating func pay(_ amount: Double) { total -= amount }

  /// Coins that leave with a debt that is written off.
  mutating func seize(_ held: Double, ofFactor factor: Int) { coins[factor] -= held }
}
