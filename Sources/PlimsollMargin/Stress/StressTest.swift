public import PlimsollMarket
internal import PlimsollScenarios

/// What the scenarios of a library do to every account of a book.
///
/// P&L is of positions and collateral, whatever the rule does with collateral, because both are what
/// an account is left with. The margin level after is the stressed collateral value, haircuts taken
/// at stressed prices, over the maintenance margin from before: the requirement is not stressed.
///
/// A correlation break has no instant: its loss is the rule's measure over the rule's horizon, of
/// positions and collateral, from the same model, volatilities, innovations and draws with only the
/// correlations broken.
///
/// - Source: METHODS of stress families.
/// - Verified by: StressTestTests.
public struct StressTest: Sendable {
  /// One account under every scenario.
  public struct Account: Sendable, Equatable {
    /// The account.
    public var account: String
    /// Its margin level before; nil when no margin is required.
    public var marginLevel: MarginLevel?
    /// In the order of the library.
    public var outcomes: [StressOutcome]

    /// The largest loss, the first of equals; nil when no scenario loses money.
    public var worst: StressOutcome? {
      outcomes.reduce(nil) { worst, next in next.pnl < worst?.pnl ?? 0 ? next : worst }
    }
  }

  /// Every account, in the book's order.
  public let accounts: [Account]
  /// Repairs, and what could not be tried.
  public let diagnostics: [Diagnostic]

  /// Tries `library` on `book`.
  ///
  /// - Parameters:
  ///   - assessment: what `rule` says of the book in the same context.
  ///   - more: scenarios beside those of the library.
  /// - Throws: an `InputError` when the library names a factor the price file does not have.
  /// - Complexity: O(accounts × scenarios × holdings), plus a margin run for each correlation break.
  public init(
    _ library: StressLibrary, and more: [StressScenario] = [], on book: Book, rule: ShortfallRule,
    assessment: MarginAssessment, context: RiskContext
  ) throws(InputError) {
    let valuation = try Valuation(book)
    let scenarios = try library.scenarios(for: book) + more
    let breaks = try BrokenCorrelations(
      library.correlationBreaks, book: book, rule: rule, model: assessment.model,
      context: context)
    accounts = book.accounts.indices.map { index in
      let stressed = StressedAccount(
        book.accounts[index], requirement: assessment.requirements[index], valuation: valuation,
        haircut: rule.haircut)
      return Account(
        account: book.accounts[index].name,
        marginLevel: assessment.requirements[index].marginLevel,
        outcomes: scenarios.map(stressed.outcome)
          + breaks.losses.map { stressed.outcome($0.name, source: $0.source, $0.accounts[index]) })
    }
    diagnostics =
      breaks.diagnostics
      + scenarios.filter { !$0.conditions.isUsual }.map {
        Diagnostic(
          .note, $0.name,
          "its funding, thin markets or unwinding are not played out here, only its price moves: "
            + "`plimsoll liquidate` does")
      }
  }
}

/// What one scenario does to one account.
public struct StressOutcome: Sendable, Equatable {
  /// The scenario.
  public var scenario: String
  /// Where it comes from; may be empty.
  public var source: String
  /// Of positions and collateral, negative when money is lost.
  public var pnl: Double
  /// Equity less the loss.
  public var equityAfter: Double
  /// Stressed collateral value over maintenance margin; nil when none is required.
  public var marginLevelAfter: MarginLevel?
  /// The P&L holding by holding; it adds up.
  public var parts: [Part]

  /// The P&L of one holding.
  public struct Part: Sendable, Equatable {
    /// The instrument, or `collateral:BTC`.
    public var holding: String
    /// Negative when money is lost.
    public var pnl: Double
  }
}

/// One account on which scenarios are tried.
private struct StressedAccount {
  let account: Account
  let requirement: MarginRequirement
  let valuation: Valuation
  let haircut: Haircut

  init(
    _ account: Account, requirement: MarginRequirement, valuation: Valuation, haircut: Haircut
  ) {
    self.account = account
    self.requirement = requirement
    self.valuation = valuation
    self.haircut = haircut
  }

  func outcome(_ scenario: StressScenario) -> StressOutcome {
    var parts = account.positions.map { position in
      StressOutcome.Part(
        holding: position.instrument.name, pnl: valuation.pnl(of: position, under: scenario.shock))
    }
    var haircuts = 0.0
    for collateral in account.collateral {
      guard let asset = collateral.asset else { continue }
      let gain = valuation.pnl(of: collateral, under: scenario.shock)
      parts.append(StressOutcome.Part(holding: "collateral:\(asset)", pnl: gain))
      let price = valuation.price(of: collateral)
      let counted =
        haircut.value(
          of: collateral, price: price * (1 + scenario.shock.relativeMove(of: asset)))
        - haircut.value(of: collateral, price: price)
      haircuts += gain - counted
    }
    return outcome(scenario.name, source: scenario.source, parts: parts, haircuts: haircuts)
  }

  /// A correlation break, whose loss is a measure; haircuts stay.
  func outcome(_ name: String, source: String, _ net: NetResult) -> StressOutcome {
    outcome(
      name, source: source,
      parts: net.contributions.map {
        StressOutcome.Part(holding: $0.instrument, pnl: -$0.component)
      }, haircuts: 0)
  }

  private func outcome(
    _ name: String, source: String, parts: [StressOutcome.Part], haircuts: Double
  ) -> StressOutcome {
    let pnl = parts.reduce(0) { $0 + $1.pnl }
    let value = requirement.standing.collateralValue + pnl - haircuts
    return StressOutcome(
      scenario: name, source: source, pnl: pnl, equityAfter: requirement.standing.equity + pnl,
      marginLevelAfter: requirement.maintenance > 0
        ? MarginLevel(value / requirement.maintenance) : nil,
      parts: parts)
  }
}
