internal import PlimsollMargin
internal import PlimsollMarket

/// What a margin study asks of its book besides: the margin with more positions, and what would lower
/// it.
public struct WhatIf: Sendable, Equatable, Codable {
  /// A position that is added.
  public struct Trade: Sendable, Equatable, Codable {
    /// Its name, as in positions.
    public var instrument: String
    /// Contracts or coins, negative when sold.
    public var quantity: Double

    /// `quantity` of `instrument`.
    public init(instrument: String, quantity: Double) {
      self.instrument = instrument
      self.quantity = quantity
    }

    /// Reads `BTC-PERP:-2.5`; nil when there is no name, or no finite number other than zero.
    public init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
        let quantity = Double(text[text.index(after: colon)...]), quantity.isFinite, quantity != 0
      else { return nil }
      self.init(instrument: String(text[..<colon]), quantity: quantity)
    }
  }

  /// Positions added at the mark.
  public var trades: [Trade]
  /// The account they are added to, and that is hedged; nil for every one.
  public var account: String?
  /// How many hedges an account is shown; nil for none.
  public var hedges: Int?

  /// Nothing asked, unless named.
  public init(trades: [Trade] = [], account: String? = nil, hedges: Int? = nil) {
    self.trades = trades
    self.account = account
    self.hedges = hedges
  }

  /// What the answers are called in an account's margin before and after.
  struct Change: Sendable {
    var account: String
    var rule: String
    var before: MarginRequirement
    var after: MarginRequirement
    /// Limits of the rule that are broken after; nil when it has none.
    var breaches: [Constraints.Breach]?
  }

  /// What was found.
  struct Answer: Sendable {
    var changes: [Change] = []
    var hedges: [Hedge] = []
    /// The rule whose margin is hedged.
    var hedgedRule: String?
    var diagnostics: [Diagnostic] = []
  }

  /// Refuses what nothing would use.
  func check() throws(InputError) {
    guard account == nil || !trades.isEmpty || hedges != nil else {
      throw .usage(
        "an account is named, and neither positions to add nor hedges",
        remedy: "Give --add INSTRUMENT:QUANTITY or --hedges N, or leave --account out.")
    }
  }

  /// Answers for a book that `assessments` were made of.
  func answer(
    _ book: Book, rules: [MarginRule], assessments: [MarginAssessment], context: RiskContext
  ) throws(InputError) -> Answer {
    var answer = Answer()
    var context = context
    (context.charted, context.explained) = (0, 0)
    if !trades.isEmpty {
      try add(to: &answer, book, rules: rules, assessments: assessments, context: context)
    }
    if let hedges, let rule = rules.first, let assessment = assessments.first {
      try hedge(&answer, book, rule, assessment, most: hedges, context: context)
    }
    return answer
  }

  private func add(
    to answer: inout Answer, _ book: Book, rules: [MarginRule], assessments: [MarginAssessment],
    context: RiskContext
  ) throws(InputError) {
    var traded: [(instrument: Instrument, quantity: Double)] = []
    for trade in trades { traded.append((try book.instrument(trade.instrument), trade.quantity)) }
    let open = try book.opened(to: traded.map(\.instrument.underlying))
    let after = try open.trading(traded, in: account)
    let isWider = open.spot.count > book.spot.count
    if isWider {
      answer.diagnostics.append(
        Diagnostic(
          .note, "what-if",
          "the positions added need factors that the book does not; in what-if.csv the margin before "
            + "is that of scenarios of all of them"))
    }
    for (rule, assessment) in zip(rules, assessments) {
      let before = isWider ? try rule.assess(open, in: context) : assessment
      let changed = try rule.assess(after, in: context)
      let former = Dictionary(
        uniqueKeysWithValues: before.requirements.map { ($0.account, $0) })
      for one in changed.requirements where account == nil || one.account == account {
        guard let old = former[one.account] else { continue }
        answer.changes.append(
          Change(
            account: one.account, rule: rule.name, before: old, after: one,
            breaches: changed.checksLimits
              ? changed.breaches.filter { $0.account == one.account } : nil))
      }
    }
  }

  private func hedge(
    _ answer: inout Answer, _ book: Book, _ rule: MarginRule, _ assessment: MarginAssessment,
    most: Int, context: RiskContext
  ) throws(InputError) {
    if let account, assessment.requirement(of: account) == nil {
      throw .usage(
        "unknown account \"\(account)\"",
        remedy: InputError.suggestion(for: account, among: book.accounts.map(\.name)))
    }
    guard rule.shortfall != nil else {
      throw .usage(
        "\(rule.name) is a venue's pack, for which no hedges are searched",
        remedy: "Name a rule of kind shortfall first.")
    }
    var check = try PreTradeCheck(rule, on: book, in: context)
    answer.hedgedRule = rule.name
    answer.diagnostics += check.diagnostics
    let hedged =
      account.map { [$0] }
      ?? assessment.lowestLevels(MarginReport.mostCharted).map(\.account)
    for name in hedged { answer.hedges += try check.hedges(of: name, most: most) }
  }
}
