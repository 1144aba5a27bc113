public import PlimsollMarket
public import PlimsollNumerics
internal import PlimsollScenarios

/// Measures the tail of one account after another, each by scenarios of its own: drawn where that
/// account loses, as many as its precision takes.
///
/// - Verified by: TailSamplerTests.
public struct TailSampler: Sendable {
  private let set: NettingSet
  private let prepared: PreparedScenarios
  private let model: RiskModel
  private let horizon: TimeSpan
  private let bars: Int
  private let seed: UInt64
  private let choice: SamplingChoice
  /// Scenarios to draw, or at most to draw for a precision.
  private let count: Int
  private let threads: Int?
  private let tables = InnovationTables()

  /// Scenarios of the first look at a tail, and of the next ones where it shows too little.
  static let pilotCounts = [1 << 9, 1 << 12, 1 << 15]
  /// Scenarios of the first stage of a precision; every other stage doubles them.
  private static let firstCount = 1 << 10
  /// Twisted scenarios are used when one is worth this many plain ones.
  static let leastWorth = 2.0
  /// Fewer equal scenarios in the tail of the pilot say nothing.
  static let fewestInTail = 32.0

  /// The positions of `book` under the model and the joint factors of `prepared`; collateral stands
  /// still.
  ///
  /// - Parameter count: how many scenarios, or for a precision the most; raised to what the way of
  ///   drawing takes.
  /// - Throws: an `InputError` when `prepared` has no model to draw from.
  public init(
    _ book: Book, _ prepared: PreparedScenarios, horizon: TimeSpan, choice: SamplingChoice,
    count: Int, seed: UInt64, threads: Int? = nil
  ) throws(InputError) {
    guard let model = prepared.model else {
      throw .usage(
        "a way of sampling, or a precision, is given for scenarios that no model draws",
        remedy: "Use the method monte-carlo alone, or leave out --sampling and --precision.")
    }
    set = NettingSet(
      book.accounts, valuation: try Valuation(book), simulatesCollateral: false)
    self.prepared = prepared
    self.model = try model.restricted(to: book.factors)
    self.horizon = horizon
    bars = try horizon.bars(of: model.bar)
    self.seed = seed
    self.choice = choice
    self.count = count
    self.threads = threads
  }

