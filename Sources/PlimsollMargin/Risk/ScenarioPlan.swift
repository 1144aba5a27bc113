public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Where a figure's scenarios come from: the method with its parameters, before any book is known.
public struct ScenarioPlan: Sendable, Equatable, Codable {
  /// The method.
  public var method: Method
  /// How history is read, and how a model is calibrated when none is given.
  public var spec: CalibrationSpec
  /// How one-bar history becomes several bars.
  public var scaling: HistoricalReplay.Scaling = .overlapping
  /// What keeps history at today's volatility from extremes.
  public var guardRails = FilteredReturns.GuardRails()
  /// Monte Carlo scenarios.
  public var count = defaultCount
  /// Seed of the Monte Carlo draw.
  public var seed: UInt64 = 1
  /// How its random bits become normals.
  public var normals = NormalTransform.inverse
  /// Which states a market of calm and stress passes through.
  public var course = RegimeScenarios.Course.drawn
  /// What moves beside spot, whatever the method; nil when nothing does.
  public var joint: JointSpec?
  /// The file of a plan that reads its scenarios from one.
  public var file: ScenarioFile?

  /// Scenarios of a Monte Carlo run when nothing else is said.
  public static let defaultCount = 100_000
  /// More than this many scenarios are refused.
  public static let largestCount = 1_000_000_000

  /// The methods of this version.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Past windows applied to today's prices.
    case historical
    /// Past windows at today's volatility.
    case filteredHistorical = "filtered-historical"
    /// Draws from a calibrated model.
    case monteCarlo = "monte-carlo"
    /// Draws from a market that is calm or stressed.
    case regimeSwitching = "regime-switching"
    /// Scenarios that somebody else made, from a file.
    case file

    /// Whether scenarios are drawn, by a seed and in any number, rather than taken from the past.
    public var draws: Bool { self == .monteCarlo || self == .regimeSwitching }
  }

  /// Whether anything in its scenarios is drawn by a seed.
  public var draws: Bool { method.draws || joint != nil }

  /// A plan for `method` with a spec.
  public init(method: Method, spec: CalibrationSpec) {
    self.method = method
    self.spec = spec
  }
}

/// What a study run gives every plan: a model to use, and what may be overridden.
public struct RiskContext: Sendable {
  /// A calibrated model that replaces calibration.
  public var model: RiskModel?
  /// What the plan was fitted to before, brought forward to the book's prices instead of being fitted
  /// again; a calibrated model that is given comes first.
  public var fitted: FittedPlan?
  /// Replaces the plan's number of Monte Carlo scenarios.
  public var scenarioCount: Int?
  /// Replaces the plan's seed.
  public var seed: UInt64?
  /// What was charged one bar before, by account: where a buffer against procyclicality stands; nil,
  /// or an account that is not there, leaves it full.
  public var previousCharges: [String: Double]?
  /// What other studies have estimated; nil estimates whenever it is needed.
  public var calibrations: CalibrationMemo?
  /// The most threads used; nil for all cores.
  public var threads: Int?
  /// The P&L of this many accounts, those of the lowest margin levels, is kept as a histogram.
  public var charted = 0
  /// The netting of this many accounts, those of the lowest margin levels, is taken apart by kind of
  /// offset.
  public var explained = 0
  /// Told after each piece of work: scenarios done and scenarios in all.
  public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  /// How the scenarios are divided over processes; nil when they are not.
  public var share: WorkShare?

  /// Nothing overridden.
  public init() {}
}

/// Scenarios made ready for a book, with what a report must say about them.
public struct PreparedScenarios: Sendable {
  /// The scenarios.
  public let source: any ScenarioSource
  /// The model they are drawn from; nil for history.
  public let model: RiskModel?
  /// What each factor's history covers.
  public let coverage: [FactorCoverage]
  /// Gaps, repairs and bounds.
  public let diagnostics: [Diagnostic]
  /// One sentence for the report's method notes.
  public var summary: String
  /// What moves beside spot; nil when nothing does.
  public var joint: Joint?
}

extension ScenarioPlan {
  /// Scenarios of the book's factors over `horizon`.
  ///
  /// - Throws: an `InputError` when history is too short, the model lacks a factor, or the horizon
  ///   is not a whole number of bars.
  public func prepare(for book: Book, horizon: TimeSpan, context: RiskContext) throws(InputError)
    -> PreparedScenarios
  {
    let spot = try prepareSpot(for: book, horizon: horizon, context: context)
    guard let joint else { return spot }
    return try spot.joined(
      by: joint, for: book, horizon: horizon, seed: context.seed ?? seed)
  }

