import Plimsoll

extension Workload {
  /// How long it takes to know a 99.9 % ES to one percent, its standard error over itself: for a seller
  /// of a strangle, or for a book on ten coins; one thread.
  ///
  /// - Parameters:
  ///   - sampling: how ours draws; nil chooses, and is what the target is for.
  ///   - isQuick: a tenth of the plain scenarios, so that the peer's answer is only roughly ours.
  static func deepTail(_ book: DeepTailBook, sampling: Sampling?, isQuick: Bool) -> Workload {
    Workload(
      name: "tail-\(book.name)" + (sampling.map { "-\($0.rawValue)" } ?? ""),
      title: "a 99.9 % ES of \(book.title) to a standard error of 1 %, "
        + (sampling.map { "drawn \($0.rawValue)" } ?? "drawn as a pilot chooses, pilot included"),
      size: isQuick ? book.plainScenarios / 10 : book.plainScenarios, unit: "plain scenario",
      rounds: 3, targets: sampling == nil ? [.faster(times: 100, than: "numpy")] : [],
      agreement: .standardErrors(
        5, because: "each draws its own scenarios; a false alarm once in a million")
    ) { workload, arena in
      try arena.write(
        Matrix(book.factors.map { [$0.volatility, $0.exposure] }), to: "tail-factors.npy")
      try arena.write(
        Matrix(
          book.options.map {
            [
              Double($0.factor), $0.strike, $0.volatility, Double($0.days), $0.isCall ? 1 : -1,
              $0.quantity,
            ]
          }), to: "tail-options.npy")
      try arena.write(book.correlation, to: "tail-correlation.npy")
      let sampler = try book.sampler(SamplingChoice(sampling: sampling, precision: 0.0196))
      guard let level = ConfidenceLevel(0.999) else { throw BenchmarkError("no level 0.999") }
      var found: SampledRisk?
      return LineUp(
        ours: Work {
          found = try sampler.measure(at: [level], parts: false)[0][0]
        } answer: {
          let shortfall = found?.figures.expectedShortfall
          guard found?.isPrecise == true else { throw BenchmarkError("1 % was not reached") }
          return Figures(
            values: [shortfall?.value ?? .nan], errors: [shortfall?.standardError ?? .nan])
        }, peers: [try arena.peer("numpy", of: workload)])
    }
  }
}

/// A book whose deep tail is raced for: contracts in USD on coins at 100 whose log returns of a day
/// are normal.
struct DeepTailBook {
  var name: String
  var title: String
  /// How many plain scenarios know the ES to 1 %, about: what NumPy is given, and no search for it.
  var plainScenarios: Int
  var factors: [(volatility: Double, exposure: Double)]
  var options: [Option]
  var correlation: Matrix

  private static let price = 100.0

  struct Option {
    var factor: Int
    var strike: Double
    var volatility: Double
    var days: Int
    var isCall: Bool
    var quantity: Double
  }

  static let seller = DeepTailBook(
    name: "seller", title: "a strangle sold", plainScenarios: 470_000, factors: [(0.04, 0)],
    options: [(115.0, true), (85, false)].map { strike, isCall in
      Option(factor: 0, strike: strike, volatility: 0.6, days: 30, isCall: isCall, quantity: -1)
    },
    correlation: .identity(1))

  static var mixed: DeepTailBook {
    var correlation = Matrix(rows: 10, columns: 10, repeating: 0.5)
    for factor in 0..<10 { correlation[factor, factor] = 1 }
    var options: [Option] = []
    for number in 0..<20 {
      let isCall = number % 2 == 0
      options.append(
        Option(
          factor: number / 2, strike: isCall ? 112 : 90, volatility: 0.5 + 0.02 * Double(number),
          days: 20 + number, isCall: isCall, quantity: number % 5 == 0 ? 1.5 : -1.5))
    }
    var factors: [(volatility: Double, exposure: Double)] = []
    for number in 0..<10 {
      factors.append((0.03 + 0.003 * Double(number), number % 3 == 0 ? -0.6 : 1))
    }
    return DeepTailBook(
      name: "mixed", title: "spot and twenty options on ten coins, long and short",
      plainScenarios: 180_000, factors: factors, options: options, correlation: correlation)
  }

  /// Ours, ready to measure: an account in the memory of this process.
  func sampler(_ choice: SamplingChoice) throws -> TailSampler {
    let names = factors.indices.map { "F\($0)" }
    let prices = try PriceHistory(
      csv: InputFile(
        name: "prices.csv",
        text: "timestamp,\(names.joined(separator: ","))\n1970-01-01T00:00:00Z,"
          + names.map { _ in "\(Self.price)" }.joined(separator: ",") + "\n"))
    let asOf = Timestamp(seconds: 0)
    var positions = zip(names, factors).filter { $0.1.exposure != 0 }.map { name, factor in
      Position(
        instrument: .spot(Spot(name: name, underlying: RiskFactor(name))),
        quantity: factor.exposure)
    }
    for (number, option) in options.enumerated() {
      positions.append(
        Position(
          instrument: .option(
            EuropeanOption(
              name: "O\(number)", underlying: RiskFactor(names[option.factor]),
              settlement: .linear, right: option.isCall ? .call : .put, strike: option.strike,
              expiry: asOf + .days(option.days), markVolatility: option.volatility)),
          quantity: option.quantity))
    }
    let book = try Book(
      name: name, prices: prices, accounts: [Account(name: "a", positions: positions)],
      asOf: asOf)
    var context = RiskContext()
    context.model = RiskModel(
      asOf: asOf, bar: .day,
      factors: zip(names, factors).map { name, factor in
        FactorModel(
          factor: RiskFactor(name),
          volatility: VolatilityModel(model: .constant, perBar: factor.volatility),
          innovations: .normal)
      }, dependence: Dependence(correlation: correlation))
    let prepared = try ScenarioPlan(method: .monteCarlo, spec: CalibrationSpec()).prepare(
      for: book, horizon: .day, context: context)
    return try TailSampler(
      book, prepared, horizon: .day, choice: choice, count: SamplingChoice.usualMost, seed: 1,
      threads: 1)
  }
}
