public import PlimsollMargin
public import PlimsollMarket

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
  /// Monte Carlo scenarios.
  public var scenarios: Int
  /// The seed.
  public var seed: UInt64

  /// Measures of a book's positions.
  public init(
    book: BookSettings, model: String? = nil, spec: String? = nil,
    overrides: SpecOverrides = .init(), methods: [RiskMethod],
    levels: [ConfidenceLevel], horizons: [TimeSpan],
    scenarios: Int = ScenarioPlan.defaultCount, seed: UInt64 = 1, joint: String? = nil
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
  }

  /// Measures and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    try refuseRepeats(methods, "method")
    try refuseRepeats(levels, "level")
    try refuseRepeats(horizons, "horizon")
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
    let context = try RiskContext(model: model, in: environment)

    var cells: [Cell] = []
    for method in methods {
      for horizon in horizons {
        var plan = ScenarioPlan(method: method.scenarios, spec: choices)
        plan.count = scenarios
        plan.seed = seed
        plan.joint = jointSpec
        let cell = try timed(method.rawValue, &timings) { () throws(InputError) in
          try measure(book, method, plan: plan, horizon: horizon, context: context)
        }
        cells.append(cell)
      }
    }
    var manifest = RunManifest(
      study: self,
      inputs: book.inputs + [InputDigest(specFile)]
        + [jointFile].compactMap(\.self).map(
          InputDigest.init) + (try modelInputs(model)),
      environment: environment)
    if jointSpec != nil || methods.contains(where: \.scenarios.draws) { manifest.seed = seed }
    for cell in cells { if let model = cell.prepared.model { manifest.add(model) } }
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "scenarios": cells.map(\.prepared.source.count).max() ?? 0,
    ]
    manifest.timings = timings
    return RiskReport(book: book, cells: cells, manifest: manifest).report
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
    let prepared = try plan.prepare(for: book, horizon: horizon, context: context)
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
      charted: MarginReport.mostCharted, threads: context.threads, progress: context.progress)
    return tails.figures.enumerated().map { account, figures in
      AccountRisk(
        figures: figures,
        histogram: account < tails.histograms.count ? tails.histograms[account] : nil)
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
