internal import PlimsollMargin
public import PlimsollMarket

/// What rules would have said of a book in the past, and what came: whether they may be used.
public struct BacktestStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "backtest"
  /// Every rule forecasts every bar.
  public static let unit = "forecasts"

  /// The book.
  public var book: BookSettings
  /// Rule files, or names of shipped rules.
  public var rules: [String]
  /// The earliest bar tested; nil leaves 250 returns before the first.
  public var from: Timestamp?
  /// The last bar tested; nil takes the last price.
  public var to: Timestamp?
  /// How many bars are tested, the last ones, when there is no `from`; nil for all.
  public var bars: Int?
  /// Tested bars between two estimations.
  public var refit: TimeSpan
  /// Choices that replace those of the rules' specs.
  public var overrides: SpecOverrides
  /// Replaces the rules' number of scenarios.
  public var scenarios: Int?
  /// Replaces the rules' seed.
  public var seed: UInt64?

  /// Between two estimations when nothing else is said.
  public static let usualRefit = BacktestPeriod.usualRefit

  /// A backtest of a book; without rules, of the shipped one.
  public init(
    book: BookSettings, rules: [String] = [], from: Timestamp? = nil, to: Timestamp? = nil,
    bars: Int? = nil, refit: TimeSpan = BacktestStudy.usualRefit,
    overrides: SpecOverrides = .init(),
    scenarios: Int? = nil, seed: UInt64? = nil
  ) {
    self.book = book
    self.rules = rules.isEmpty ? [ShippedFiles.defaultRule] : rules
    self.from = from
    self.to = to
    self.bars = bars
    self.refit = refit
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
  }

  /// Goes through the past bar by bar, tests and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    let rules = try ShippedFiles.shortfallRules(rules, overrides: overrides)
    let draws = rules.filter(\.scenarios.method.draws)
    try overrides.requireUse(
      modelIsGiven: false, calibrates: rules.contains { $0.scenarios.method == .monteCarlo })
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    var context = try RiskContext(
      model: nil, scenarios: scenarios, seed: seed, in: environment)
    context.share = environment.share
    let backtest = try timed("roll", &timings) { () throws(InputError) in
      try Backtest(
        book, rules: rules, period: BacktestPeriod(from: from, to: to, bars: bars, refit: refit),
        context: context)
    }
    var manifest = RunManifest(
      study: self, inputs: book.inputs + rules.flatMap(\.inputs), environment: environment)
    if !draws.isEmpty { manifest.seed = seed ?? draws.first?.scenarios.seed }
    manifest.rules = rules.map(\.name)
    guard let backtest else { return .ofPart(manifest) }
    let findings = try timed("test", &timings) { () throws(InputError) in
      BacktestFindings.all(of: backtest, threads: environment.threads)
    }
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "bars": backtest.times.count,
    ]
    manifest.timings = timings
    return BacktestReport(
      book: book, backtest: backtest, findings: findings, refit: refit, manifest: manifest
    ).report
  }
}
