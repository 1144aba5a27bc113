public import PlimsollMargin
public import PlimsollMarket

/// What the scenarios of a stress library do to every account of a book.
public struct StressStudy: Study {
  /// The command's word for it.
  public static let verb = "stress"

  /// The book.
  public var book: BookSettings
  /// The library file, or the name of a shipped one.
  public var library: String
  /// The rule whose maintenance margin levels are over.
  public var rule: String
  /// A model that replaces the one the rule would calibrate.
  public var model: String?
  /// Choices that replace those of the rule's spec.
  public var overrides: SpecOverrides
  /// Replaces the rule's number of scenarios.
  public var scenarios: Int?
  /// Replaces the rule's seed.
  public var seed: UInt64?
  /// The loss to find the most plausible scenario of; nil for no reverse stress.
  public var reverse: LossTarget?
  /// Moves to fill in the others of; nil for none.
  public var given: GivenMoves?
  /// Whether to measure how far accounts are from liquidation.
  public var liquidation: Bool

  /// Stress of a book; the shipped library and rule unless named.
  public init(
    book: BookSettings, library: String = ShippedFiles.defaultLibrary,
    rule: String = ShippedFiles.defaultRule, model: String? = nil,
    overrides: SpecOverrides = .init(), scenarios: Int? = nil, seed: UInt64? = nil,
    reverse: LossTarget? = nil, given: GivenMoves? = nil, liquidation: Bool = false
  ) {
    self.book = book
    self.library = library
    self.rule = rule
    self.model = model
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
    self.reverse = reverse
    self.given = given
    self.liquidation = liquidation
  }

  /// Margins the book, tries every scenario and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    let library = try StressLibrary(path: try ShippedFiles.stressLibrary(library))
    let rule = try ShippedFiles.shortfallRules([rule], overrides: overrides)[0]
    try overrides.requireUse(
      modelIsGiven: model != nil, calibrates: rule.scenarios.method == .monteCarlo)
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    let context = try RiskContext(
      model: model, scenarios: scenarios, seed: seed, in: environment)
    let assessment = try timed(rule.name, &timings) { () throws(InputError) in
      try rule.assess(book, in: context)
    }
    let stressed = try timed("stress", &timings) { () throws(InputError) in
      try asksMore
        ? StressedBook(
          book, rule: rule, assessment: assessment, library: library, given: given,
          context: context) : nil
    }
    let test = try timed("stress", &timings) { () throws(InputError) in
      try StressTest(
        library, and: [stressed?.givenScenario].compactMap(\.self), on: book, rule: rule,
        assessment: assessment, context: context)
    }
    let reversed = try timed("reverse", &timings) { () throws(InputError) in
      guard let reverse, let stressed else { return nil as ReverseStress? }
      return try ReverseStress(reverse, on: stressed)
    }
    let surface = try timed("liquidation", &timings) { () throws(InputError) in
      guard liquidation, let stressed else { return nil as LiquidationSurface? }
      return try LiquidationSurface(of: stressed, mapped: LiquidationSection.mostTold)
    }
    var manifest = RunManifest(
      study: self, inputs: book.inputs + rule.inputs + library.inputs + (try modelInputs(model)),
      environment: environment)
    if rule.scenarios.method.draws { manifest.seed = seed ?? rule.scenarios.seed }
    if let model = assessment.model { manifest.add(model) }
    manifest.rules = [rule.name]
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "scenarios": assessment.scenarioCount,
      "stress_scenarios": test.accounts.first?.outcomes.count ?? 0,
    ]
    manifest.timings = timings
    return StressReport(
      book: book, library: library, assessment: assessment, test: test, stressed: stressed,
      reverse: reversed, surface: surface, manifest: manifest
    ).report
  }

  /// Whether anything but the library's scenarios is asked.
  private var asksMore: Bool { reverse != nil || given != nil || liquidation }
}
