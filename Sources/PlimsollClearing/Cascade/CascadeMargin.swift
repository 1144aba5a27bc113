internal import Glibc
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// What accounts must keep as prices move and positions are closed.
///
/// Of a shortfall rule the measure is taken anew, over a sample of its scenarios: core(r) of gains
/// Σ X_f r_f m_f + options revalued at their moved price, for prices r over those at the start. It is
/// scaled so that every account starts with the maintenance margin that the rule itself charges,
/// add-ons and all. A venue's requirement is taken apart by position at the start, and each part moves
/// with its position and price.
///
/// - Source: the project's margin convention.
/// - Verified by: CascadeMarginTests.
struct CascadeMargin: Sendable {
  enum Kind: Sendable {
    case measured(RiskMeasure)
    /// By leg: USD of maintenance of one contract at the start.
    case apportioned([Double])
  }

  let kind: Kind
  /// Scenarios of the sample.
  let count: Int
  /// Relative moves by factor.
  let moves: [[Double]]
  /// Log returns by factor.
  let logMoves: [[Double]]
  /// By factor, the measure of one USD held long, and of one held short.
  private let alone: [(long: Double, short: Double)]
  /// By factor, the most by which one USD more, long or short, can raise a core: the shortfall of one
  /// USD; of a value at risk, which is not subadditive, the largest move of any scenario.
  let standalone: [Double]
  /// Volatility of a day, by factor.
  let volatility: [Double]
  private let emptyTail: TailAfterTrade
  private let maintenanceFraction: Double
  private let floorFraction: Double
  /// By account: what brings the sample's margin to the rule's.
  private(set) var scales: [Double]
  /// By account: USD of maintenance per USD of notional that no measure explains.
  private(set) var extras: [Double]

  /// Room of one thread.
  struct Room: Sendable {
    var gains: [Double]
    var tail: TailAfterTrade
  }

  /// A sample of the rule's scenarios.
  init(
    _ rule: ShortfallRule, scenarios: any ScenarioSource, book: CascadeBook, maintenance: [Double],
    threads: Int?
  ) {
    let sample = CascadeSample(
      scenarios, factors: book.factors, horizon: rule.marginPeriodOfRisk, level: rule.level,
      threads: threads)
    self.init(
      .measured(rule.measure), sample: sample, level: rule.level,
      maintenanceFraction: rule.maintenanceFraction, floorFraction: rule.floorFraction,
      accounts: book.names.count)
    calibrate(to: maintenance, of: book, threads: threads)
  }

  /// A venue's requirement, position by position.
  ///
  /// - Parameter requirements: one an account.
  init(
    apportioning requirements: [MarginRequirement], scenarios: any ScenarioSource,
    horizon: TimeSpan, book: CascadeBook, threads: Int?
  ) {
    var byLeg = [Double](repeating: 0, count: book.legs.count)
    var extras = [Double](repeating: 0, count: book.names.count)
    for (account, requirement) in requirements.enumerated() {
      let parts = Dictionary(
        requirement.contributions.map { ($0.instrument, $0.component) }, uniquingKeysWith: +)
      let total = requirement.contributions.reduce(0) { $0 + $1.component }
      var (explained, notional) = (0.0, 0.0)
      for leg in book.legRanges[account] {
        let unit = book.units[book.legs[leg].unit]
        notional += abs(book.legs[leg].quantity) * unit.notional
        guard total > 0, let part = parts[unit.name] else { continue }
        let amount = requirement.maintenance * (part / total)
        byLeg[leg] = amount / book.legs[leg].quantity
        explained += amount
      }
      extras[account] = notional > 0 ? max(0, requirement.maintenance - explained) / notional : 0
    }
    let sample = CascadeSample(
      scenarios, factors: book.factors, horizon: horizon, level: .usual, threads: threads)
    self.init(
      .apportioned(byLeg), sample: sample, level: .usual, maintenanceFraction: 1, floorFraction: 0,
      accounts: book.names.count)
    self.extras = extras
  }

