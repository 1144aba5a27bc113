internal import PlimsollClearing
internal import PlimsollMargin
public import PlimsollMarket
internal import PlimsollScenarios

/// What becomes of a book's accounts as they are closed out together.
public struct LiquidationStudy: Study {
  /// The command's word for it.
  public static let verb = "liquidate"

  /// The book.
  public var book: BookSettings
  /// The rule whose maintenance margin must be kept: a file, or the name of a shipped one or of a pack.
  public var rule: String
  /// How prices give way: a file, or the name of a shipped one.
  public var impact: String
  /// How accounts are closed: a file, or the name of a shipped one.
  public var liquidation: String
  /// Stress scenarios played out beside Monte Carlo: a file, or the name of a shipped one.
  public var library: String
  /// Prices to replay in their place; nil for none.
  public var replay: Replay?
  /// A model that replaces the one the rule would calibrate.
  public var model: String?
  /// Choices that replace those of the rule's spec.
  public var overrides: SpecOverrides
  /// Monte Carlo paths.
  public var scenarios: Int
  /// The seed of paths, and of the sample margin is measured over.
  public var seed: UInt64
  /// How long a path is.
  public var horizon: TimeSpan
  /// Its steps.
  public var steps: Int
  /// Scenarios of the sample that margin is measured over.
  public var sample: Int
  /// Accounts told step by step; empty for those most often liquidated.
  public var follow: [String]

  /// A past to go through again.
  public struct Replay: Sendable, Equatable, Codable {
    /// The price file.
    public var prices: String
    /// When it starts; nil when the book is valued.
    public var from: Timestamp?
    /// The last bar.
    public var to: Timestamp

    /// A past.
    public init(prices: String, from: Timestamp?, to: Timestamp) {
      self.prices = prices
      self.from = from
      self.to = to
    }

    /// A past when anything of one is given.
    ///
    /// - Throws: an `InputError` when only part of one is.
    public init?(prices: String?, from: Timestamp?, to: Timestamp?) throws(InputError) {
      guard let prices else {
        guard from == nil, to == nil else {
          throw .usage("a time to replay is given, but no prices", remedy: "Add --replay FILE.")
        }
        return nil
      }
      guard let to else {
        throw .usage(
          "the replay of \(InputFile.displayName(of: prices)) has no end",
          remedy: "Add --to with the time of its last bar.")
      }
      self.init(prices: prices, from: from, to: to)
    }
  }

  /// Paths of a study that says no number.
  public static let usualScenarios = 1_000
  /// Steps of a study that says no number.
  public static let usualSteps = 24
  /// Scenarios of the sample of a study that says no number.
  public static let usualSample = 2_000
  /// Fewer scenarios say nothing of a tail, and of one no volatility can be taken.
  private static let smallestSample = 100

  /// Liquidation of a book; everything shipped unless named.
  public init(
    book: BookSettings, rule: String = ShippedFiles.defaultRule,
    impact: String = ShippedFiles.defaultImpact,
    liquidation: String = ShippedFiles.defaultLiquidation,
    library: String = ShippedFiles.defaultFamilies, replay: Replay? = nil, model: String? = nil,
    overrides: SpecOverrides = .init(), scenarios: Int = Self.usualScenarios, seed: UInt64 = 1,
    horizon: TimeSpan = .day, steps: Int = Self.usualSteps, sample: Int = Self.usualSample,
    follow: [String] = []
  ) {
    self.book = book
    self.rule = rule
    self.impact = impact
    self.liquidation = liquidation
    self.library = library
    self.replay = replay
    self.model = model
    self.overrides = overrides
    self.scenarios = scenarios
    self.seed = seed
    self.horizon = horizon
    self.steps = steps
    self.sample = sample
    self.follow = follow
  }

  /// Margins the book, lets its accounts be closed out on every path, and reports.
  public func run(in environment: RunEnvironment) throws(InputError) -> Report {
    var timings: [String: Double] = [:]
    guard steps <= horizon.seconds else {
      throw .usage(
        "\(steps) steps of \(horizon) are shorter than a second", remedy: "Ask for fewer --steps.")
    }
    guard sample >= Self.smallestSample else {
      throw .usage(
        "\(sample) scenarios are too few to measure margin and volatility over",
        remedy: "Give --sample \(Self.smallestSample) or more.")
    }
    let rule = try ShippedFiles.rules([rule], overrides: overrides)[0]
    let impact = try ImpactModel(path: ShippedFiles.impact(impact))
    let rules = try LiquidationRules(path: ShippedFiles.liquidation(liquidation))
    let book = try timed("read", &timings) { () throws(InputError) in
      try self.book.load(in: environment)
    }
    let followed = try places(in: book)
    let world = try timed("prepare", &timings) { () throws(InputError) in
      try LiquidationWorld(self, book: book, rule: rule, impact: impact, rules: rules, environment)
    }
    let told = try timed("cascades", &timings) { () throws(InputError) in
      try world.play(following: followed, environment)
    }
    var manifest = RunManifest(
      study: self,
      inputs: book.inputs + rule.inputs + impact.inputs + rules.inputs + world.inputs
        + (try modelInputs(model)),
      environment: environment)
    manifest.seed = seed
    if let model = world.assessment.model { manifest.add(model) }
    manifest.rules = [rule.name]
    guard let told else { return .ofPart(manifest) }
    manifest.counts = [
      "accounts": book.accounts.count, "factors": book.factors.count,
      "scenarios": told.outcomes.count, "stress_scenarios": told.named.count,
      "margin_scenarios": world.cascade.sampleCount, "steps": steps,
    ]
    manifest.timings = timings
    return LiquidationReport(study: self, book: book, world: world, told: told, manifest: manifest)
      .report
  }

  private func places(in book: Book) throws(InputError) -> [Int]? {
    guard !follow.isEmpty else { return nil }
    var found: [Int] = []
    for name in follow {
      guard let place = book.accounts.firstIndex(where: { $0.name == name }) else {
        throw .usage(
          "there is no account \(name) to follow",
          remedy: InputError.suggestion(for: name, among: book.accounts.map(\.name)))
      }
      if !found.contains(place) { found.append(place) }
    }
    return found
  }
}
