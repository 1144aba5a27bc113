public import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollNumerics

/// Stress scenarios through a cleared book: what members lose, who defaults, who pays.
///
/// In every scenario the groups that lose most over their margin default, as many as the cover says,
/// and the waterfall is asked with the others as survivors. With endogenous moves the same groups are
/// closed out, and losses are measured again after what that does to the market.
///
/// - Source: PFMI, Principle 4.
/// - Verified by: ClearingStressTests.
public struct ClearingStress: Sendable {
  /// One scenario.
  public struct Scenario: Sendable {
    /// Its name.
    public var name: String
    /// By member, the loss over margin in cents.
    public var overMargin: [Double]
    /// By member, the same after endogenous moves; nil when there are none.
    public var overMarginAfter: [Double]?
    /// The market with endogenous moves; nil when there are none.
    public var shockAfter: MarketShock?
    /// The market without them.
    public var shock: MarketShock
    /// Who has defaulted and what the others have, in cents.
    public var event: DefaultEvent
    /// Who pays, in cents.
    public var settlement: WaterfallSettlement
    /// Who pays when endogenous moves have made the same defaults dearer; nil when there are none.
    public var settlementAfter: WaterfallSettlement?
  }

  /// In the order given.
  public let scenarios: [Scenario]
  /// How many groups default.
  public let cover: Int

  /// Tries scenarios.
  ///
  /// - Parameters:
  ///   - waterfall: with amounts in USD.
  ///   - moves: what closing out does to the market; nil for nothing.
  /// - Complexity: O(scenarios × positions).
  public init(
    _ tried: [StressScenario], on book: ClearedBook, valuation: Valuation, waterfall: Waterfall,
    cover: Int, moves: (any EndogenousMoves)? = nil, threads: Int? = nil
  ) {
    let inCents = waterfall.scaled(by: ClearedBook.cents)
    self.cover = cover
    scenarios = Parallel.map(count: tried.count, threads: threads) { number in
      let outcome = MemberOutcome(book, under: tried[number].shock, valuation: valuation)
      let defaults = outcome.defaultsByCover(cover, in: book)
      let event = outcome.event(defaults, in: book)
      let shockAfter = moves.map { moves in
        let closed = book.pools.indices.filter {
          defaults[book.groupOf[book.pools[$0].member]]
        }
        return moves.shock(after: tried[number], closing: closed)
      }
      let after = shockAfter.map { MemberOutcome(book, under: $0, valuation: valuation) }
      return Scenario(
        name: tried[number].name, overMargin: outcome.overMargin(in: book),
        overMarginAfter: after?.overMargin(in: book), shockAfter: shockAfter,
        shock: tried[number].shock, event: event,
        settlement: book.settle(inCents, event, defaults: defaults, listsUnreached: true),
        settlementAfter: after.map {
          book.settle(
            inCents, $0.event(defaults, in: book), defaults: defaults, listsUnreached: true)
        })
    }
  }

  /// Losses over margin in cents, before or after endogenous moves; nil after when there are none.
  public func losses(after: Bool, of book: ClearedBook) -> StressLosses? {
    var found: [StressLosses.Scenario] = []
    for scenario in scenarios {
      guard let over = after ? scenario.overMarginAfter : scenario.overMargin else { return nil }
      found.append(StressLosses.Scenario(name: scenario.name, overMargin: over))
    }
    return StressLosses(
      members: book.members.map(\.name), groups: book.members.map(\.group), scenarios: found)
  }
}

extension MemberOutcome {
  /// What an instantaneous shock does.
  init(_ book: ClearedBook, under shock: MarketShock, valuation: Valuation) {
    func gains(_ account: Account) -> Double {
      account.positions.reduce(0) { $0 + valuation.pnl(of: $1, under: shock) }
        + account.collateral.reduce(0) { $0 + valuation.pnl(of: $1, under: shock) }
    }
    self.init(gains: book.exposed.map(gains), variation: book.contracts.map(gains))
  }
}

extension ClearedBook {
  /// Settles an event of this book with a waterfall in cents, to the cent.
  func settle(
    _ waterfall: Waterfall, _ event: DefaultEvent, defaults: [Bool], listsUnreached: Bool
  ) -> WaterfallSettlement {
    waterfall.settle(event, unit: 1, listsUnreached: listsUnreached) {
      let members = members.indices
      return holdings.tornUp(
        of: members.filter { defaults[groupOf[$0]] },
        against: members.filter { !defaults[groupOf[$0]] })
    }
  }
}
