public import PlimsollMargin
public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// Accounts that are closed out together: whoever is short of margin sells, prices give way, others
/// fall short.
///
/// In each round of a step every account below its maintenance margin closes a slice; the round's
/// volume in each market trades at one average price and pushes it; everybody is marked again. The
/// step is over when nobody has to trade. Neither the order of accounts nor the number of threads
/// plays a part.
///
/// - Source: METHODS H for the loop; Cont and Wagalath (2016), Mathematical Finance 26, for fire sales
///   across assets.
/// - Verified by: CascadeTests, CascadeLawTests.
public struct Cascade: Sendable {
  /// The log return that forced trades push no price beyond.
  public static let furthestPush = MarketImpact.furthest

  /// How accounts are closed.
  public let rules: LiquidationRules
  /// How prices give way.
  public let impact: ImpactModel
  /// The accounts, in the book's order.
  public var names: [String] { book.names }
  /// The factors, in the order of a path's moves.
  public var factors: [RiskFactor] { book.factors }
  /// Maintenance margin at the start, by account.
  public let maintenances: [Double]
  /// Volatility of a day, by factor.
  public var volatility: [Double] { margin.volatility }

  /// Scenarios of the sample that margin is measured over.
  public var sampleCount: Int { margin.count }

  let book: CascadeBook
  let margin: CascadeMargin
  let start: CascadeMarks
  let accounts: CascadeAccounts
  /// Gross notional at the start, by account.
  let notionals: [Double]
  private let liquidity: [LiquidityTable.Market?]

  /// A book made ready.
  ///
  /// - Parameters:
  ///   - requirements: one an account, in the book's order.
  ///   - rule: what the requirements are by; nil for a venue's, which are taken apart by position.
  ///   - haircut: of collateral, when there is no rule to say it.
  ///   - scenarios: a sample that margin is measured over, and volatility taken from.
  ///   - horizon: of the scenarios.
  ///   - unmoved: underlyings that no trade moves, whether they have a market or not.
  ///   - countsOptions: whether the value of options covers margin.
  /// - Throws: an `InputError` when something that may have to be sold has no market.
  public init(
    _ book: Book, requirements: [MarginRequirement], rule: ShortfallRule?, haircut: Haircut,
    scenarios: any ScenarioSource, horizon: TimeSpan, impact: ImpactModel, rules: LiquidationRules,
    unmoved: Set<RiskFactor> = [], countsOptions: Bool = true, threads: Int? = nil
  ) throws(InputError) {
    precondition(requirements.count == book.accounts.count, "one requirement an account")
    let flat = CascadeBook(
      book, valuation: try Valuation(book), haircut: rule?.haircut ?? haircut,
      simulatesCollateral: rule?.collateral == .simulated, countsOptions: countsOptions)
    liquidity = try Self.markets(of: book, flat, impact: impact, unmoved: unmoved)
    maintenances = requirements.map(\.maintenance)
    if let rule {
      margin = CascadeMargin(
        rule, scenarios: scenarios, book: flat, maintenance: maintenances, threads: threads)
    } else {
      margin = CascadeMargin(
        apportioning: requirements, scenarios: scenarios, horizon: horizon, book: flat,
        threads: threads)
    }
    self.rules = rules
    self.impact = impact
    self.book = flat
    start = CascadeMarks(flat)
    let marks = start
    let atStart = CascadeAccounts(flat, margin: margin)
    notionals = flat.names.indices.map { atStart.notional(of: $0, at: marks, in: flat) }
    accounts = Self.measured(atStart, margin, marks, flat, threads: threads)
  }

  /// Accounts whose core at the start is known, so that no path has to work it out.
  private static func measured(
    _ accounts: CascadeAccounts, _ margin: CascadeMargin, _ marks: CascadeMarks,
    _ book: CascadeBook, threads: Int?
  ) -> CascadeAccounts {
    let cores = Parallel.map(
      count: book.names.count, threads: threads, workspace: { margin.room() }
    ) { account, room in
      margin.core(of: account, accounts, at: marks, in: book, &room)
    }
    var known = accounts
    for (account, core) in cores.enumerated() {
      known.know(core, of: account, at: marks, in: book)
    }
    return known
  }

