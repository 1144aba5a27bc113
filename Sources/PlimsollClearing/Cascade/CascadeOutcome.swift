/// What became of one path.
public struct CascadeOutcome: Sendable, Equatable, Codable {
  /// The path.
  public var scenario: String
  /// Accounts that fell below maintenance margin.
  public var liquidated = 0
  /// Accounts whose equity fell below zero.
  public var bankrupt = 0
  /// Accounts the backstop took over.
  public var takenOver = 0
  /// USD traded by force, by delta.
  public var volume = 0.0
  /// USD of fees.
  public var fees = 0.0
  /// USD that forced trades lost against the marks before them.
  public var slippage = 0.0
  /// The most rounds of a step until nobody had to trade.
  public var rounds = 0
  /// What bankrupt accounts and the backstop owe, in USD.
  public var shortfall = 0.0
  /// Of it, paid by the insurance fund.
  public var fundDraw = 0.0
  /// What the fund has left, fees included.
  public var fundLeft = 0.0
  /// Of the shortfall, borne by those deleveraged.
  public var deleveraged = 0.0
  /// Of the shortfall, shared by those who gained.
  public var socialised = 0.0
  /// Of the shortfall, borne by nobody.
  public var uncovered = 0.0
  /// The factor that forced trades moved most; nil when they moved none.
  public var factor: Int?
  /// Its largest log return before forced trades.
  public var firstMove = 0.0
  /// Its largest log return with them.
  public var totalMove = 0.0
  /// The log return that forced trades pushed it by at the most.
  public var push = 0.0
  /// Whether forced trades would have pushed a price beyond `Cascade.furthestPush`.
  public var isBounded = false
  /// The most by which what everybody owns changed otherwise than by prices, costs and funding, in USD:
  /// rounding alone.
  public var imbalance = 0.0
  /// What became of the accounts something became of.
  public var accounts: [AccountFate] = []

  /// |total move| over |first move|; one when nothing was moved, nil when nothing moved first.
  public var amplification: Double? {
    guard factor != nil else { return 1 }
    return firstMove == 0 ? nil : abs(totalMove / firstMove)
  }
}

/// What a path made of one account.
public struct AccountFate: Sendable, Equatable, Codable {
  /// Its place in the book.
  public var account: Int
  /// Whether it fell below maintenance margin.
  public var isLiquidated = false
  /// Whether its equity fell below zero.
  public var isBankrupt = false
  /// Whether the backstop took it over.
  public var isTakenOver = false
  /// USD it left for others to pay.
  public var deficit = 0.0
  /// USD of its positions closed against bankrupt accounts.
  public var deleveragedNotional = 0.0
  /// USD it lost by that.
  public var haircut = 0.0
  /// USD it paid of what nothing else covered.
  public var socialised = 0.0
  /// USD of fees and slippage.
  public var costs = 0.0

  /// Nothing yet.
  init(account: Int) { self.account = account }
}
