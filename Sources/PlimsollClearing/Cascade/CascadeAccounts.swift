import PlimsollMargin
import PlimsollMarket

/// What the accounts of a book hold at one moment of a cascade.
struct CascadeAccounts: Sendable {
  /// As of the book, changed by what was closed.
  var entries: [CascadeBook.Entry]
  var quantities: [Double]
  var fixed: [CascadeBook.Fixed]
  /// Below maintenance once, and not yet back at the target.
  var isLiquidating: [Bool]
  /// By account: contracts are held.
  var isOpen: [Bool]
  /// The last core worked out, by account.
  private var cores: [Double]
  /// Prices at which it was, by entry.
  private var ratios: [Double]
  /// Whether the core is of what is held now.
  private var isKnown: [Bool]
  /// How far prices may have travelled in all before an account needs to be looked at again.
  private var due: [Double]
  /// Maintenance of one contract at the start, by leg; nil where a measure says it.
  private let apportioned: [Double]?

  init(_ book: CascadeBook, margin: CascadeMargin) {
    entries = book.entries
    quantities = book.legs.map(\.quantity)
    fixed = book.fixed
    isLiquidating = book.names.map { _ in false }
    isOpen = book.legRanges.map { !$0.isEmpty }
    cores = book.names.map { _ in 0 }
    ratios = book.entries.map { _ in 1 }
    isKnown = book.names.map { _ in false }
    due = book.names.map { _ in 0 }
    guard case .apportioned(let parts) = margin.kind else {
      apportioned = nil
      return
    }
    apportioned = parts
    for account in book.names.indices {
      for place in book.entryRanges[account] {
        entries[place].exposure = book.legRanges[account].reduce(0) { sum, leg in
          book.units[book.legs[leg].unit].factor == entries[place].factor
            ? sum + parts[leg] * quantities[leg] : sum
        }
      }
    }
  }

  /// Equity, and what of it covers margin.
  func standing(of account: Int, at marks: CascadeMarks, in book: CascadeBook) -> (
    equity: Double, collateral: Double
  ) {
    var (equity, haircut) = (fixed[account].equity, 0.0)
    for place in book.entryRanges[account] {
      let ratio = marks.ratios[entries[place].factor]
      equity += entries[place].equity * ratio
      haircut += entries[place].haircut * ratio
    }
    var options = 0.0
    for leg in book.optionStarts[account]..<book.legRanges[account].upperBound {
      options += quantities[leg] * marks.values[book.legs[leg].unit]
    }
    equity += options
    return (equity, equity - haircut - (book.countsOptions ? 0 : options))
  }

  /// |size| in USD, summed over what is held.
  func notional(of account: Int, at marks: CascadeMarks, in book: CascadeBook) -> Double {
    book.entryRanges[account].reduce(fixed[account].notional) {
      $0 + entries[$1].notional * marks.ratios[entries[$1].factor]
    }
  }

  /// Keeps a core that was worked out.
  mutating func know(
    _ core: Double, of account: Int, at marks: CascadeMarks, in book: CascadeBook
  ) {
    cores[account] = core
    isKnown[account] = true
    for place in book.entryRanges[account] { ratios[place] = marks.ratios[entries[place].factor] }
  }

  /// What the core cannot be above at moved prices: infinite when none is known.
  ///
  /// A shortfall is subadditive and homogeneous; a value at risk grows by no more than the largest loss
  /// of what is added. From prices r* to r, with s what one USD
  /// of a factor adds at the most: core(r) ≤ core(r*) + Σ |r − r*| (|X| s + reach (1 + s)), as neither of an option's two
  /// values in a scenario changes by more than its reach; and without options, for any ρ ≥ 0,
  /// core(r) ≤ ρ core(r*) + Σ |X| |r − ρ r*| s.
  ///
  /// - Verified by: CascadeMarginTests.
  func coreBound(
    of account: Int, at marks: CascadeMarks, in book: CascadeBook, _ margin: CascadeMargin
  )
    -> Double
  {
    guard isKnown[account] else { return .infinity }
    var (moved, reaches, now, then) = (0.0, 0.0, 0.0, 0.0)
    for place in book.entryRanges[account] {
      let entry = entries[place]
      let (ratio, former) = (marks.ratios[entry.factor], ratios[place])
      let shortfall = margin.standalone[entry.factor]
      let size = abs(entry.exposure)
      moved += abs(ratio - former) * (size * shortfall + entry.reach * (1 + shortfall))
      reaches += entry.reach
      now += size * ratio
      then += size * former
    }
    let core = max(0, cores[account])
    let shifted = core + moved
    guard reaches == 0, then > 0 else { return shifted }
    let scale = now / then
    var scaled = scale * core
    for place in book.entryRanges[account] {
      let entry = entries[place]
      scaled +=
        abs(entry.exposure) * abs(marks.ratios[entry.factor] - scale * ratios[place])
        * margin.standalone[entry.factor]
    }
    return min(shifted, scaled)
  }