  private func prepareSpot(for book: Book, horizon: TimeSpan, context: RiskContext)
    throws(InputError) -> PreparedScenarios
  {
    switch method {
    case .historical: try replay(book, horizon: horizon)
    case .filteredHistorical: try replayFiltered(book, horizon: horizon, context: context)
    case .monteCarlo: try draw(book, horizon: horizon, context: context)
    case .regimeSwitching: try drawRegimes(book, horizon: horizon, context: context)
    case .file: try read(book, horizon: horizon)
    }
  }

  private func read(_ book: Book, horizon: TimeSpan) throws(InputError) -> PreparedScenarios {
    guard let file else {
      throw .usage(
        "scenarios of the method file need a file",
        remedy: "Name it: scenarios.npy or scenarios.csv.")
    }
    let source = try ScenarioTable(file, factors: book.factors)
    let name = InputFile.displayName(of: file.path)
    if let stated = source.horizon, stated != horizon {
      throw .data(
        name, "its scenarios are of \(stated), \(horizon) is asked for",
        remedy: "Ask for \(stated), or give scenarios of \(horizon).")
    }
    return PreparedScenarios(
      source: source, model: nil, coverage: [],
      diagnostics: source.horizon == nil
        ? [
          Diagnostic(
            .note, "scenarios",
            "nothing says over what time those of \(name) are; taken as \(horizon)")
        ] : [],
      summary:
        "\(source.count) scenarios of \(horizon) from the file \(name), taken as independent and "
        + "equally likely.")
  }

