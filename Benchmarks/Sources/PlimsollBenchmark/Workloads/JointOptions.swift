import Plimsoll

extension Workload {
  private static let forward = 100.0
  private static let jointScenarios = 10_000
  private static let accounts = 10
  private static let days = [8, 11, 15, 22, 29, 43, 71, 99, 162, 190, 253, 344]

  /// VaR and ES of a book of options whose forwards and volatilities move, one thread: drawn, revalued,
  /// netted and measured.
  static func jointOptions(_ options: Int) -> Workload {
    Workload(
      name: "joint-options",
      title: "a book of options as spot, volatility, skew and basis move: VaR and ES",
      size: options * jointScenarios, unit: "value", rounds: 3,
      targets: [.perUnit(seconds: 2.5e-9), .faster(times: 10, than: "scipy")],
      agreement: .relative(1e-10, because: "the same moves, read from a file; sums of P&L")
    ) { workload, arena in
      let asOf = Timestamp(seconds: 0)
      let source = try jointSource(asOf: asOf)
      let held = (0..<options).map { jointOption($0, asOf: asOf) }
      let valuation = try Valuation(
        spot: [source.factors[0]: forward], asOf: asOf, options: held)
      let units = held.map { PnLUnit(.option($0), valuation: valuation) }
      let holdings = held.indices.map { UnitPnL.Holding(unit: $0, quantity: quantity($0)) }
      let books =
        [holdings]
        + (0..<accounts).map { account in holdings.filter { $0.unit % accounts == account } }
      try arena.write(source.moves(0..<source.count), to: "joint-moves.npy")
      try arena.write(
        Matrix(
          held.enumerated().map { number, option in
            [
              option.strike, option.markVolatility ?? .nan, (option.expiry - asOf).days,
              option.right.sign, quantity(number),
            ]
          }), to: "joint-terms.npy")
      return LineUp(
        ours: measuringJoint(books, of: units, under: source, at: try percent99()),
        peers: [try arena.peer("scipy", of: workload)],
        limit: movingKernelLimit(values: workload.size))
    }
  }

  /// Of both signs, so that the book is hedged in part.
  private static func quantity(_ number: Int) -> Double {
    RandomStream(seed: 9, stream: 1).normal(scenario: number, dimension: 0) - 0.5
  }

  private static func jointOption(_ number: Int, asOf: Timestamp) -> EuropeanOption {
    let stream = RandomStream(seed: 9, stream: 0)
    func between(_ low: Double, _ high: Double, _ dimension: Int) -> Double {
      low + (high - low) * stream.uniform(scenario: number, dimension: dimension)
    }
    return EuropeanOption(
      name: "O\(number)", underlying: "F0", settlement: .linear,
      right: number % 2 == 0 ? .call : .put, strike: between(70, 140, 0),
      expiry: asOf + .days(days[number / 2 % days.count]),
      markVolatility: between(0.3, 1.2, 1))
  }

  /// Normal spot with the joint factors of options beside it; `peers/joint_options.py` knows the rest.
  private static func jointSource(asOf: Timestamp) throws -> JointScenarios {
    func shift(_ response: Double, _ residual: Double, _ power: Double) -> JointSpec.Shift {
      JointSpec.Shift(
        response: .init(response), residual: residual, shortPower: power, longPower: power,
        limit: 1.5, evidence: "made for a race")
    }
    var spec = JointSpec(name: "race")
    spec.volatility = .init(stickiness: .strike, level: shift(-1.2, 0.05, 0.3), floor: 0.1)
    spec.skew = shift(0.2, 0.005, 0.3)
    spec.basis = .init(shift: shift(0.08, 0.02, 0.5), calibratesResidual: false)
    let prices = try PriceHistory(
      csv: InputFile(name: "prices.csv", text: "timestamp,F0\n1970-01-01T00:00:00Z,100\n"))
    let model = try JointModel(
      spec, needs: [("F0", [.volatility, .skew, .basis])], horizon: .day,
      evidence: .init(asOf: asOf, prices: prices))
    let spot = GivenScenarios.normal(
      factors: 1, count: jointScenarios, deviation: 0.05, seed: 7)
    return try JointScenarios(spot, model, seed: 7)
  }

  /// The answer is each book's VaR, then each book's ES.
  private static func measuringJoint(
    _ books: [[UnitPnL.Holding]], of units: [PnLUnit], under source: JointScenarios,
    at level: ConfidenceLevel
  ) -> Work {
    var tails: [TailFigures] = []
    return Work {
      tails = PortfolioTails(
        books, of: units, under: source, horizon: .day, levels: [level], threads: 1
      ).figures.map { $0[0] }
    } answer: {
      Figures(
        values: [\TailFigures.valueAtRisk, \.expectedShortfall].flatMap { measure in
          tails.map { $0[keyPath: measure]?.value ?? .nan }
        })
    }
  }

  /// The values of 100 of ours over again, on a tile that stays in cache; nothing drawn or netted.
  private static func movingKernelLimit(values: Int) -> Limit {
    let (options, width) = (100, 320)
    var rows = OptionRows()
    for option in 0..<options {
      rows.append(
        MovingOption(
          sign: 1, moneyness: 0.01 * Double(option - 50), deviation: 0.25, skewed: 0.02,
          least: 0.02, onForward: 100, onStrike: 100, valueNow: 5), market: 0, row: option)
    }
    let logs = (0..<width).map { 0.001 * Double($0 - width / 2) }
    let markets = logs + logs.map { 1 + $0 } + logs.map { 1 - $0 } + logs + logs.map { 1 + $0 }
    var tile = [Double](repeating: 0, count: options * width)
    return Limit(
      meaning: "the same kernel over and over on a tile in cache, by us",
      work: Work {
        rows.write(&tile, logReturns: [], markets: markets, stride: width, width: width)
      },
      count: Double(values) / Double(options * width))
  }
}
