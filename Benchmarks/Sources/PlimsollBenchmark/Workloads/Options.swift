import Plimsoll

extension Workload {
  private static let forward = 100.0
  private static let optionScenarios = 10_240
  /// Scenarios of each option that are compared; `peers/options.py` has the same.
  private static let checkedScenarios = 5

  /// Black-76 values of options in every scenario of one forward, one thread.
  static func black76(options: Int) -> Workload {
    Workload(
      name: "black76", title: "options revalued by Black-76, price only",
      size: options * optionScenarios, unit: "value",
      targets: [.perUnit(seconds: 2.5e-9), .faster(times: 10, than: "scipy")],
      agreement: .absolute(1e-11, because: "1e-13 of the forward of 100, the cancellation included")
    ) { workload, arena in
      let source = GivenScenarios.normal(
        factors: 1, count: optionScenarios, deviation: 0.05, seed: 7)
      let asOf = Timestamp(seconds: 0)
      let held = (0..<options).map { randomOption($0, asOf: asOf) }
      try arena.write(source.moves, to: "log-returns.npy")
      try arena.write(Matrix(held.map { terms(of: $0, asOf: asOf) }), to: "terms.npy")
      let spot = [source.factors[0]: forward]
      let valuation = try Valuation(spot: spot, asOf: asOf, options: held)
      let units = held.map { PnLUnit(.option($0), valuation: valuation) }
      return LineUp(
        ours: revaluing(units, under: source),
        peers: [
          try arena.peer("scipy", of: workload),
          try arena.peer("quantlib", of: workload, share: 1.0 / 512),
        ],
        limit: kernelLimit(values: workload.size))
    }
  }

  private static func randomOption(_ number: Int, asOf: Timestamp) -> EuropeanOption {
    let stream = RandomStream(seed: 8, stream: 0)
    func between(_ low: Double, _ high: Double, _ dimension: Int) -> Double {
      low + (high - low) * stream.uniform(scenario: number, dimension: dimension)
    }
    return EuropeanOption(
      name: "O\(number)", underlying: "F0", settlement: .linear,
      right: number % 2 == 0 ? .call : .put, strike: between(70, 140, 0),
      expiry: Timestamp(seconds: asOf.seconds + 86_400 * Int(between(7, 365, 1))),
      markVolatility: between(0.3, 1.2, 2))
  }

  /// Strike, volatility, years and sign.
  private static func terms(of option: EuropeanOption, asOf: Timestamp) -> [Double] {
    [
      option.strike, option.markVolatility ?? .nan, (option.expiry - asOf).days / 365,
      option.right.sign,
    ]
  }

  /// The gains of each unit in every scenario, without ageing.
  private static func revaluing(_ units: [PnLUnit], under source: GivenScenarios) -> Work {
    var valued: UnitPnL?
    return Work {
      valued = UnitPnL(units, under: source, horizon: TimeSpan(seconds: 0), threads: 1)
    } answer: {
      guard let valued else { return Figures(values: []) }
      return Figures(
        values: units.indices.flatMap { unit in
          valued.gains(of: [UnitPnL.Holding(unit: unit, quantity: 1)]).gains
            .prefix(checkedScenarios)
        })
    }
  }

  /// The values of 100 of ours over again, on a tile that stays in cache.
  private static func kernelLimit(values: Int) -> Limit {
    let (options, width) = (100, 320)
    var rows = OptionRows()
    for option in 0..<options {
      rows.append(
        LognormalOption(
          slope: 4, first: 0.02 * Double(option) - 1, second: 0.02 * Double(option) - 1.25,
          onForward: 100, onStrike: 100, valueNow: 5), factor: 0, row: option + 1)
    }
    let logs = (0..<width).map { 0.001 * Double($0 - width / 2) }
    var tile = [Double](repeating: 0, count: (options + 1) * width)
    return Limit(
      meaning: "the same kernel over and over on a tile in cache, by us",
      work: Work {
        rows.write(&tile, logReturns: logs, markets: [], stride: width, width: width)
      },
      count: Double(values) / Double(options * width))
  }
}