  private func replay(_ book: Book, horizon: TimeSpan) throws(InputError) -> PreparedScenarios {
    let bars = try horizon.bars(of: book.prices.bar)
    let panel = try ReturnPanel(
      book.prices, factors: book.factors, window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
    let source = try HistoricalReplay(panel, bars: bars, scaling: scaling)
    var summary = "Historical: \(source.count) windows of \(horizon)"
    if let first = panel.times.first, let last = panel.times.last {
      summary += " ending \(first) to \(last)"
    }
    if bars > 1, scaling == .overlapping {
      summary +=
        "; they overlap, so intervals count them as \(source.effectiveCount) independent ones"
    } else if bars > 1 {
      summary += "; one-bar returns times the square root of \(bars)"
    }
    return PreparedScenarios(
      source: source, model: nil, coverage: panel.coverage,
      diagnostics: panel.diagnostics
        + (panel.times.last.map { Self.ageWarning(lastReturn: $0, bar: panel.bar, book: book) }
          ?? []),
      summary: summary + ".")
  }

  private func replayFiltered(_ book: Book, horizon: TimeSpan, context: RiskContext)
    throws(InputError) -> PreparedScenarios
  {
    let bars = try horizon.bars(of: book.prices.bar)
    let panel = try ReturnPanel(
      book.prices, factors: book.factors, window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
    let fit: FittedPlan.Volatilities
    if let fitted = context.fitted?.volatilities {
      fit = try fitted.broughtForward(to: panel)
    } else if let calibrations = context.calibrations {
      fit = calibrations.volatilities(
        of: panel, from: book.prices, spec: spec, threads: context.threads)
    } else {
      fit = FittedPlan.Volatilities(panel, spec: spec, threads: context.threads)
    }
    let source = try FilteredReplay(
      panel, bars: bars, volatilities: fit.models, guardRails: guardRails)
    var summary = "Filtered historical: \(source.count) windows of \(horizon)"
    if let first = panel.times.first, let last = panel.times.last {
      summary += " ending \(first) to \(last)"
    }
    let kinds = Set(fit.models.map(\.model.rawValue)).sorted().joined(separator: ", ")
    summary += ", each return brought to today's volatility (\(kinds))"
    if bars > 1 {
      summary +=
        "; they overlap, so intervals count them as \(source.effectiveCount) independent ones"
    }
    return PreparedScenarios(
      source: source, model: nil, coverage: panel.coverage,
      diagnostics: panel.diagnostics + fit.diagnostics + source.diagnostics
        + (panel.times.last.map { Self.ageWarning(lastReturn: $0, bar: panel.bar, book: book) }
          ?? []),
      summary: summary + ".")
  }

  /// Scenarios whose last return is older than this many bars are said to be old.
  private static let currentBars = 3

  private static func ageWarning(lastReturn: Timestamp, bar: TimeSpan, book: Book) -> [Diagnostic] {
    let age = book.asOf - lastReturn
    guard age.seconds > currentBars * bar.seconds else { return [] }
    return [
      Diagnostic(
        .warning, "scenarios",
        "their last return is of \(lastReturn), \(Int(age.days)) days before \(book.asOf), when the "
          + "book is valued: volatility is that of then")
    ]
  }

  /// The model given, else one calibrated to the book's prices.
  private func model(for book: Book, context: RiskContext) throws(InputError) -> RiskModel {
    if let model = context.model { return model }
    if let fitted = context.fitted?.model { return try fitted.broughtForward(to: book.prices) }
    if let calibrations = context.calibrations {
      return try calibrations.model(
        of: book.prices, factors: book.factors, spec: spec, threads: context.threads)
    }
    return try RiskModel.calibrated(
      to: book.prices, factors: book.factors, spec: spec, threads: context.threads)
  }

  private func draw(_ book: Book, horizon: TimeSpan, context: RiskContext) throws(InputError)
    -> PreparedScenarios
  {
    let model = try self.model(for: book, context: context)
    let bars = try horizon.bars(of: model.bar)
    let source = try MonteCarlo(
      model, factors: book.factors, bars: bars, count: context.scenarioCount ?? count,
      seed: context.seed ?? seed, normals: normals,
      tables: context.fitted?.tables ?? context.calibrations?.tables ?? InnovationTables())
    var found = Self.ageWarning(lastReturn: model.asOf, bar: model.bar, book: book)
    if context.model != nil, !spec.makesTheSameModel(as: model.spec) {
      found.append(
        Diagnostic(
          .warning, "model",
          "the model given was calibrated by another spec than the one asked for, with "
            + "\(model.spec.volatility.model.rawValue) volatility, not "
            + "\(spec.volatility.model.rawValue)"))
    }
    let steps = bars == 1 ? "one step" : "\(bars) steps"
    return PreparedScenarios(
      source: source, model: model, coverage: model.coverage,
      diagnostics: model.diagnostics + found,
      summary: "Monte Carlo: \(source.count) scenarios of \(horizon) in \(steps), seed "
        + "\(context.seed ?? seed), from the model of \(model.asOf)"
        + (normals == .inverse ? "." : ", normals by Box–Muller."))
  }

  private func drawRegimes(_ book: Book, horizon: TimeSpan, context: RiskContext)
    throws(InputError) -> PreparedScenarios
  {
    let bars = try horizon.bars(of: book.prices.bar)
    let panel = try ReturnPanel(
      book.prices, factors: book.factors, window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
    let (model, found): (RegimeModel, [Diagnostic])
    if let fitted = context.fitted?.regimes {
      (model, found) = (try fitted.model.broughtForward(to: panel), fitted.diagnostics)
    } else {
      (model, found) = try RegimeModel.fitted(to: panel)
    }
    let seed = context.seed ?? seed
    let source = try RegimeScenarios(
      model, factors: book.factors, bars: bars, count: context.scenarioCount ?? count, seed: seed,
      course: course)
    let stay = (0..<2).map { 1 / max(model.transition[$0, 1 - $0], .leastNormalMagnitude) }
    var summary = "Regime switching: \(source.count) scenarios of \(horizon), seed \(seed); "
    switch course {
    case .drawn:
      let percent = (100 * model.next[0]).rounded(toPlaces: 1)
      summary +=
        "the next bar is stressed with probability \(percent) %, stress lasts "
        + "\(stay[0].rounded(toDigits: 2)) bars on average, calm \(stay[1].rounded(toDigits: 2))"
    case .stressed:
      summary += "every bar in the stressed state"
    }
    return PreparedScenarios(
      source: source, model: nil, coverage: panel.coverage,
      diagnostics: panel.diagnostics + found
        + (panel.times.last.map { Self.ageWarning(lastReturn: $0, bar: panel.bar, book: book) }
          ?? []),
      summary: summary + "; returns are normal within a state.")
  }
}
