internal import Glibc
import PlimsollMargin
import PlimsollMarket

/// One path gone through: prices move, accounts breach, slices are closed, prices move again, until
/// nobody has to trade; then the next step.
struct CascadeRun {
  let cascade: Cascade
  let path: CascadePath
  var marks: CascadeMarks
  var accounts: CascadeAccounts
  var room: CascadeMargin.Room
  var vault: CascadeVault
  var outcome: CascadeOutcome
  var fates: [Int: AccountFate] = [:]
  /// What is told; nil when nobody asks.
  var record: CascadeRecord?
  /// Deficits that were deleveraged against winners, by winner.
  var deleveraged: [Int: Double] = [:]
  var step = 0
  var round = 0
  /// The sum of the largest moves from mark to mark, in prices over those at the start.
  private(set) var travelled = 0.0
  /// Accounts without positions that have coins or debts.
  private var closed: [Int] = []
  let markets: [MarketImpact?]
  private var states: [MarketImpact.State]
  let followed: [Int]
  var ledger: CascadeLedger
  private var extremes: Extremes

  /// The largest moves by factor.
  private struct Extremes {
    var first, low, high, pushed: [Double]
  }

  init(_ cascade: Cascade, path: CascadePath, room: CascadeMargin.Room, following: [Int]? = nil) {
    self.cascade = cascade
    self.path = path
    self.room = room
    followed = following ?? []
    let book = cascade.book
    var marks = cascade.start
    if path.volatility.contains(where: { $0 != 0 }) {
      marks.changeVolatility(path.volatility, in: book)
    }
    self.marks = marks
    accounts = cascade.accounts
    vault = CascadeVault(book, capital: cascade.rules.backstop?.capital ?? 0)
    outcome = CascadeOutcome(scenario: path.name)
    record = following.map { _ in CascadeRecord(scenario: path.name) }
    markets = cascade.markets(in: path.conditions)
    states = markets.map { _ in MarketImpact.State() }
    ledger = CascadeLedger(book, at: cascade.start)
    let still = book.factors.map { _ in 0.0 }
    extremes = Extremes(first: still, low: still, high: still, pushed: still)
    closed = book.names.indices.filter { !cascade.accounts.isOpen[$0] }
    ledger.add(vault.cash)
    ledger.revalue(to: marks, book)
  }

  var book: CascadeBook { cascade.book }
  var rules: LiquidationRules { cascade.rules }

  /// Goes through the path.
  mutating func finished() -> (outcome: CascadeOutcome, record: CascadeRecord?) {
    follow()
    for (place, moves) in path.moves.enumerated() {
      step = place + 1
      let before = outcome
      for factor in states.indices {
        markets[factor]?.recover(
          &states[factor], after: path.stepLength, halfLife: cascade.impact.halfLife)
      }
      mark(moves)
      payFunding()
      settle(moves)
      closeBooks()
      tell(moves, since: before)
      follow()
    }
    shareLosses()
    name(extremes)
    outcome.accounts = fates.values.sorted { $0.account < $1.account }
    return (outcome, record)
  }

  /// Rounds until nobody has to trade.
  private mutating func settle(_ moves: [Double]) {
    round = 1
    var trades = vault.sales(sells: rules.backstop?.sells ?? 0, book)
    if step == 1 { trades += path.closeOuts.flatMap { closing($0, kind: .closeOut) } + unwinds() }
    // What defaulters, large holders and the backstop sell comes first: who they push below is seen next.
    if trades.isEmpty { trades = breaches() }
    while !trades.isEmpty {
      execute(trades, moves)
      round += 1
      trades = breaches()
    }
    outcome.rounds = max(outcome.rounds, round - 1)
  }

  /// Trades a round's volume in every market at its average price, and marks at what that leaves.
  private mutating func execute(_ trades: [CascadeTrade], _ moves: [Double]) {
    var volumes = book.factors.map { _ in 0.0 }
    for trade in trades where trade.isTradedInMarket {
      volumes[book.units[trade.unit].factor] += trade.volume(marks)
    }
    var averages = volumes
    for factor in volumes.indices {
      averages[factor] =
        volumes[factor] == 0 ? 0 : markets[factor]?.trade(volumes[factor], &states[factor]) ?? 0
    }
    for trade in trades { settle(trade, average: averages[book.units[trade.unit].factor]) }
    mark(moves)
  }