  private init(
    _ kind: Kind, sample: CascadeSample, level: ConfidenceLevel, maintenanceFraction: Double,
    floorFraction: Double, accounts: Int
  ) {
    self.kind = kind
    count = sample.count
    moves = sample.moves
    logMoves = sample.logMoves
    volatility = sample.volatility
    switch kind {
    case .measured(let measure):
      standalone =
        measure == .valueAtRisk
        ? sample.moves.map { $0.reduce(0) { max($0, abs($1)) } }
        : sample.tails.map { max($0.long.shortfall, $0.short.shortfall, 0) }
      alone = sample.tails.map { tails in
        measure == .valueAtRisk
          ? (tails.long.quantile, tails.short.quantile)
          : (tails.long.shortfall, tails.short.shortfall)
      }
    case .apportioned:
      standalone = sample.tails.map { _ in 1 }
      alone = sample.tails.map { _ in (1, 1) }
    }
    emptyTail = TailAfterTrade(count: sample.count, level: level)
    self.maintenanceFraction = maintenanceFraction
    self.floorFraction = floorFraction
    scales = [Double](repeating: 1, count: accounts)
    extras = [Double](repeating: 0, count: accounts)
  }

  /// Makes every account start with `maintenance`.
  private mutating func calibrate(to maintenance: [Double], of book: CascadeBook, threads: Int?) {
    let start = CascadeMarks(book)
    let state = CascadeAccounts(book, margin: self)
    let margin = self
    let found = Parallel.map(
      count: book.names.count, threads: threads, workspace: { margin.room() }
    ) { account, room in
      let core = margin.core(of: account, state, at: start, in: book, &room)
      let notional = state.notional(of: account, at: start, in: book)
      return (margin.maintenance(core: core, notional: notional, of: account), notional)
    }
    for (account, (sampled, notional)) in found.enumerated() {
      if sampled > 0 {
        scales[account] = maintenance[account] / sampled
      } else if notional > 0 {
        extras[account] = maintenance[account] / notional
      }
    }
  }

  func room() -> Room {
    Room(gains: [Double](repeating: 0, count: count), tail: emptyTail)
  }

  /// Maintenance margin of a core and a gross notional.
  func maintenance(core: Double, notional: Double, of account: Int) -> Double {
    scales[account] * maintenanceFraction * max(floorFraction * notional, max(0, core))
      + extras[account] * notional
  }

  /// How fast maintenance margin can grow: USD per unit by which the prices of all factors over those
  /// at the start move at the most.
  func slope(of account: Int, _ state: CascadeAccounts, in book: CascadeBook) -> Double {
    var (core, notional) = (0.0, 0.0)
    for place in book.entryRanges[account] {
      let entry = state.entries[place]
      let shortfall = standalone[entry.factor]
      core += abs(entry.exposure) * shortfall + entry.reach * (1 + shortfall)
      notional += entry.notional
    }
    return scales[account] * maintenanceFraction * max(core, floorFraction * notional)
      + extras[account] * notional
  }

  /// The measure of an account's net gains, before max(0, ·).
  func core(
    of account: Int, _ state: CascadeAccounts, at marks: CascadeMarks, in book: CascadeBook,
    _ room: inout Room
  ) -> Double {
    if case .apportioned = kind {
      return book.entryRanges[account].reduce(0) {
        $0 + state.entries[$1].exposure * marks.ratios[book.entries[$1].factor]
      }
    }
    if let core = coreOfOneFactor(account, state, at: marks, in: book) { return core }
    fillGains(of: account, state, at: marks, in: book, &room)
    return measure(&room)
  }