  /// Whether an account cannot be short of margin, as prices have not travelled far enough since it was
  /// looked at.
  func isSafe(_ account: Int, travelled: Double) -> Bool { travelled < due[account] }

  /// Notes that an account has `slack` USD more than it needs.
  ///
  /// Travel is the sum of the largest moves from mark to mark, in prices over those at the start: no
  /// price is farther from where it was, so collateral value has not fallen, nor margin risen, by more
  /// than travel times their slopes.
  ///
  /// - Verified by: CascadeMarginTests.
  mutating func rest(
    _ account: Int, slack: Double, travelled: Double, in book: CascadeBook, _ margin: CascadeMargin
  ) {
    var slope = margin.slope(of: account, self, in: book)
    for place in book.entryRanges[account] {
      slope += abs(entries[place].equity) + abs(entries[place].haircut) + entries[place].reach
    }
    due[account] = slope > 0 ? travelled + slack / slope : .infinity
  }

  /// Notes that something other than prices has changed.
  mutating func disturb(_ account: Int) { due[account] = 0 }

  /// What all accounts own together.
  func total(at marks: CascadeMarks, in book: CascadeBook) -> Double {
    var total = 0.0
    for own in fixed { total += own.equity }
    for entry in entries { total += entry.equity * marks.ratios[entry.factor] }
    for account in book.names.indices {
      for leg in book.optionStarts[account]..<book.legRanges[account].upperBound {
        total += quantities[leg] * marks.values[book.legs[leg].unit]
      }
    }
    return total
  }

  /// Takes `quantity` contracts off a leg at the mark, in cash.
  mutating func close(
    _ quantity: Double, ofLeg leg: Int, of account: Int, at marks: CascadeMarks,
    in book: CascadeBook
  ) {
    let unit = book.units[book.legs[leg].unit]
    quantities[leg] -= quantity
    if abs(quantities[leg]) < abs(book.legs[leg].quantity) * 1e-12 { quantities[leg] = 0 }
    isKnown[account] = false
    due[account] = 0
    // A margined contract's slope goes, what it has gained stays: value is exposure × (ratio − 1).
    fixed[account].equity += quantity * marks.values[book.legs[leg].unit]
    switch unit.kind {
    case .perpetual, .future: fixed[account].equity += quantity * unit.exposure
    case .spot, .option: break
    }
    if unit.isInverse { fixed[account].notional -= abs(quantity) * unit.notional }
    for place in book.entryRanges[account] where entries[place].factor == unit.factor {
      entries[place].equity -= quantity * unit.exposure
      entries[place].exposure -= quantity * (apportioned?[leg] ?? unit.exposure)
      if !unit.isInverse { entries[place].notional -= abs(quantity) * unit.notional }
      entries[place].reach -= abs(quantity) * unit.reach
    }
    if book.legRanges[account].allSatisfy({ quantities[$0] == 0 }) { empty(account, of: book) }
  }

  /// What rounding left of sizes goes with the last contract.
  private mutating func empty(_ account: Int, of book: CascadeBook) {
    isOpen[account] = false
    isLiquidating[account] = false
    fixed[account].notional = 0
    for place in book.entryRanges[account] {
      entries[place].notional = 0
      entries[place].reach = 0
      if apportioned != nil { entries[place].exposure = 0 }
    }
  }

  /// Takes all an account has, positions and collateral, and leaves it with nothing.
  mutating func seize(_ account: Int, in book: CascadeBook) {
    for leg in book.legRanges[account] { quantities[leg] = 0 }
    for place in book.entryRanges[account] {
      entries[place].equity = 0
      entries[place].haircut = 0
      entries[place].exposure = 0
    }
    fixed[account].equity = 0
    empty(account, of: book)
  }
}