  private mutating func settle(_ trade: CascadeTrade, average: Double) {
    let unit = book.units[trade.unit]
    let volume = trade.volume(marks)
    let move = trade.isTradedInMarket ? average : 0
    let halfSpread = trade.isTradedInMarket ? markets[unit.factor]?.halfSpread ?? 0 : 0
    let slippage = volume * expm1(move) + halfSpread * abs(volume)
    let fee = trade.paysFee ? rules.fee * abs(volume) : 0
    if trade.isTradedInMarket {
      outcome.volume += abs(volume)
      outcome.slippage += slippage
      outcome.fees += fee
    }
    var equity = 0.0
    if let account = trade.account {
      accounts.close(trade.quantity, ofLeg: trade.leg, of: account, at: marks, in: book)
      if !accounts.isOpen[account] { closed.append(account) }
      accounts.fixed[account].equity -= slippage + fee
      fates[account, default: AccountFate(account: account)].costs += slippage + fee
      if record != nil {
        equity = accounts.standing(of: account, at: marks, in: book).equity
      }
    } else {
      vault.sell(trade.quantity, of: trade.unit, at: marks)
      vault.cash -= slippage
      equity = vault.equity(at: marks)
    }
    ledger.trade(trade.quantity, of: trade.unit, cost: slippage + fee, at: marks)
    guard record != nil else { return }
    let told = CascadeRecord.Trade(
      step: step, round: round, account: trade.account, instrument: unit.name,
      quantity: -trade.quantity, price: price(of: trade, move, halfSpread, slippage), impact: move,
      fee: fee, slippage: slippage, equityAfter: equity, kind: trade.kind)
    record?.trades.append(told)
  }

  /// Brings prices to the path's, as far as forced trades have not pushed them.
  private mutating func mark(_ moves: [Double]) {
    var logs = moves
    for factor in logs.indices {
      guard let market = markets[factor] else { continue }
      let pushed = market.displacement(states[factor])
      logs[factor] += pushed
      if abs(pushed) >= Cascade.furthestPush { outcome.isBounded = true }
      if abs(pushed) > abs(extremes.pushed[factor]) { extremes.pushed[factor] = pushed }
    }
    for factor in logs.indices {
      if abs(moves[factor]) > abs(extremes.first[factor]) {
        extremes.first[factor] = moves[factor]
      }
      extremes.low[factor] = min(extremes.low[factor], logs[factor])
      extremes.high[factor] = max(extremes.high[factor], logs[factor])
    }
    let before = marks.ratios
    marks.move(to: logs, in: book)
    travelled += zip(before, marks.ratios).reduce(0) { max($0, abs($1.1 - $1.0)) }
    ledger.revalue(to: marks, book)
  }

  /// Writes off what accounts without positions owe, and checks that nothing was lost or made.
  private mutating func closeBooks() {
    for account in closed {
      let equity = accounts.standing(of: account, at: marks, in: book).equity
      if equity < 0 { writeOff(-equity, of: account) }
    }
    let total = accounts.total(at: marks, in: book) + vault.equity(at: marks)
    outcome.imbalance = max(outcome.imbalance, abs(total - ledger.total))
  }

  private mutating func writeOff(_ deficit: Double, of account: Int) {
    for place in book.entryRanges[account] {
      ledger.seize(accounts.entries[place].equity, ofFactor: accounts.entries[place].factor)
    }
    accounts.seize(account, in: book)
    ledger.pay(-deficit)
    outcome.shortfall += deficit
    if !(fates[account]?.isBankrupt ?? false) { outcome.bankrupt += 1 }
    fates[account, default: AccountFate(account: account)].isBankrupt = true
    fates[account, default: AccountFate(account: account)].deficit += deficit
  }

  private mutating func name(_ extremes: Extremes) {
    guard
      let factor = book.factors.indices.max(by: {
        abs(extremes.pushed[$0]) < abs(extremes.pushed[$1])
      }), extremes.pushed[factor] != 0
    else { return }
    let first = extremes.first[factor]
    outcome.factor = factor
    outcome.push = extremes.pushed[factor]
    outcome.firstMove = first
    let direction = first == 0 ? extremes.pushed[factor] : first
    outcome.totalMove = direction < 0 ? extremes.low[factor] : extremes.high[factor]
  }

  /// The cost of trading a volume of a factor now, as a fraction of it.
  func cost(ofTrading volume: Double, factor: Int) -> Double {
    guard let market = markets[factor] else { return rules.fee }
    return rules.fee + market.halfSpread + market.cost(volume, states[factor])
  }

  /// Hands an account over to the backstop.
  mutating func takeOver(_ account: Int) {
    let equity = accounts.standing(of: account, at: marks, in: book).equity
    for leg in book.legRanges[account] where accounts.quantities[leg] != 0 {
      let unit = book.legs[leg].unit
      let told = CascadeRecord.Trade(
        step: step, round: round, account: account, instrument: book.units[unit].name,
        quantity: -accounts.quantities[leg], price: marks.price(of: unit, in: book), impact: 0,
        fee: 0, slippage: 0, equityAfter: 0, kind: .takeover)
      record?.trades.append(told)
    }
    vault.take(account, equity: equity, of: accounts, at: marks, in: book)
    accounts.seize(account, in: book)
    outcome.takenOver += 1
    fates[account, default: AccountFate(account: account)].isTakenOver = true
  }
}