  /// The core of an account that holds no options and something on one factor alone, which needs no
  /// scenarios: |X| times the measure of one USD.
  private func coreOfOneFactor(
    _ account: Int, _ state: CascadeAccounts, at marks: CascadeMarks, in book: CascadeBook
  ) -> Double? {
    guard book.optionStarts[account] == book.legRanges[account].upperBound else { return nil }
    var only: Int?
    for place in book.entryRanges[account] where state.entries[place].exposure != 0 {
      guard only == nil else { return nil }
      only = place
    }
    guard let only else { return 0 }
    let entry = state.entries[only]
    let exposure = entry.exposure * marks.ratios[entry.factor]
    return exposure > 0
      ? exposure * alone[entry.factor].long : -exposure * alone[entry.factor].short
  }

  /// Writes an account's gains in every scenario of the sample into the room.
  func fillGains(
    of account: Int, _ state: CascadeAccounts, at marks: CascadeMarks, in book: CascadeBook,
    _ room: inout Room
  ) {
    for scenario in 0..<count { room.gains[scenario] = 0 }
    for place in book.entryRanges[account] {
      let entry = state.entries[place]
      guard entry.exposure != 0 else { continue }
      VectorMath.addProduct(
        &room.gains, at: 0, entry.exposure * marks.ratios[entry.factor], moves[entry.factor],
        from: 0, count: count)
    }
    for leg in book.optionStarts[account]..<book.legRanges[account].upperBound
    where state.quantities[leg] != 0 {
      addOption(state.quantities[leg], of: book.legs[leg].unit, at: marks, in: book, &room.gains)
    }
  }

  /// The measure of what is in the room.
  func measure(_ room: inout Room) -> Double {
    let losses = room.tail.losses(of: room.gains, adding: 0, of: room.gains)
    if case .measured(.valueAtRisk) = kind { return losses.quantile }
    return losses.shortfall
  }

  /// The scenarios of the tail of what is in the room.
  func tail(_ room: inout Room) -> [Int] {
    let quantile = room.tail.losses(of: room.gains, adding: 0, of: room.gains).quantile
    return room.gains.indices.filter { room.gains[$0] <= -quantile }
  }

  /// The mean gain of one contract over some scenarios.
  func meanGain(of unit: Int, over scenarios: [Int], at marks: CascadeMarks, in book: CascadeBook)
    -> Double
  {
    let held = book.units[unit]
    var sum = 0.0
    if let place = held.table {
      let (table, start) = (marks.tables[place], marks.logs[held.factor])
      for scenario in scenarios {
        sum += table.look(start + logMoves[held.factor][scenario]).gain
      }
      return sum / Double(scenarios.count) - table.look(start).gain
    }
    for scenario in scenarios { sum += moves[held.factor][scenario] }
    return held.exposure * marks.ratios[held.factor] * sum / Double(scenarios.count)
  }

  /// Adds to gains those of `quantity` contracts of a unit.
  func add(
    _ quantity: Double, of unit: Int, at marks: CascadeMarks, in book: CascadeBook,
    _ gains: inout [Double]
  ) {
    let held = book.units[unit]
    guard held.table == nil else {
      addOption(quantity, of: unit, at: marks, in: book, &gains)
      return
    }
    VectorMath.addProduct(
      &gains, at: 0, quantity * held.exposure * marks.ratios[held.factor], moves[held.factor],
      from: 0, count: count)
  }

  private func addOption(
    _ quantity: Double, of unit: Int, at marks: CascadeMarks, in book: CascadeBook,
    _ gains: inout [Double]
  ) {
    guard let place = book.units[unit].table else { return }
    let factor = book.units[unit].factor
    let table = marks.tables[place]
    let start = marks.logs[factor]
    let now = table.look(start).gain
    for scenario in 0..<count {
      gains[scenario] += quantity * (table.look(start + logMoves[factor][scenario]).gain - now)
    }
  }
}

extension ConfidenceLevel {
  /// The level of scenarios that only a volatility is taken from.
  fileprivate static let usual: ConfidenceLevel = {
    guard let level = ConfidenceLevel(0.99) else { preconditionFailure("0.99 is a level") }
    return level
  }()
}
