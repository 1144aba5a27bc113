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
        ours: measuring(holdings, under: source, at: try percent99(), threads: workload.threads),
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
    _ holdings: [[UnitPnL.Holding]], under source: GivenScenarios, at level: ConfidenceLevel,
    threads: Int
  ) -> Work {
    var tails: [TailFigures] = []
    return Work {
      tails = PortfolioTails(
        holdings, of: source.units, under: source, horizon: .day, levels: [level],
        threads: threads
      ).figures.map { $0[0] }
    } answer: {
      Figures(
        values: [\TailFigures.valueAtRisk, \.expectedShortfall].flatMap { measure in
          tails.map { $0[keyPath: measure]?.value ?? .nan }
        })
    }
  }

  /// The unit P&L of every position multiplied and added once, from the nearest cache.
  private static func readingLimit(accounts: Int, threads: Int) -> Limit {
    let row = [Double](repeating: 1, count: 2_048)
    var sum = row
    let values = Double(accounts * positions * scenarios)
    return Limit(
      meaning: "each position's unit P&L times its quantity, in cache and divided by the threads",
      work: Work { VectorMath.addProduct(&sum, at: 0, 0.1, row, from: 0, count: row.count) },
      count: values / Double(row.count * threads))
  }
}
