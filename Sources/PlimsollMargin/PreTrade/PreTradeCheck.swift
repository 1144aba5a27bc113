public import PlimsollMarket
public import PlimsollScenarios

/// What an account would have to post with one more position, exactly, for one order after another.
///
/// Made once for a book and a rule: draws the scenarios of everything that is listed, and keeps the
/// gains of an account and of a contract when they are first asked for. An answer is then that of the
/// rule applied again to the book after the trade, floor and add-ons included, for the price of one
/// pass over two vectors. A venue's pack has no vectors; its account is worked out again.
///
/// A trade is at the mark and leaves equity as it is; see `Account.trading`. Each order is judged by
/// itself on the book as it is, unless it is booked.
///
/// Holds the room it works in: each thread needs a copy of its own.
///
/// - Complexity: O(scenarios) an order and no allocation that grows with them, once the account and
///   the contract are known; memory O(scenarios × (factors + accounts + options asked for)).
/// - Verified by: PreTradeCheckTests.
public struct PreTradeCheck: Sendable {
  /// The book, open to the factors of all that is listed.
  public private(set) var book: Book
  /// What results call the rule.
  public let rule: String
  /// How many scenarios the measure rests on; zero for a venue's pack.
  public let scenarioCount: Int
  /// The model behind it; nil when there is none.
  public let model: RiskModel?
  /// Repairs, gaps and bounds.
  public let diagnostics: [Diagnostic]

  /// Scenarios are all held in memory.
  private static let mostScenarios = 2_000_000

  private let constraints: Constraints?
  /// One of the two, by the kind of rule.
  var shortfall: ShortfallCheck?
  var venue: VenueCheck?
  /// Accounts of the book by name.
  let places: [String: Int]
  /// Those that have been asked for.
  var instruments: [String: Instrument] = [:]
  /// By account of the book, where it stands among those that have been asked for.
  private var slots: [Int?]
  private var befores: [MarginFigures] = []
  /// Empty under a venue's pack.
  private var ready: [CheckedAccount] = []

  /// Makes a rule ready for the accounts of a book.
  ///
  /// - Throws: an `InputError` when the rule cannot be applied to the book, when it has an
  ///   anti-procyclicality option, or when its scenarios do not fit into memory.
  public init(_ rule: MarginRule, on book: Book, in context: RiskContext) throws(InputError) {
    let open = try book.opened(to: book.listedFactors)
    let added = open.factors.filter { book.spot[$0] == nil }
    var found: [Diagnostic] = []
    if !added.isEmpty {
      found.append(
        Diagnostic(
          .note, "pre-trade",
          "scenarios are drawn for what is listed and not held too: "
            + added.map(\.name).joined(separator: ", ")))
    }
    self.book = open
    self.rule = rule.name
    constraints = rule.constraints
    if let constraints {
      found += constraints.unchecked(in: open, rule: rule.name)
      if constraints.openOrders != nil, !book.orders.isEmpty {
        found.append(
          Diagnostic(
            .warning, rule.name, "open orders are not margined here: figures are of what is held"))
      }
    }
    slots = open.accounts.map { _ in nil }
    places = Dictionary(
      uniqueKeysWithValues: open.accounts.enumerated().map { ($1.name, $0) })
    switch rule.form {
    case .venue(let pack):
      venue = VenueCheck(pack, book: open, valuation: try Valuation(open))
      (scenarioCount, model) = (0, nil)
      diagnostics = found
    case .shortfall(let own):
      try Self.refuseOptions(of: own)
      let prepared = try own.scenarios.prepare(
        for: open, horizon: own.marginPeriodOfRisk, context: context)
      let count = prepared.source.count
      guard count <= Self.mostScenarios else {
        throw .usage(
          "\(count) scenarios do not fit into the memory of a pre-trade check",
          remedy: "Give --scenarios of at most \(Self.mostScenarios).")
      }
      let check = try ShortfallCheck(
        own, on: open,
        vectors: ScenarioVectors(
          prepared.source, horizon: own.marginPeriodOfRisk,
          threads: context.threads,
          progress: context.progress.map { ScenarioProgress(total: count, report: $0) }))
      shortfall = check
      (scenarioCount, model) = (count, prepared.model)
      diagnostics = found + prepared.diagnostics + check.addOns.diagnostics
    }
  }

