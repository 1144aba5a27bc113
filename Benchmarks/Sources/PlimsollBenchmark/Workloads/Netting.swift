import Plimsoll

extension Workload {
  private static let instruments = 500
  private static let scenarios = 10_000
  private static let positions = 10

  /// VaR and ES of many sparse accounts from given unit P&L.
  static func netting(accounts: Int) -> Workload {
    Workload(
      name: "netting",
      title: "VaR and ES of accounts of 10 positions in 500 instruments, 10,000 scenarios",
      size: accounts, unit: "account", threads: Parallel.availableThreads, rounds: 3,
      targets: [.faster(times: 14, than: "scipy-sparse")], speedUp: 1.6,
      agreement: .relative(
        1e-12, because: "the same unit P&L, read from a file; sums in another order")
    ) { workload, arena in
      let source = GivenScenarios.normal(
        factors: instruments, count: scenarios, deviation: 0.03, seed: 3)
      let holdings = randomHoldings(accounts: accounts)
      try arena.write(source.unitGains, to: "unit-pnl.npy")
      for (name, value) in [
        ("instruments.npy", { Double($0.unit) }), ("quantities.npy", { $0.quantity }),
      ] as [(String, (UnitPnL.Holding) -> Double)] {
        try arena.write(
          Matrix(rows: accounts, columns: positions, storage: holdings.joined().map(value)),
          to: name)
      }
      return LineUp(
        ours: measuring(holdings, source.unitPnL(), at: try percent99(), threads: workload.threads),
        peers: try arena.peersBothWays("scipy-sparse", of: workload)
          + (workload.threads == 1
            ? [] : arena.peersBothWays("scipy-sparse-threads", of: workload))
          + arena.peersBothWays("numpy-dense", of: workload),
        limit: readingLimit(accounts: accounts, threads: workload.threads))
    }
  }

  /// Positions of random sign and size in random instruments.
  private static func randomHoldings(accounts: Int) -> [[UnitPnL.Holding]] {
    let stream = RandomStream(seed: 4, stream: 0)
    return (0..<accounts).map { account in
      (0..<positions).map { position in
        UnitPnL.Holding(
          unit: Int(
            Double(instruments) * stream.uniform(scenario: account, dimension: 2 * position)),
          quantity: stream.normal(scenario: account, dimension: 2 * position + 1))
      }
    }
  }

  /// VaR and ES of every account; the answer is all VaRs, then all ESs.
  private static func measuring(
    _ holdings: [[UnitPnL.Holding]], _ unitPnL: UnitPnL, at level: ConfidenceLevel, threads: Int
  ) -> Work {
    var tails: [(valueAtRisk: Double, shortfall: Double)] = []
    return Work {
      tails = Parallel.map(count: holdings.count, threads: threads) { account in
        let tail = LossTail(unitPnL.gains(of: holdings[account]), level: level)
        return (tail.valueAtRisk.value, tail.expectedShortfall.value)
      }
    } answer: {
      Figures(values: tails.map(\.valueAtRisk) + tails.map(\.shortfall))
    }
  }

  /// The unit P&L of every position read once from the second-level cache.
  private static func readingLimit(accounts: Int, threads: Int) -> Limit {
    let row = [Double](repeating: 1, count: 65_536)
    var sum = 0.0
    let values = Double(accounts * positions * scenarios)
    return Limit(
      meaning: "one plain sum over each position's unit P&L, in cache and divided by the threads",
      work: Work {
        sum += VectorMath.sum(row)
      } answer: {
        Figures(values: [sum])
      },
      count: values / Double(row.count * threads))
  }
}
