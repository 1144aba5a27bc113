import Plimsoll

extension Workload {
  private static let exact = Agreement.relative(
    1e-12, because: "the same gains, read from a file; sums in another order")

  /// The 99 % ES of given gains.
  static func selection(_ size: Int) -> Workload {
    Workload(
      name: "selection", title: "ES of given gains", size: size, unit: "gain", agreement: exact
    ) { workload, arena in
      let gains = GivenScenarios.normal(factors: 1, count: size, deviation: 1, seed: 5).moves
      try arena.write(gains, to: "gains.npy")
      let pnl = PnLVector(gains.storage)
      let level = try percent99()
      var shortfall = 0.0
      var sum = [Double](repeating: 0, count: size)
      return LineUp(
        ours: Work {
          shortfall = pnl.expectedShortfall(at: level).value
        } answer: {
          Figures(values: [shortfall])
        },
        peers: try arena.peersBothWays("numpy", of: workload),
        limit: Limit(
          meaning: "the gains read once and added to other numbers",
          work: Work { VectorMath.addProduct(&sum, at: 0, 1, pnl.gains, from: 0, count: size) }))
    }
  }

  /// The ES of an account with one more position, for one enquiry after another.
  static func whatIf(enquiries: Int) -> Workload {
    Workload(
      name: "what-if", title: "one more position on an account, ES over 10,000 scenarios",
      size: enquiries, unit: "enquiry", targets: [.perUnit(seconds: 1e-5)], agreement: exact
    ) { workload, arena in
      let accounts = rows(
        GivenScenarios.normal(factors: 200, count: 10_000, deviation: 0.1, seed: 9).moves)
      let units = rows(
        GivenScenarios.normal(factors: 500, count: 10_000, deviation: 1, seed: 10).moves)
      try arena.write(Matrix(accounts), to: "account-gains.npy")
      try arena.write(Matrix(units), to: "unit-pnl.npy")
      let stream = RandomStream(seed: 11, stream: 0)
      let asked = (0..<enquiries).map { number in
        (
          account: Int(Double(accounts.count) * stream.uniform(scenario: number, dimension: 0)),
          unit: Int(Double(units.count) * stream.uniform(scenario: number, dimension: 1)),
          quantity: 0.02 * stream.normal(scenario: number, dimension: 2)
        )
      }
      try arena.write(
        Matrix(asked.map { [Double($0.account), Double($0.unit), $0.quantity] }),
        to: "enquiries.npy")
      let level = try percent99()
      var found = [Double](repeating: 0, count: enquiries)
      var sum = [Double](repeating: 0, count: 10_000)
      var tail = TailAfterTrade(count: 10_000, level: level)
      return LineUp(
        ours: Work {
          for (number, asked) in asked.enumerated() {
            found[number] =
              tail.losses(
                of: accounts[asked.account], adding: asked.quantity, of: units[asked.unit]
              ).shortfall
          }
        } answer: {
          Figures(values: found)
        },
        peers: try arena.peersBothWays("numpy", of: workload),
        limit: Limit(
          meaning: "the unit's gains times the quantity, added to other numbers",
          work: Work {
            for asked in asked {
              VectorMath.addProduct(
                &sum, at: 0, asked.quantity, units[asked.unit], from: 0, count: sum.count)
            }
          }))
    }
  }

  private static func rows(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map {
      Array(matrix.storage[($0 * matrix.columns)..<(($0 + 1) * matrix.columns)])
    }
  }
}
