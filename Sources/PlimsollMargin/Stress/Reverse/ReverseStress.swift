public import PlimsollMarket
internal import PlimsollNumerics

/// The most plausible scenario in which each account loses a target.
///
/// Of all joint moves that lose at least the target, the one with the shortest Mahalanobis distance,
/// three times over: with the P&L taken as linear in log returns, where the answer has a closed form;
/// as quadratic, a trust-region problem; and by full revaluation, a search. The last is the answer; the
/// others show how far an approximation would mislead.
///
/// Only the factors an account holds something on count; the rest can be where the model expects them
/// and add no distance.
///
/// - Source: METHODS of reverse stress; Breuer, Jandačka, Rheinberger and Summer (2009).
/// - Verified by: ReverseStressTests.
public struct ReverseStress: Sendable {
  /// How P&L is taken.
  public enum Method: String, Sendable, CaseIterable {
    /// By first derivatives.
    case linear
    /// By second derivatives too.
    case quadratic
    /// By revaluation of every instrument.
    case full
  }

  /// One factor's move.
  public struct Move: Sendable, Equatable {
    /// The factor.
    public var factor: RiskFactor
    /// Its log return.
    public var logMove: Double
    /// Its relative move.
    public var relativeMove: Double
    /// Its price after it; nil for a factor whose price the book has no use for.
    public var price: Double?
    /// The log return in standard deviations of the horizon; nil for a factor that never moves.
    public var standardDeviations: Double?
    /// What the account gains by it.
    public var pnl: Double
    /// Whether it was given.
    public var isGiven: Bool
  }

  /// A scenario found.
  public struct Scenario: Sendable, Equatable {
    /// How.
    public var method: Method
    /// What it loses, by full revaluation whatever the method, negative for a gain; nil when an
    /// approximation has gone to prices beyond the reach of any search, 0.1 % to 1,100 times today's.
    public var loss: Double?
    /// Collateral value over maintenance margin in it; nil when no margin is required, or like `loss`.
    public var marginLevel: MarginLevel?
    /// Mahalanobis distance from where the model expects the factors.
    public var distance: Double
    /// The number of factors the distance is over.
    public var dimension: Int
    /// Of the factors the account holds something on; none where `loss` is nil.
    public var moves: [Move]

    /// The probability of a normal move as far in any direction.
    public var chiSquareTail: Double {
      Plausibility.chiSquareTail(beyond: distance, dimension: dimension)
    }
    /// The probability of a normal move as far in its own direction.
    public var normalTail: Double { Plausibility.normalTail(beyond: distance) }
  }

  /// One account's answer.
  public struct Account: Sendable, Equatable {
    /// The account.
    public var account: String
    /// What it has to lose; nil when the target means nothing for it.
    public var targetLoss: Double?
    /// Found by each method; a method that finds none has no entry.
    public var scenarios: [Scenario]
    /// Why there is none by full revaluation; nil when there is one.
    public var reason: String?
    /// How the answer stands in history; nil without one.
    public var record: HistoricalRecord?

    /// The answer: that of full revaluation.
    public var scenario: Scenario? { scenarios.first { $0.method == .full } }
  }

  /// What was asked.
  public let target: LossTarget
  /// Every account, in the book's order.
  public let accounts: [Account]

  /// Looks for the scenarios of every account.
  ///
  /// - Complexity: per account and n of its factors, O(1,000 n × steps) look-ups in tables and O(n³)
  ///   for each of a few dozen starts; a few milliseconds.
  public init(_ target: LossTarget, on stressed: StressedBook) throws(InputError) {
    self.target = target
    let found = Parallel.map(count: stressed.book.accounts.count, threads: stressed.threads) {
      index in
      Result { () throws(InputError) in
        try ReverseAccount(index, of: stressed, target: target).answer()
      }
    }
    var accounts: [Account] = []
    for answer in found { accounts.append(try answer.get()) }
    self.accounts = accounts
  }
}