  /// Measures every account at every level.
  ///
  /// - Parameters:
  ///   - parts: whether shortfalls are taken apart by holding, which draws their tails again.
  ///   - share: divides accounts and levels over processes.
  /// - Returns: by account, by level; nil in a process that does only its part.
  /// - Throws: an `InputError` when the model cannot be drawn from.
  /// - Complexity: O(scenarios × (factors² + options)) an account and level.
  public func measure(
    at levels: [ConfidenceLevel], parts: Bool = true, dividedBy share: WorkShare,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(InputError) -> [[SampledRisk]]? {
    // What else the figures depend on is the same for all measures of a study.
    let key = "sampled-\(horizon)-" + levels.map(\.description).joined(separator: "-")
    return try share.pieces(key: key, count: set.lines.count * levels.count) {
      (cells) throws(InputError) in
      try measure(cells, at: levels, parts: parts, progress: progress)
    }.map { rows($0, of: levels.count) }
  }

  /// Measures every account at every level.
  ///
  /// - Parameter parts: whether shortfalls are taken apart by holding, which draws their tails again.
  /// - Returns: by account, by level.
  /// - Throws: an `InputError` when the model cannot be drawn from.
  /// - Complexity: O(scenarios × (factors² + options)) an account and level.
  public func measure(
    at levels: [ConfidenceLevel], parts: Bool = true,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(InputError) -> [[SampledRisk]] {
    let cells = 0..<set.lines.count * levels.count
    return rows(try measure(cells, at: levels, parts: parts, progress: progress), of: levels.count)
  }

  private func rows(_ cells: [SampledRisk], of levels: Int) -> [[SampledRisk]] {
    set.lines.indices.map { Array(cells[($0 * levels)..<(($0 + 1) * levels)]) }
  }

  /// Measures some accounts at some levels, counted account by account.
  private func measure(
    _ cells: Range<Int>, at levels: [ConfidenceLevel], parts: Bool,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?
  ) throws(InputError) -> [SampledRisk] {
    // Few accounts share out their scenarios over threads, many are shared out themselves.
    let isShared = cells.count < 16
    let told = progress.map { ScenarioProgress(total: cells.count, report: $0) }
    let results = Parallel.map(count: cells.count, threads: isShared ? 1 : threads) { place in
      let cell = cells.lowerBound + place
      let result = Result<SampledRisk, InputError> { () throws(InputError) in
        try measure(
          set.lines[cell / levels.count], at: levels[cell % levels.count],
          parts: parts, threads: isShared ? threads : 1)
      }
      told?.advance(1)
      return result
    }
    var risks: [SampledRisk] = []
    for result in results { risks.append(try result.get()) }
    return risks
  }

  /// Measures one account.
  private func measure(
    _ lines: [NettingSet.Line], at level: ConfidenceLevel, parts: Bool, threads: Int?
  ) throws(InputError) -> SampledRisk {
    let holdings = lines.flatMap(\.holdings)
    let held = Set(holdings.map { set.units[$0.unit].factor })
    // Joint factors are fitted to those of the book; without them, an account needs its own alone.
    let factors = model.factors.map(\.factor).filter { prepared.joint != nil || held.contains($0) }
    guard !held.isEmpty else { return .nothingHeld(at: level) }
    let portfolio = SampledPortfolio(
      holdings: holdings, units: set.units, factors: factors, horizon: horizon)
    let plan = try SamplingPlan(
      portfolio, model: model.restricted(to: factors), bars: bars, prepared: prepared,
      level: level, choice: choice, seed: seed, tables: tables, threads: threads)
    var sample = SampledLosses(design: plan.sampling.design)
    let most = Self.whole(count, plan.sampling)
    let rows = portfolio.rows(under: try plan.source(count: most))
    let matrix = portfolio.matrix(rows)
    var end = choice.precision == nil ? most : min(most, Self.firstCount)
    while true {
      sample.draw(upTo: end, rows, matrix, threads: threads)
      let tail = SampledTail(sample, at: level, control: plan.control)
      if end == most || tail.map(isPrecise) ?? false { break }
      if let tail { sample.forget(upTo: tail.floor) }
      end = min(most, 2 * end)
    }
    guard let tail = SampledTail(sample, at: level, control: plan.control, lists: parts) else {
      return .unseen(at: level, plan, count: sample.count, hasPrecision: choice.precision != nil)
    }
    return SampledRisk(
      figures: TailFigures(
        level: level, valueAtRisk: tail.valueAtRisk, expectedShortfall: tail.expectedShortfall),
      sampling: plan.sampling, scenarios: sample.count,
      plainScenarios: tail.expectedShortfall.standardError.flatMap { _ in tail.plainScenarios },
      effectiveTail: tail.effectiveTail, usesControl: tail.usesControl,
      hasPrecision: choice.precision != nil, isPrecise: isPrecise(tail), reason: plan.reason,
      components: parts ? tail.components(of: lines, portfolio, rows) : [])
  }

  private func isPrecise(_ tail: SampledTail) -> Bool {
    guard let precision = choice.precision else { return true }
    guard let upper = tail.expectedShortfall.upper else { return false }
    let value = tail.expectedShortfall.value
    return upper - value <= precision * abs(value)
  }

  /// The next number of scenarios that is whole: sixteen nets, or pairs.
  static func whole(_ count: Int, _ sampling: Sampling) -> Int {
    switch sampling.design {
    case .independent: return count
    case .pairs: return count + count % 2
    case .scrambles:
      var points = 1
      while ScrambledSobol.scrambles * points < count { points *= 2 }
      return ScrambledSobol.scrambles * points
    }
  }
}

extension SampledRisk {
  /// Of a tail that no scenario reached: no figures.
  fileprivate static func unseen(
    at level: ConfidenceLevel, _ plan: SamplingPlan, count: Int, hasPrecision: Bool
  ) -> SampledRisk {
    SampledRisk(
      figures: TailFigures(
        level: level, valueAtRisk: nil, expectedShortfall: nil,
        note: "no scenario reached the tail at \(level): raise --scenarios"),
      sampling: plan.sampling, scenarios: count, plainScenarios: nil, effectiveTail: 0,
      usesControl: false, hasPrecision: hasPrecision, isPrecise: !hasPrecision, reason: plan.reason,
      components: [])
  }

  /// Of a portfolio that nothing moves.
  fileprivate static func nothingHeld(at level: ConfidenceLevel) -> SampledRisk {
    let zero = Estimate(value: 0, standardError: 0)
    return SampledRisk(
      figures: TailFigures(level: level, valueAtRisk: zero, expectedShortfall: zero),
      sampling: .plain, scenarios: 0, plainScenarios: nil, effectiveTail: 0, usesControl: false,
      hasPrecision: false, isPrecise: true, reason: "nothing is held that moves", components: [])
  }
}
