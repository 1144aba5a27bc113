public import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// A book made ready to be stressed from the far end: where every account stands, what it gains
/// factor by factor, and how plausible moves are.
///
/// Everything is instantaneous, as the named scenarios of a stress library are: log returns of spot,
/// forwards moving with it, implied volatility as it is. Collateral counts less the rule's haircuts.
///
/// - Verified by: ReverseStressTests, LiquidationSurfaceTests.
public struct StressedBook: Sendable {
  /// The book.
  public let book: Book
  /// The law of the book's factors, and of given ones it does not hold.
  public let plausibility: Plausibility
  /// The time over which moves are measured: the rule's margin period of risk.
  public let horizon: TimeSpan
  /// What is given, and what it says of the rest; nil when nothing is.
  public let given: (moves: GivenMoves, conditional: Plausibility.Conditional)?
  /// What the factors did in windows as long; nil when history is too short.
  public let history: HistoricalWindows?
  /// What could not be done.
  public private(set) var diagnostics: [Diagnostic] = []

  let valuation: Valuation
  let haircut: Haircut
  /// One an account, in the book's order.
  let requirements: [MarginRequirement]
  /// Named scenarios: crises, depegs and what is given; no grids.
  let scenarios: [StressScenario]
  let threads: Int?
  private let optionTables: [String: PayoffTable]

  /// Prepares `book`, of which `rule` says `assessment` in the same context.
  ///
  /// - Throws: an `InputError` when a given factor has no prices, or the model cannot be used.
  public init(
    _ book: Book, rule: ShortfallRule, assessment: MarginAssessment, library: StressLibrary,
    given moves: GivenMoves?, context: RiskContext
  ) throws(InputError) {
    let factors = try Self.factors(of: book, and: moves)
    let model = try Self.model(of: factors, book: book, rule: rule, assessment, context)
    try self.init(
      book, law: try Plausibility(model, factors: factors, horizon: rule.marginPeriodOfRisk),
      horizon: rule.marginPeriodOfRisk, haircut: rule.haircut,
      requirements: assessment.requirements, library: library, given: moves,
      history: Self.history(
        of: book, factors: factors, horizon: rule.marginPeriodOfRisk,
        window: rule.scenarios.spec.window), threads: context.threads)
    if history == nil {
      diagnostics.append(
        Diagnostic(
          .warning, "history", "too short for windows of \(horizon): no past moves are compared"))
    }
  }

  /// A book under a law that is stated.
  ///
  /// - Parameters:
  ///   - law: of at least the book's factors.
  ///   - requirements: one an account, in the book's order.
  /// - Complexity: O(options) for their tables.
  public init(
    _ book: Book, law: Plausibility, horizon: TimeSpan, haircut: Haircut,
    requirements: [MarginRequirement], library: StressLibrary, given moves: GivenMoves? = nil,
    history: HistoricalWindows? = nil, threads: Int? = nil
  ) throws(InputError) {
    precondition(requirements.count == book.accounts.count, "one requirement an account")
    self.book = book
    self.horizon = horizon
    self.haircut = haircut
    self.requirements = requirements
    self.history = history
    self.threads = threads
    plausibility = law
    given = try moves.map { moves throws(InputError) in
      let conditional = try law.given(moves.logMoves)
      try Self.requirePrices(after: moves, conditional.rest)
      return (moves, conditional)
    }
    valuation = try Valuation(book)
    let grids = Set(library.gridNames)
    scenarios =
      try library.scenarios(for: book).filter { !grids.contains($0.name) }
      + (given.map { [$0.moves.scenario(under: $0.conditional)] } ?? [])
    let valuation = valuation
    let options = book.options
    let tables = Parallel.map(count: options.count, threads: threads) { place in
      PayoffTable(valuation.option(options[place]))
    }
    optionTables = Dictionary(zip(options.map(\.name), tables)) { first, _ in first }
    let held = Set(book.factors)
    for factor in law.still where held.contains(factor) {
      diagnostics.append(
        Diagnostic(
          .warning, factor.name,
          "its volatility is zero: reverse stress and liquidation hold it still"))
    }
  }

  /// The given moves as a scenario of all factors; nil when nothing is given.
  public var givenScenario: StressScenario? {
    given.map { $0.moves.scenario(under: $0.conditional) }
  }

  /// What an account gains factor by factor: as P&L, or as collateral value with haircuts.
  func payoff(ofAccount index: Int, haircut: Haircut) -> AccountPayoff {
    AccountPayoff(
      book.accounts[index], valuation: valuation, haircut: haircut, order: book.factors,
      optionTables: optionTables)
  }

  /// The price of a factor now; nil for a given one that the book has no price of.
  func price(of factor: RiskFactor) -> Double? { valuation.spot[factor] }

  /// Log returns beyond this leave no price to speak of.
  private static let farthestExpected = 50.0

  /// Refuses given moves after which the model expects other prices beyond all measure.
  private static func requirePrices(after moves: GivenMoves, _ rest: Plausibility)
    throws(InputError)
  {
    for (factor, move) in zip(rest.factors, rest.mean) where abs(move) > farthestExpected {
      throw .usage(
        "with \(moves.name) the model expects a log return of \(move.rounded(toDigits: 4)) of "
          + "\(factor)",
        remedy: "The given moves are many standard deviations large: give smaller ones, or give "
          + "\(factor) too.")
    }
  }

  private static func factors(of book: Book, and moves: GivenMoves?) throws(InputError)
    -> [RiskFactor]
  {
    let own = book.factors
    var found = own
    for factor in moves?.factors ?? [] where !own.contains(factor) {
      guard book.prices.contains(factor) else {
        throw .usage(
          "a move of \(factor) is given, which is not a column of \(book.prices.digest.file)",
          remedy: InputError.suggestion(
            for: factor.name, among: book.prices.factors.map(\.name)))
      }
      found.append(factor)
    }
    return found
  }

  /// The rule's own model where it knows the factors, else one calibrated by the rule's spec.
  private static func model(
    of factors: [RiskFactor], book: Book, rule: ShortfallRule, _ assessment: MarginAssessment,
    _ context: RiskContext
  ) throws(InputError) -> RiskModel {
    func knows(_ model: RiskModel) -> Bool {
      let known = Set(model.factors.map(\.factor))
      return factors.allSatisfy(known.contains)
    }
    for model in [assessment.model, context.model].compactMap(\.self) where knows(model) {
      return model
    }
    if let model = context.model { return model }
    if let calibrations = context.calibrations {
      return try calibrations.model(
        of: book.prices, factors: factors, spec: rule.scenarios.spec, threads: context.threads)
    }
    return try RiskModel.calibrated(
      to: book.prices, factors: factors, spec: rule.scenarios.spec, threads: context.threads)
  }

  private static func history(
    of book: Book, factors: [RiskFactor], horizon: TimeSpan, window: TimeSpan?
  ) -> HistoricalWindows? {
    guard let bars = try? horizon.bars(of: book.prices.bar) else { return nil }
    return try? HistoricalWindows(book.prices, factors: factors, bars: bars, window: window)
  }
}

extension StressLibrary {
  /// What the scenarios of the grids are called.
  fileprivate var gridNames: [String] {
    grids.flatMap { grid in
      grid.spot.flatMap { spot in
        grid.volatility.map { Self.gridPoint(spot: spot, volatility: $0, coins: []).name }
      }
    }
  }
}
