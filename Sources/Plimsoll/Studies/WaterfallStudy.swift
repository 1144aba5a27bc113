internal import PlimsollClearing
internal import PlimsollMargin
public import PlimsollMarket

/// What the default of members costs, who pays for it, and how large their fund must be.
public struct WaterfallStudy: Study {
  /// The command's word for it.
  public static let verb = "waterfall"

  /// The book.
  public var book: BookSettings
  /// The members' file.
  public var members: String
  /// The waterfall file, or the name of a shipped one.
  public var waterfall: String
  /// The stress library file, or the name of a shipped one.
  public var library: String
  /// The rule whose margin stands behind losses, and whose scenarios are drawn.
  public var rule: String
  /// A model that replaces the one the rule would calibrate.
  public var model: String?
  /// Choices that replace those of the rule's spec.
  public var overrides: SpecOverrides
  /// Replaces the rule's number of scenarios.
  public var scenarios: Int?
  /// Replaces the rule's seed.
  public var seed: UInt64?
  /// How the fund is sized and shared.
  public var fund: FundSettings
  /// How far prices move when defaulters are closed out.
  public var moves: MoveSettings

  /// A study of a book's members; shipped waterfall, library and rule unless named.
  public init(
    book: BookSettings, members: String, waterfall: String = ShippedFiles.defaultWaterfall,
    library: String = ShippedFiles.defaultLibrary, rule: String = ShippedFiles.defaultRule,
    model: String? = nil, overrides: SpecOverrides = .init(), scenarios: Int? = nil,
    seed: UInt64? = nil, fund: FundSettings = FundSettings(), moves: MoveSettings = MoveSettings()
  ) {
    self.book = book
    self.members = members
    self.waterfall = waterfall
    self.library = library
    self.rule = rule
    self.model = model
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
    self.fund = fund
    self.moves = moves
  }

  /// Margins the pools, stresses them, draws defaults, and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    try fund.check()
    let waterfall = try Waterfall(path: ShippedFiles.waterfall(waterfall))
    let waterfallFile = InputDigest(try InputFile(path: ShippedFiles.waterfall(self.waterfall)))
    let library = try StressLibrary(path: try ShippedFiles.stressLibrary(library))
    let rule = try ShippedFiles.shortfallRules([rule], overrides: overrides)[0]
    try overrides.requireUse(
      modelIsGiven: model != nil, calibrates: rule.scenarios.method == .monteCarlo)
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    let table = try MemberTable(
      csv: InputFile(path: members), accounts: book.accounts.map(\.name))
    let pools = MarginPool.pools(of: table.members, accounts: book.accounts)
    let pooled = book.regrouped(into: pools.map(\.account))
    var context = try RiskContext(
      model: model, scenarios: scenarios, seed: seed, in: environment)
    // Margin and defaults rest on one model, calibrated once.
    context.calibrations = context.calibrations ?? CalibrationMemo()
    let assessment = try timed(rule.name, &timings) { () throws(InputError) in
      try rule.assess(pooled, in: context)
    }
    let valuation = try Valuation(pooled)
    let cleared = ClearedBook(
      members: table.members, pools: pools, requirements: assessment.requirements,
      countsEquity: waterfall.countsEquity, valuation: valuation)
    let tried = try library.scenarios(for: pooled)
    guard !tried.isEmpty else {
      throw .usage(
        "the library \(library.name) has no scenario of this book",
        remedy: "Add named scenarios or grids; correlation breaks have no instant to default in.")
    }
    let clearing = try timed("moves", &timings) { () throws(InputError) in
      try ClearingMoves(
        moves, pooled: pooled, rule: rule, assessment: assessment, context: context)
    }
    let stress = try timed("stress", &timings) { () throws(InputError) in
      ClearingStress(
        tried, on: cleared, valuation: valuation, waterfall: waterfall, cover: fund.cover,
        moves: clearing.moves, threads: environment.threads)
    }
    let prepared = try rule.scenarios.prepare(
      for: pooled, horizon: rule.marginPeriodOfRisk, context: context)
    let simulation = try timed("defaults", &timings) { () throws(InputError) in
      DefaultSimulation(
        cleared, valuation: valuation, waterfall: waterfall, under: prepared.source,
        horizon: rule.marginPeriodOfRisk, level: rule.level, threads: environment.threads,
        share: environment.share, progress: environment.progress)
    }
    var manifest = RunManifest(
      study: self,
      inputs: book.inputs + [table.digest, waterfallFile] + rule.inputs + library.inputs
        + clearing.inputs + (try modelInputs(model)), environment: environment)
    if rule.scenarios.draws { manifest.seed = seed ?? rule.scenarios.seed }
    if let model = assessment.model { manifest.add(model) }
    manifest.rules = [rule.name]
    guard let simulation else { return .ofPart(manifest) }
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "members": table.members.count, "pools": pools.count, "scenarios": simulation.count,
      "stress_scenarios": tried.count,
    ]
    manifest.timings = timings
    return WaterfallReport(
      result: WaterfallResult(
        book: book, library: library, assessment: assessment, cleared: cleared,
        waterfall: waterfall, stress: stress, simulation: simulation, moves: clearing,
        settings: fund), manifest: manifest
    ).report
  }
}
