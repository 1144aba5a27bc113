internal import PlimsollClearing
internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

/// A book made ready to be closed out, with the paths its market may take.
struct LiquidationWorld {
  let cascade: Cascade
  let assessment: MarginAssessment
  /// Monte Carlo; nil for a replay.
  private let paths: CascadePaths?
  /// Stress scenarios, or the replay.
  private let named: [CascadePath]
  /// Files beside the book and the rules.
  let inputs: [InputDigest]
  let diagnostics: [Diagnostic]
  /// How it was made, sentence by sentence.
  let method: [String]

  /// Every path's outcome, and some told step by step.
  struct Told {
    /// Of Monte Carlo.
    var outcomes: [CascadeOutcome]
    /// Of the named paths.
    var named: [CascadeOutcome]
    /// Of the named paths, then of the worst of Monte Carlo.
    var records: [(outcome: CascadeOutcome, record: CascadeRecord, path: CascadePath)]
    /// Accounts told step by step.
    var followed: [Int]
  }

  /// Scenarios that the ways of paths are drawn from.
  private static let noiseCount = 20_000
  /// The worst Monte Carlo paths told step by step.
  private static let mostTold = 3
  /// Accounts told step by step when none are named.
  private static let mostFollowed = 5

  init(
    _ study: LiquidationStudy, book: Book, rule: MarginRule, impact: ImpactModel,
    rules: LiquidationRules, _ environment: RunEnvironment
  ) throws(InputError) {
    var context = try RiskContext(
      model: study.model, scenarios: nil, seed: study.seed, in: environment)
    assessment = try rule.assess(book, in: context)
    guard assessment.unquoted.isEmpty else {
      let first = assessment.unquoted[0]
      throw .data(
        rule.name, "cannot margin \(first.account): \(first.reason)",
        remedy: "Choose another rule, or leave the account out.")
    }
    let measured: ShortfallRule
    if let own = rule.shortfall {
      measured = own
    } else {
      measured = try ShippedFiles.shortfallRules(
        [ShippedFiles.defaultRule], overrides: study.overrides)[0]
    }
    try study.overrides.requireUse(
      modelIsGiven: study.model != nil, calibrates: measured.scenarios.method == .monteCarlo)
    context.model = context.model ?? assessment.model
    context.progress = nil
    func prepared(_ count: Int, _ horizon: TimeSpan, _ seed: UInt64) throws(InputError)
      -> PreparedScenarios
    {
      var own = context
      own.scenarioCount = count
      own.seed = seed
      return try measured.scenarios.prepare(for: book, horizon: horizon, context: own)
    }
    let horizon = measured.marginPeriodOfRisk
    let sample = try prepared(study.sample, horizon, study.seed)
    if context.model == nil { context.model = sample.model }
    cascade = try Cascade(
      book, requirements: assessment.requirements, rule: rule.shortfall,
      haircut: rule.haircut, scenarios: sample.source, horizon: horizon, impact: impact,
      rules: rules, countsOptions: rule.countsOptionValue, threads: environment.threads)
    var diagnostics = sample.diagnostics
    var inputs: [InputDigest] = []
    var drawn: [String] = []
    if let replay = study.replay {
      let history = try PriceHistory(
        reading: replay.prices, duplicates: Book.DuplicatePolicy(), in: environment)
      inputs.append(history.digest)
      diagnostics += history.diagnostics
      named = [
        try CascadePath(
          replaying: history, from: replay.from ?? book.asOf, to: replay.to,
          factors: cascade.factors)
      ]
      diagnostics += Self.differences(of: book, from: history, at: replay.from ?? book.asOf)
      paths = nil
    } else {
      let library = try StressLibrary(path: try ShippedFiles.stressLibrary(study.library))
      inputs += library.inputs
      let stepLength = TimeSpan(seconds: study.horizon.seconds / study.steps)
      let factors = cascade.factors
      named = try library.scenarios(for: book).map {
        CascadePath($0, factors: factors, steps: study.steps, stepLength: stepLength)
      }
      // Another seed: the way there must know nothing of where it goes.
      let ends = try prepared(study.scenarios, study.horizon, study.seed)
      let noise = try prepared(Self.noiseCount, study.horizon, ~study.seed)
      paths = CascadePaths(
        to: ends.source, count: study.scenarios, by: noise.source, factors: cascade.factors,
        horizon: study.horizon, steps: study.steps, seed: study.seed, threads: environment.threads)
      if ends.source.count != study.scenarios {
        drawn = [
          "Where paths end is drawn, with replacement, from the rule's "
            + "\(ends.source.count) windows."
        ]
      }
      diagnostics += ends.diagnostics
    }
    self.inputs = inputs
    self.diagnostics = diagnostics
    method =
      [sample.summary] + drawn
      + (sample.joint == nil
        ? [] : ["Only spot moves on the paths; what the rule moves beside it enters margin alone."])
  }

  /// Prices of the book that are not those the replay starts from.
  private static func differences(of book: Book, from history: PriceHistory, at time: Timestamp)
    -> [Diagnostic]
  {
    book.factors.compactMap { factor in
      guard let own = book.spot[factor], let past = history.lastPrice(of: factor, at: time)?.price,
        abs(own / past - 1) > 0.01
      else { return nil }
      return Diagnostic(
        .warning, factor.name,
        "the book has it at \(own), the replay starts from \(past): its moves are applied to the "
          + "book's price")
    }
  }

  /// Plays every path, then tells the named ones and the worst again, step by step.
  ///
  /// - Returns: nil in a process that does only its part of the paths.
  func play(following followed: [Int]?, _ environment: RunEnvironment) throws(InputError) -> Told? {
    guard let outcomes = playAll(environment) else { return nil }
    let first = named.map(cascade.outcome)
    let worst = outcomes.indices.sorted { left, right in
      let (a, b) = (outcomes[left], outcomes[right])
      if a.shortfall != b.shortfall { return a.shortfall > b.shortfall }
      if a.liquidated != b.liquidated { return a.liquidated > b.liquidated }
      return left < right
    }.prefix(Self.mostTold).filter { outcomes[$0].liquidated > 0 }
    let shown = followed ?? Self.mostStruck(outcomes + first)
    let toTell = named + worst.compactMap { paths?.path($0) }
    return Told(
      outcomes: outcomes, named: first,
      records: toTell.map { path in
        let (outcome, record) = cascade.record(path, following: shown)
        return (outcome, record, path)
      }, followed: shown)
  }

  private func playAll(_ environment: RunEnvironment) -> [CascadeOutcome]? {
    guard let paths else { return [] }
    guard let share = environment.share else {
      return cascade.outcomes(
        of: paths.count, threads: environment.threads, progress: environment.progress,
        path: paths.path)
    }
    return cascade.outcomes(
      of: paths.count, dividedBy: share, threads: environment.threads, path: paths.path)
  }

  /// The accounts liquidated most often, of equals those that it costs most.
  private static func mostStruck(_ outcomes: [CascadeOutcome]) -> [Int] {
    var found: [Int: (count: Int, cost: Double)] = [:]
    for outcome in outcomes {
      for fate in outcome.accounts where fate.isLiquidated {
        found[fate.account, default: (0, 0)].count += 1
        found[fate.account]?.cost += fate.costs + fate.deficit
      }
    }
    return found.sorted { left, right in
      let (a, b) = (left.value, right.value)
      if a.count != b.count { return a.count > b.count }
      return a.cost != b.cost ? a.cost > b.cost : left.key < right.key
    }.prefix(mostFollowed).map(\.key).sorted()
  }
}
