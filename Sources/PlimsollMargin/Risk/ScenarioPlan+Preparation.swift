public import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

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
    let panel = try panel(of: book)
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
    let panel = try panel(of: book)
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

  /// The returns that the spec says, of the factors of a book.
  private func panel(of book: Book) throws(InputError) -> ReturnPanel {
    try ReturnPanel(
      book.prices, factors: book.factors, window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
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
    let panel = try panel(of: book)
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
