import Foundation
import Plimsoll

extension Workload {
  private static let accounts = 10_000
  private static let coins = 3
  private static let steps = 24
  /// The part of the paths that NumPy is given.
  private static let peerShare = 0.1

  /// Accounts closed out together, over many paths of 24 steps.
  static func cascades(paths: Int) -> Workload {
    Workload(
      name: "cascades",
      title: "10,000 accounts of one perpetual each, closed out together over paths of 24 steps",
      size: paths, unit: "path", threads: Parallel.availableThreads, rounds: 2,
      targets: [.total(seconds: 60)], speedUp: 1.8,
      agreement: .relative(
        1e-9, because: "the same paths and accounts, read from files; sums in another order")
    ) { workload, arena in
      let venue = try CascadeVenue(accounts: accounts, coins: coins)
      let moves = falls(paths: paths)
      let shared = max(1, Int(Double(paths) * peerShare))
      try arena.write(venue.accounts, to: "accounts.npy")
      try arena.write(venue.markets, to: "markets.npy")
      try arena.write(
        Matrix(
          rows: shared * steps, columns: coins,
          storage: Array(moves.storage.prefix(shared * steps * coins))), to: "moves.npy")
      var peers = try arena.peers("numpy", of: workload)
      for place in peers.indices { peers[place].share = Double(shared) / Double(paths) }
      return LineUp(
        ours: playing(venue, moves, paths: paths, told: shared, threads: workload.threads),
        peers: peers)
    }
  }

  /// Log returns since the start, path by path and step by step: a walk of four per cent a day.
  private static func falls(paths: Int) -> Matrix {
    let stream = RandomStream(seed: 11, stream: 0)
    var moves = Matrix(rows: paths * steps, columns: coins)
    for path in 0..<paths {
      var walk = [Double](repeating: 0, count: coins)
      for step in 0..<steps {
        let common = stream.normal(scenario: path, dimension: step * (coins + 1))
        for coin in 0..<coins {
          let own = stream.normal(scenario: path, dimension: step * (coins + 1) + coin + 1)
          walk[coin] += 0.04 / Double(steps).squareRoot() * (0.8 * common + 0.6 * own)
          moves[path * steps + step, coin] = walk[coin]
        }
      }
    }
    return moves
  }

  /// Every path; the answer is forced volume, then shortfall, of the paths that are told.
  private static func playing(
    _ venue: CascadeVenue, _ moves: Matrix, paths: Int, told: Int, threads: Int
  ) -> Work {
    var outcomes: [CascadeOutcome] = []
    return Work {
      outcomes = venue.cascade.outcomes(of: paths, threads: threads) { path in
        CascadePath(
          name: "\(path)",
          moves: (0..<steps).map { Array(moves.row(path * steps + $0)) },
          stepLength: .hours(1))
      }
    } answer: {
      Figures(
        values: [\CascadeOutcome.volume, \.shortfall].flatMap { figure in
          outcomes.prefix(told).map { 1 + $0[keyPath: figure] }
        })
    }
  }
}

/// A synthetic venue.
private struct CascadeVenue {
  let cascade: Cascade
  /// A row an account: coin, quantity, USD of collateral, maintenance margin at the start.
  let accounts: Matrix
  /// A row a coin: price, volatility of a day, average daily volume.
  let markets: Matrix

  init(accounts count: Int, coins: Int) throws {
    let stream = RandomStream(seed: 12, stream: 0)
    let scenarios = GivenScenarios.normal(factors: coins, count: 2_000, deviation: 0.04, seed: 13)
    let names = scenarios.factors.map(\.name)
    var text = "date," + names.joined(separator: ",") + "\n"
    for day in 0..<60 {
      let prices = (0..<coins).map { coin in
        100 * exp(0.04 * stream.normal(scenario: day, dimension: 900 + coin))
      }
      let date = Timestamp(seconds: 1_700_000_000 / 86_400 * 86_400 + day * 86_400)
      text += "\(date)," + prices.map { "\($0)" }.joined(separator: ",") + "\n"
    }
    let prices = try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
    let perpetuals = names.map {
      Instrument.perpetual(
        Perpetual(name: $0 + "-PERP", underlying: RiskFactor($0), settlement: .linear))
    }
    let drawn = (0..<count).map { account in
      let coin = Int(Double(coins) * stream.uniform(scenario: account, dimension: 0))
      let isLong = stream.uniform(scenario: account, dimension: 1) < 0.7
      let cash = 1_000 * exp(stream.normal(scenario: account, dimension: 2))
      let leverage = 1 + 6 * stream.uniform(scenario: account, dimension: 3)
      let size = (isLong ? 1 : -1) * cash * leverage / 100
      return (coin: coin, size: size, cash: cash)
    }
    let volume = 20_000_000.0
    let book = try Book(
      name: "venue", prices: prices,
      accounts: drawn.enumerated().map { place, account in
        Account(
          name: "account-\(100_000 + place)",
          positions: [Position(instrument: perpetuals[account.coin], quantity: account.size)],
          collateral: [Collateral(asset: nil, amount: account.cash)])
      },
      liquidity: LiquidityTable(
        Dictionary(
          uniqueKeysWithValues: scenarios.factors.map { ($0, .init(averageDailyVolume: volume)) })))
    guard let level = ConfidenceLevel(0.99) else { preconditionFailure("a level") }
    let rule = ShortfallRule(
      name: "venue", level: level, measure: .expectedShortfall, marginPeriodOfRisk: .days(1),
      scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
      collateral: .haircut(.none))
    let requirements = try rule.assess(book, in: RiskContext()).requirements
    var rules = LiquidationRules(name: "venue")
    rules.order = .proRata
    rules.target = 1.1
    rules.fee = 0.005
    cascade = try Cascade(
      book, requirements: requirements, rule: rule, haircut: .none, scenarios: scenarios,
      horizon: .days(1),
      impact: ImpactModel(name: "usual", temporary: 0.7, permanent: 0.314, halfLife: .hours(4)),
      rules: rules)
    accounts = Matrix(
      rows: count, columns: 4,
      storage: zip(drawn, requirements).flatMap { account, requirement in
        [Double(account.coin), account.size, account.cash, requirement.maintenance]
      })
    let played = cascade
    markets = Matrix(
      rows: coins, columns: 3,
      storage: played.factors.enumerated().flatMap { place, factor in
        [book.spot[factor] ?? .nan, played.volatility[place], volume]
      })
  }
}