  private static func markets(
    of book: Book, _ flat: CascadeBook, impact: ImpactModel, unmoved: Set<RiskFactor>
  ) throws(InputError) -> [LiquidityTable.Market?] {
    guard !impact.isNone else { return flat.factors.map { _ in nil } }
    let held = Set(flat.units.map { flat.factors[$0.factor] }).subtracting(unmoved)
    guard let table = book.liquidity else {
      throw .data(
        "liquidity.csv", "the book has none, and impact \(impact.name) needs every market's volume",
        remedy: "Add it with underlying, average_daily_volume and spread_bps, name it by "
          + "--liquidity, or choose --impact none.")
    }
    var found: [LiquidityTable.Market?] = []
    for factor in flat.factors {
      found.append(held.contains(factor) ? try table.market(of: factor) : nil)
    }
    return found
  }

  /// Every market as it is under some conditions; nil where nothing is traded or nothing moves it.
  func markets(in conditions: MarketConditions) -> [MarketImpact?] {
    liquidity.enumerated().map { factor, market in
      market.map {
        MarketImpact(
          impact, market: $0, book: impact.books[book.factors[factor]],
          volatility: margin.volatility[factor], volumeMultiple: conditions.volume,
          spreadMultiple: conditions.spread)
      }
    }
  }

  /// What becomes of one path.
  public func outcome(of path: CascadePath) -> CascadeOutcome {
    var run = CascadeRun(self, path: path, room: margin.room())
    return run.finished().outcome
  }

  /// Log returns by factor after the last step of a path, with what forced trades have added.
  public func moves(along path: CascadePath) -> [Double] {
    var run = CascadeRun(self, path: path, room: margin.room())
    _ = run.finished()
    return run.marks.logs
  }

  /// What becomes of many paths, divided over processes; nil in one that does only its part.
  ///
  /// - Parameters: as for `outcomes(of:threads:progress:path:)`.
  public func outcomes(
    of count: Int, dividedBy share: WorkShare, threads: Int? = nil,
    path: @Sendable (Int) -> CascadePath
  ) -> [CascadeOutcome]? {
    guard count > 0 else { return [] }
    // What becomes of the first and the last path stands for the accounts and the paths.
    let ends = [0, count - 1].map { "\(outcome(of: path($0)))" }.joined(separator: "\n")
    let key = "cascades-\(count)-" + SHA256.hexadecimal(of: Array(ends.utf8))
    return share.map(key: key, count: count, threads: threads, workspace: { margin.room() }) {
      index, room in
      var run = CascadeRun(self, path: path(index), room: room)
      return run.finished().outcome
    }
  }

  /// What becomes of many paths.
  ///
  /// - Complexity: O(paths × steps × rounds × holdings); exact margins only of accounts that may be
  ///   short of it.
  public func outcomes(
    of count: Int, threads: Int? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    path: @Sendable (Int) -> CascadePath
  ) -> [CascadeOutcome] {
    let told = progress.map { ScenarioProgress(total: count, report: $0) }
    return Parallel.map(count: count, threads: threads, workspace: { margin.room() }) {
      index, room in
      var run = CascadeRun(self, path: path(index), room: room)
      let outcome = run.finished().outcome
      told?.advance(1)
      return outcome
    }
  }

  /// One path told step by step.
  ///
  /// - Parameter following: accounts whose standing is told after every step.
  public func record(_ path: CascadePath, following: [Int]) -> (
    outcome: CascadeOutcome, record: CascadeRecord
  ) {
    var run = CascadeRun(self, path: path, room: margin.room(), following: following)
    let (outcome, record) = run.finished()
    guard let record else { preconditionFailure("a run that is followed has a record") }
    return (outcome, record)
  }
}
