internal import Glibc
import PlimsollMargin
import PlimsollMarket

extension MarginMonitor {
  /// Looks at an account and tells what has changed.
  mutating func look(at account: Int, at time: FeedTime, isStart: Bool = false) {
    let (equity, collateral) = (marks.equity[account], marks.collateral[account])
    let changes = watches[account].changes(
      equity: equity, collateral: collateral, alerts: settings.alerts,
      hysteresis: settings.hysteresis)
    guard !changes.isEmpty else { return }
    let watch = watches[account]
    let standing = MonitorEvent.Standing(
      level: watch.maintenance > 0 ? collateral / watch.maintenance : nil, equity: equity,
      collateralValue: collateral, initial: watch.initial, maintenance: watch.maintenance)
    let isBetter = changes.allSatisfy { $0.isBetter(now: watch.status) }
    let driver = isStart ? nil : driver(of: account, isBetter: isBetter)
    let name = marks.book.names[account]
    for change in changes {
      switch change {
      case .status(let from):
        tell(
          .state(
            account: name, from: isStart ? nil : from, to: watch.status, standing, driver),
          at: time)
      case .alert(let place, let isBelow):
        tell(
          .alert(
            account: name, level: settings.alerts[place], isBelow: isBelow, standing, driver),
          at: time)
      }
    }
    startGains(of: account)
  }

  /// What moved an account most, the way it went.
  private func driver(of account: Int, isBetter: Bool) -> MonitorEvent.Driver? {
    var best: MonitorEvent.Driver?
    func consider(_ name: String, _ move: Double?, _ pnl: Double) {
      let worth = isBetter ? pnl : -pnl
      let most = best.map { isBetter ? $0.pnl : -$0.pnl } ?? 0
      if worth > most { best = MonitorEvent.Driver(name: name, move: move, pnl: pnl) }
    }
    for leg in marks.book.legRanges[account] {
      let held = marks.book.legs[leg]
      let unit = marks.book.units[held.unit]
      let gain = legGains[leg] + held.quantity * (marks.value(of: held.unit) - legStarts[leg])
      consider(unit.name, marks.price(of: held.unit) / unit.price - 1, gain)
    }
    for entry in marks.book.entryRanges[account] {
      let factor = marks.book.entries[entry].factor
      let gain =
        coinGains[entry] + coins(entry, of: account) * (marks.ratios[factor] - coinStarts[entry])
      consider("collateral:\(marks.book.factors[factor])", marks.ratios[factor] - 1, gain)
    }
    return best
  }

  /// USD of coins that an account has of a factor, at the last margin run: what its positions do not
  /// explain of the slope.
  private func coins(_ entry: Int, of account: Int) -> Double {
    let held = marks.book.entries[entry]
    return marks.book.legRanges[account].reduce(held.equity) { sum, leg in
      let unit = marks.book.units[marks.book.legs[leg].unit]
      return unit.factor == held.factor
        ? sum - marks.book.legs[leg].quantity * unit.exposure : sum
    }
  }

  /// Counts gains of an account from here.
  private mutating func startGains(of account: Int) {
    for leg in marks.book.legRanges[account] {
      legGains[leg] = 0
      legStarts[leg] = marks.value(of: marks.book.legs[leg].unit)
    }
    for entry in marks.book.entryRanges[account] {
      coinGains[entry] = 0
      coinStarts[entry] = marks.ratios[marks.book.entries[entry].factor]
    }
  }

  /// Counts all gains from here.
  mutating func startAnew() {
    legGains = marks.book.legs.map { _ in 0 }
    legStarts = marks.book.legs.map { marks.value(of: $0.unit) }
    coinGains = marks.book.entries.map { _ in 0 }
    coinStarts = marks.book.entries.map { marks.ratios[$0.factor] }
  }

  /// What has been gained up to now, by account and name, to go on with after a margin run.
  func gainsSoFar() -> [[String: Double]] {
    marks.book.names.indices.map { account in
      var gains: [String: Double] = [:]
      for leg in marks.book.legRanges[account] {
        let held = marks.book.legs[leg]
        gains[marks.book.units[held.unit].name] =
          legGains[leg] + held.quantity * (marks.value(of: held.unit) - legStarts[leg])
      }
      for entry in marks.book.entryRanges[account] {
        let factor = marks.book.entries[entry].factor
        gains["collateral:\(marks.book.factors[factor])"] =
          coinGains[entry] + coins(entry, of: account) * (marks.ratios[factor] - coinStarts[entry])
      }
      return gains
    }
  }

  /// Takes gains up to a margin run.
  mutating func carry(_ gains: [[String: Double]]) {
    startAnew()
    for account in marks.book.names.indices {
      for leg in marks.book.legRanges[account] {
        legGains[leg] = gains[account][marks.book.units[marks.book.legs[leg].unit].name] ?? 0
      }
      for entry in marks.book.entryRanges[account] {
        let factor = marks.book.factors[marks.book.entries[entry].factor]
        coinGains[entry] = gains[account]["collateral:\(factor)"] ?? 0
      }
    }
  }

  /// One row of the level history.
  mutating func sample(at time: FeedTime) {
    var counts: [MarginStatus: Int] = [:]
    for watch in watches { counts[watch.status, default: 0] += 1 }
    samples.append(
      MonitorSample(
        time: time, counts: MarginStatus.allCases.map { counts[$0] ?? 0 },
        levels: followed.map { account in
          MonitorSample.Level(
            level: watches[account].maintenance > 0
              ? marks.collateral[account] / watches[account].maintenance : nil,
            equity: marks.equity[account], collateralValue: marks.collateral[account],
            maintenance: watches[account].maintenance, status: watches[account].status)
        }))
  }
}

extension AccountWatch.Change {
  /// Whether the account, which is in a state now, is better off.
  fileprivate func isBetter(now status: MarginStatus) -> Bool {
    switch self {
    case .status(let from): status.rank < from.rank
    case .alert(_, let isBelow): !isBelow
    }
  }
}
