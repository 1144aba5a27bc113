public import PlimsollMargin
public import PlimsollMarket
internal import PlimsollScenarios

/// Value at risk and expected shortfall of every account's positions, by several methods.
public struct RiskStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "risk"

  /// The book.
  public var book: BookSettings
  /// The model file; nil calibrates one where a method needs it.
  public var model: String?
  /// The spec file; nil takes the shipped one.
  public var spec: String?
  /// Choices that replace the spec's.
  public var overrides: SpecOverrides
  /// The file of joint factors, or the name of shipped ones; nil when spot alone moves.
  public var joint: String?
  /// The methods.
  public var methods: [RiskMethod]
  /// The confidence levels.
  public var levels: [ConfidenceLevel]
  /// The horizons.
  public var horizons: [TimeSpan]
  /// Monte Carlo scenarios; for a precision, the most.
  public var scenarios: Int
  /// How each account's own scenarios are drawn; nil draws plain ones, the same for all accounts.
  public var sampling: SamplingChoice?
  /// The seed.
  public var seed: UInt64
  /// The file of scenarios for the method `file`; nil without it.
  public var scenarioFile: String?
  /// Whether every account's P&L is written, scenario by scenario.
  public var keepsPnL: Bool

  /// Measures of a book's positions.
  public init(
    book: BookSettings, model: String? = nil, spec: String? = nil,
    overrides: SpecOverrides = .init(), methods: [RiskMethod],
    levels: [ConfidenceLevel], horizons: [TimeSpan],
    scenarios: Int = ScenarioPlan.defaultCount, seed: UInt64 = 1, joint: String? = nil,
    sampling: SamplingChoice? = nil, scenarioFile: String? = nil, keepsPnL: Bool = false
  ) {
    self.book = book
    self.model = model
    self.spec = spec
    self.overrides = overrides
    self.methods = methods
    self.levels = levels
    self.horizons = horizons
    self.scenarios = scenarios
    self.seed = seed
    self.joint = joint
    self.sampling = sampling
    self.scenarioFile = scenarioFile
    self.keepsPnL = keepsPnL
  }

  /// The methods of a run when none is named.
  public static func methods(scenarioFile: String?) -> [RiskMethod] {
    [scenarioFile == nil ? .monteCarlo : .file]
  }

  /// How many scenarios a run draws, or for a precision the most, when nothing is said.
  public static func scenarios(for sampling: SamplingChoice?) -> Int {
    sampling?.precision == nil ? ScenarioPlan.defaultCount : SamplingChoice.usualMost
  }

  /// One method over one horizon: its scenarios, and the P&L measures account by account.
  struct Cell: Sendable {
    var method: RiskMethod
    var horizon: TimeSpan
    var prepared: PreparedScenarios
    var accounts: [AccountRisk]
  }

  /// One account's figures under one method and horizon.
  struct AccountRisk: Sendable {
    var figures: [TailFigures]
    /// Nil for accounts that are not charted.
    var histogram: PnLHistogram?
    /// By level, how its own scenarios were drawn; empty when it has none.
    var sampled: [SampledRisk] = []
  }

  /// Measures and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    try refuseRepeats(methods, "method")
    try refuseRepeats(levels, "level")
    try refuseRepeats(horizons, "horizon")
    if sampling != nil, methods != [.monteCarlo] {
      throw .usage(
        "--sampling, --precision or --control-variate is given for a method that draws from no model",
        remedy: "Use the method monte-carlo alone.")
    }
    try requireFilesMakeSense()
    try overrides.requireUse(
      modelIsGiven: model != nil, calibrates: methods.contains(.monteCarlo))
    var timings: [String: Double] = [:]
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    let specFile = try ShippedFiles.spec(spec)
    var choices = try CalibrationSpec(yaml: specFile)
    overrides.apply(to: &choices)
    let jointFile = try ShippedFiles.jointFactors(joint)
    let jointSpec = try jointFile.map { file throws(InputError) in try JointSpec(yaml: file) }
    var context = try RiskContext(model: model, in: environment)
    context.share = environment.share

    let file = scenarioFile.map { ScenarioFile(path: $0) }
    var cells: [Cell] = []
    for method in methods {
      for horizon in horizons {
        var plan = ScenarioPlan(method: method.scenarios, spec: choices)
        plan.count = sampling == nil ? scenarios : min(scenarios, Self.mostCharted)
        plan.seed = seed
        plan.joint = jointSpec
        plan.file = file
        let cell = try timed(method.rawValue, &timings) { () throws(InputError) in
          try measure(book, method, plan: plan, horizon: horizon, context: context)
        }
        cells.append(cell)
      }
    }
    var manifest = RunManifest(
      study: self,
      inputs: book.inputs + [InputDigest(specFile)]
        + [jointFile].compactMap(\.self).map(InputDigest.init)
        + (try file?.inputs() ?? []) + (try modelInputs(model)),
      environment: environment)
    if jointSpec != nil || methods.contains(where: \.scenarios.draws) { manifest.seed = seed }
    for cell in cells { if let model = cell.prepared.model { manifest.add(model) } }
    if environment.share?.shard != nil { return .ofPart(manifest) }
    let drawn = cells.flatMap(\.accounts).flatMap(\.sampled).reduce(0) { $0 + $1.scenarios }
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "scenarios": sampling == nil ? cells.map(\.prepared.source.count).max() ?? 0 : drawn,
    ]
    let arrays = try timed("pnl", &timings) { () throws(InputError) in
      try self.arrays(of: book, cells, context: context)
    }
    manifest.timings = timings
    var report = RiskReport(
      book: book, cells: cells, controls: sampling?.controls ?? false, manifest: manifest
    ).report
    report.attachments = arrays
    return report
  }

  private func requireFilesMakeSense() throws(InputError) {
    if keepsPnL, sampling != nil {
      throw .usage(
        "--pnl asks for the P&L of common scenarios, and each account has its own",
        remedy: "Leave out --sampling, --precision and --control-variate, or --pnl.")
    }
    if let scenarioFile, !ScenarioFile.isNamedLikeOne(scenarioFile) {
      throw .usage(
        "--scenario-file \(InputFile.displayName(of: scenarioFile)) is neither .csv nor .npy",
        remedy: "Name a file of scenarios, such as scenarios.npy.")
    }
    if let scenarioFile, !methods.contains(.file) {
      throw .usage(
        "--scenario-file \(InputFile.displayName(of: scenarioFile)) is given, and no method reads it",
        remedy: "Add the method file, or leave --method out.")
    }
    if scenarioFile == nil, methods.contains(.file) {
      throw .usage(
        "the method file needs a file of scenarios",
        remedy: "Name it by --scenario-file scenarios.npy.")
    }
  }

  private func refuseRepeats<Value: Hashable>(_ values: [Value], _ name: String)
    throws(InputError)
  {
    guard Set(values).count < values.count else { return }
    throw .usage("a \(name) is given twice", remedy: "Name each \(name) once.")
  }

  private func measure(
    _ book: Book, _ method: RiskMethod, plan: ScenarioPlan, horizon: TimeSpan,
    context: RiskContext
  ) throws(InputError) -> Cell {
    var prepared = try plan.prepare(for: book, horizon: horizon, context: context)
    if let sampling {
      let accounts = try sample(
        book, prepared, choice: sampling, horizon: horizon, context: context)
      prepared.summary =
        "Monte Carlo: each account's own scenarios of \(horizon), seed \(seed), from the model of "
        + "\(prepared.model?.asOf.description ?? "now"); histograms show "
        + "\(prepared.source.count) plain ones."
      return Cell(method: method, horizon: horizon, prepared: prepared, accounts: accounts)
    }
    let accounts =
      method.readsTails
      ? try tails(book, prepared, horizon: horizon, context: context)
      : try laws(
        book, method, prepared, horizon: horizon, decay: plan.spec.volatility.decay,
        context: context)
    return Cell(method: method, horizon: horizon, prepared: prepared, accounts: accounts)
  }

  /// Tails of scenarios, as they are.
  private func tails(
    _ book: Book, _ prepared: PreparedScenarios, horizon: TimeSpan, context: RiskContext
  ) throws(InputError) -> [AccountRisk] {
    let tails = try PortfolioTails(
      book, under: prepared.source, horizon: horizon, levels: levels,
      charted: MarginReport.mostCharted, threads: context.threads, share: context.share,
      progress: context.progress)
    return tails.figures.enumerated().map { account, figures in
      AccountRisk(
        figures: figures,
        histogram: account < tails.histograms.count ? tails.histograms[account] : nil)
    }
  }

  /// A histogram of an account with scenarios of its own shows this many plain ones.
  private static let mostCharted = 20_000

  /// Tails of scenarios drawn for each account alone.
  private func sample(
    _ book: Book, _ prepared: PreparedScenarios, choice: SamplingChoice, horizon: TimeSpan,
    context: RiskContext
  ) throws(InputError) -> [AccountRisk] {
    var still = context
    still.progress = nil
    let plain = try tails(book, prepared, horizon: horizon, context: still)
    let sampler = try TailSampler(
      book, prepared, horizon: horizon, choice: choice, count: scenarios, seed: seed,
      threads: context.threads)
    let sampled: [[SampledRisk]]
    if let share = context.share {
      sampled =
        try sampler.measure(at: levels, dividedBy: share, progress: context.progress) ?? []
    } else {
      sampled = try sampler.measure(at: levels, progress: context.progress)
    }
    return zip(plain, sampled).map { plain, sampled in
      AccountRisk(
        figures: sampled.map(\.figures), histogram: plain.histogram, sampled: sampled)
    }
  }

  /// Laws fitted to each account's past P&L.
  private func laws(
    _ book: Book, _ method: RiskMethod, _ prepared: PreparedScenarios, horizon: TimeSpan,
    decay: Double, context: RiskContext
  ) throws(InputError) -> [AccountRisk] {
    let gains = try PortfolioPnL(
      book, under: prepared.source, horizon: horizon, threads: context.threads,
      progress: context.progress)
    let levels = levels
    return Parallel.map(count: book.accounts.count, threads: context.threads) { account in
      let pnl = gains.ofAccount(account)
      return AccountRisk(
        figures: levels.map { method.figures(of: pnl, at: $0, decay: decay) },
        histogram: account < MarginReport.mostCharted ? PnLHistogram(pnl) : nil)
    }
  }
}
