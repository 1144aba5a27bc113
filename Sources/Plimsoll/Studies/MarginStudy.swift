internal import PlimsollMargin
public import PlimsollMarket

/// What every account of a book must post under one or several rules.
public struct MarginStudy: Study, Equatable {
  /// The command's word for it.
  public static let verb = "margin"

  /// The book.
  public var book: BookSettings
  /// Rule files, or names of shipped rules.
  public var rules: [String]
  /// A model that replaces the one each rule would calibrate.
  public var model: String?
  /// Choices that replace those of the rules' specs.
  public var overrides: SpecOverrides
  /// Replaces the rules' number of scenarios.
  public var scenarios: Int?
  /// Replaces the rules' seed.
  public var seed: UInt64?
  /// Whether a breached limit is a failed check.
  public var failsOnBreach: Bool
  /// What is asked besides.
  public var whatIf: WhatIf

  /// Margin of a book; without rules, under the shipped one.
  public init(
    book: BookSettings, rules: [String] = [], model: String? = nil,
    overrides: SpecOverrides = .init(), scenarios: Int? = nil, seed: UInt64? = nil,
    failsOnBreach: Bool = false, whatIf: WhatIf = WhatIf()
  ) {
    self.book = book
    self.rules = rules.isEmpty ? [ShippedFiles.defaultRule] : rules
    self.model = model
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
    self.failsOnBreach = failsOnBreach
    self.whatIf = whatIf
  }

  /// Applies each rule and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    try whatIf.check()
    var rules = try loadRules()
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    var context = try RiskContext(
      model: model, scenarios: scenarios, seed: seed, in: environment)
    context.charted = MarginReport.mostCharted
    context.explained = MarginReport.mostCharted
    context.share = environment.share
    let found = try assess(book, under: rules, context, &timings)
    let assessments = found.assessments
    rules = found.rules
    let answer = try timed("what-if", &timings) { () throws(InputError) in
      try whatIf.answer(book, rules: rules, assessments: assessments, context: context)
    }
    var manifest = RunManifest(
      study: self, inputs: book.inputs + rules.flatMap(\.inputs) + (try modelInputs(model)),
      environment: environment)
    if let drawn = rules.compactMap(\.shortfall).first(where: \.scenarios.draws) {
      manifest.seed = seed ?? drawn.scenarios.seed
    }
    for assessment in assessments { if let model = assessment.model { manifest.add(model) } }
    manifest.rules = rules.map(\.name)
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "scenarios": assessments.map(\.scenarioCount).max() ?? 0,
    ]
    manifest.timings = timings
    return MarginReport(
      book: book, assessments: assessments, leftOut: found.leftOut, modelIsGiven: model != nil,
      concentration: try VenueConcentration.table(
        of: book,
        participation: rules.compactMap(\.shortfall?.liquidity?.participation).first
          ?? LiquidityAddOn.usualParticipation),
      whatIf: WhatIfSection(settings: whatIf, answer: answer), manifest: manifest,
      failsOnBreach: failsOnBreach
    ).report
  }

  /// What each rule says. A venue's pack that can charge no account is left out beside other rules.
  private func assess(
    _ book: Book, under rules: [MarginRule], _ context: RiskContext,
    _ timings: inout [String: Double]
  ) throws(InputError) -> (
    rules: [MarginRule], assessments: [MarginAssessment], leftOut: [Diagnostic]
  ) {
    var applied: [MarginRule] = []
    var assessments: [MarginAssessment] = []
    var leftOut: [Diagnostic] = []
    for (place, rule) in rules.enumerated() {
      do throws(InputError) {
        assessments.append(
          try timed(rule.name, &timings) { () throws(InputError) in
            try rule.assess(book, in: context)
          })
        applied.append(rule)
      } catch {
        let isLast = applied.isEmpty && place == rules.count - 1
        guard rule.shortfall == nil, !isLast else { throw error }
        leftOut.append(Diagnostic(.warning, rule.name, "left out: \(error.message)"))
      }
    }
    return (applied, assessments, leftOut)
  }

  private func loadRules() throws(InputError) -> [MarginRule] {
    let loaded = try ShippedFiles.rules(rules, overrides: overrides)
    try overrides.requireUse(
      modelIsGiven: model != nil,
      calibrates: loaded.contains { $0.shortfall?.scenarios.method == .monteCarlo })
    return loaded
  }
}
