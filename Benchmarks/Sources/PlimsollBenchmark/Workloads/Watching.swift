import Foundation
import Plimsoll

extension Workload {
  private static let accounts = 10_000
  private static let contracts = 500
  private static let positions = 10

  /// Ticks of contracts into a watch of many accounts.
  static func watching(ticks: Int) -> Workload {
    Workload(
      name: "watching",
      title: "ticks of 500 contracts, 10,000 accounts of 10 positions re-marked and judged",
      size: ticks, unit: "tick", rounds: 3,
      targets: [.perUnit(seconds: 20e-6)],
      agreement: .relative(
        1e-9, because: "the same ticks and positions, read from files; sums in another order")
    ) { workload, arena in
      let venue = try WatchedVenue(accounts: accounts, contracts: contracts, positions: positions)
      let stream = RandomStream(seed: 21, stream: 0)
      var feed = Matrix(rows: ticks, columns: 2)
      for tick in 0..<ticks {
        let contract = Int(
          Double(contracts) * stream.uniform(scenario: tick, dimension: 0))
        feed[tick, 0] = Double(contract)
        feed[tick, 1] = 100 * exp(0.002 * stream.normal(scenario: tick, dimension: 1))
      }
      try arena.write(feed, to: "ticks.npy")
      try arena.write(venue.instruments, to: "instruments.npy")
      try arena.write(venue.quantities, to: "quantities.npy")
      try arena.write(venue.cash, to: "cash.npy")
      return LineUp(
        ours: try watching(feed, venue), peers: try arena.peers("numpy", of: workload))
    }
  }

  /// Every tick; the answer is the equity of every account, and how many fell below maintenance.
  private static func watching(_ feed: Matrix, _ venue: WatchedVenue) throws -> Work {
    var settings = MonitorSettings()
    settings.refresh = nil
    settings.trigger = nil
    settings.missing = .days(1)
    settings.sample = .days(1)
    let fresh = try MarginMonitor(
      venue.book, rule: venue.rule, settings: settings, context: RiskContext())
    let start = FeedTime(venue.book.asOf)
    let names = venue.names
    var last = fresh
    return Work {
      last = fresh
      for tick in 0..<feed.rows {
        try last.take(
          .tick(
            FeedTick(name: Int(feed[tick, 0]), time: start + tick, price: feed[tick, 1]))
        ) { names }
        if !last.events.isEmpty { _ = last.takeEvents() }
      }
    } answer: {
      Figures(values: last.standings.map { 1e6 + $0.equity })
    }
  }
}

/// A synthetic venue of perpetuals at 100.
private struct WatchedVenue {
  let book: Book
  let rule: ShortfallRule
  let names: [String]
  /// Accounts × positions: the contract held.
  let instruments: Matrix
  /// Accounts × positions: how much of it.
  let quantities: Matrix
  /// USD of collateral, a row an account.
  let cash: Matrix

  init(accounts: Int, contracts: Int, positions: Int) throws {
    let stream = RandomStream(seed: 22, stream: 0)
    names = (0..<contracts).map { "C\(1_000 + $0)" }
    let prices = try PriceHistory(
      csv: InputFile(
        name: "prices.csv",
        text: "date,BTC\n"
          + (0..<40).map { day in
            let date = Timestamp(seconds: 1_700_006_400 + day * 86_400)
            return "\(date),\(100 * exp(0.03 * stream.normal(scenario: day, dimension: 99)))\n"
          }.joined()))
    let held = names.map {
      Instrument.perpetual(
        Perpetual(name: $0, underlying: "BTC", settlement: .linear, markPrice: 100))
    }
    var (places, sizes) = (
      Matrix(rows: accounts, columns: positions), Matrix(rows: accounts, columns: positions)
    )
    var pledged = Matrix(rows: accounts, columns: 1)
    var all: [Account] = []
    for account in 0..<accounts {
      pledged[account, 0] = 1_000 * exp(stream.normal(scenario: account, dimension: 0))
      var own: [Position] = []
      for position in 0..<positions {
        // A stride that meets no contract twice.
        let first = Int(Double(contracts) * stream.uniform(scenario: account, dimension: 1))
        let place = (first + position * (contracts / positions)) % contracts
        let size =
          pledged[account, 0] / 100 * stream.normal(scenario: account, dimension: 2 + position)
        (places[account, position], sizes[account, position]) = (Double(place), size)
        own.append(Position(instrument: held[place], quantity: size))
      }
      all.append(
        Account(
          name: "account-\(100_000 + account)", positions: own,
          collateral: [Collateral(asset: nil, amount: pledged[account, 0])]))
    }
    (instruments, quantities, cash) = (places, sizes, pledged)
    book = try Book(name: "venue", prices: prices, accounts: all)
    guard let level = ConfidenceLevel(0.99) else { preconditionFailure("a level") }
    rule = ShortfallRule(
      name: "venue", level: level, measure: .expectedShortfall, marginPeriodOfRisk: .days(1),
      scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
      collateral: .haircut(.none))
  }
}