  private static func refuseOptions(of rule: ShortfallRule) throws(InputError) {
    if rule.dependenceStress != nil {
      throw .usage(
        "rule \(rule.name) stresses dependence, which a pre-trade check cannot apply",
        remedy: "Name a rule without it; `plimsoll margin --add` takes any.")
    }
    if rule.scenarios.joint != nil {
      throw .usage(
        "rule \(rule.name) moves joint factors, which are drawn for what is held and not for all that "
          + "is listed",
        remedy: "Name a rule without them; `plimsoll margin --add` takes any.")
    }
    guard let option = rule.antiProcyclicality else { return }
    throw .usage(
      "rule \(rule.name) has the anti-procyclicality option \(option.method.rawValue), which a "
        + "pre-trade check cannot apply",
      remedy: "Name a rule without one; `plimsoll margin --add` takes any.")
  }

  /// What an order would do to an account.
  ///
  /// - Parameters:
  ///   - account: of the book.
  ///   - instrument: listed, or the coin of a factor that is held or listed.
  ///   - quantity: contracts or coins bought, negative when sold; not zero.
  /// - Throws: an `InputError` without a place for a name that is not known, an instrument that
  ///   cannot be valued or that the rule does not charge, and a quantity that makes no sense.
  public mutating func check(_ account: String, _ instrument: String, _ quantity: Double)
    throws(InputError) -> PreTradeAnswer
  {
    let place = try self.place(of: account)
    let traded = try self.instrument(instrument)
    try refuseAbsurd(quantity, of: traded)
    let slot = try slot(of: place)
    let after: MarginFigures
    if let unit = shortfall?.unit(traded),
      let found = try shortfall?.figures(of: &ready[slot], adding: quantity, of: unit)
    {
      after = found
    } else {
      after = try figures(
        of: book.accounts[place].trading(quantity, of: traded, at: valuation)
      ).figures
    }
    var answer = PreTradeAnswer(
      account: account, instrument: instrument, quantity: quantity, before: befores[slot],
      after: after)
    if let constraints {
      let before = book.accounts[place]
      answer.breaches = constraints.breaches(
        by: before.trading(quantity, of: traded, at: valuation), before: before,
        valuation: valuation, liquidity: book.liquidity)
    }
    return answer
  }

  /// Books an order, so that the next ones are judged with it.
  ///
  /// - Throws: as `check`.
  public mutating func fill(_ order: PreTradeAnswer) throws(InputError) {
    let place = try self.place(of: order.account)
    let traded = try instrument(order.instrument)
    let after = book.accounts[place].trading(order.quantity, of: traded, at: valuation)
    let slot = try slot(of: place)
    let found = try figures(of: after)
    try book.replace(place, by: after)
    befores[slot] = found.figures
    if let account = found.account { ready[slot] = account }
  }

  /// The figures of an account as it stands.
  ///
  /// - Throws: an `InputError` for an account that is not of the book.
  public mutating func figures(of account: String) throws(InputError) -> MarginFigures {
    befores[try slot(of: try place(of: account))]
  }

  var valuation: Valuation {
    guard let valuation = shortfall?.valuation ?? venue?.valuation else {
      preconditionFailure("a rule is of one kind or the other")
    }
    return valuation
  }

  /// An account made ready; nil under a venue's pack.
  mutating func readyAccount(_ account: String) throws(InputError) -> CheckedAccount? {
    let slot = try slot(of: try place(of: account))
    return ready.isEmpty ? nil : ready[slot]
  }

  private mutating func slot(of place: Int) throws(InputError) -> Int {
    if let slot = slots[place] { return slot }
    let found = try figures(of: book.accounts[place])
    befores.append(found.figures)
    if let account = found.account { ready.append(account) }
    slots[place] = befores.count - 1
    return befores.count - 1
  }

  /// The figures of an account of any holdings; under a rule of our own, also the account made ready.
  private mutating func figures(of account: Account) throws(InputError) -> (
    figures: MarginFigures, account: CheckedAccount?
  ) {
    if let check = shortfall {
      var ready = CheckedAccount(account, in: check)
      if let figures = try shortfall?.figures(of: &ready) { return (figures, ready) }
    }
    guard let venue else { preconditionFailure("a rule is of one kind or the other") }
    return (try venue.figures(of: account), nil)
  }
}
