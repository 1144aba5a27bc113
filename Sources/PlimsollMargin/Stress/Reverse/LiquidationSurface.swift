public import PlimsollMarket
internal import PlimsollNumerics

/// How far each account is from liquidation: along each factor, along named scenarios, and to the
/// nearest point of the surface where its margin level is one.
///
/// The level is stressed collateral value, haircuts taken at stressed prices, over the maintenance
/// margin of before, which is not stressed. Given moves play no part: distances are from the market as
/// it is.
///
/// - Source: METHODS of reverse stress; the level is that of `StressTest`.
/// - Verified by: LiquidationSurfaceTests.
public struct LiquidationSurface: Sendable {
  /// Down or up.
  public enum Direction: String, Sendable, CaseIterable {
    /// The factor falls.
    case down
    /// The factor rises.
    case up
  }

  /// Where a level of one is first met along one factor.
  public struct Crossing: Sendable, Equatable {
    /// The factor.
    public var factor: RiskFactor
    /// Which way it goes.
    public var direction: Direction
    /// Its log return with all other factors still; nil when none within reach gets there.
    public var alone: Double?
    /// Its log return with all others where the model expects them then; nil when none gets there, or
    /// the factor never moves by the model.
    public var followed: Double?
  }

  /// How many times a named scenario an account survives.
  public struct Multiple: Sendable, Equatable {
    /// The scenario.
    public var scenario: String
    /// The multiple of its log returns and volatility changes at which the level is one; nil when none
    /// up to `mostMultiple` gets there.
    public var multiple: Double?
  }

  /// One account.
  public struct Account: Sendable {
    /// The account.
    public var account: String
    /// Its level now; nil when no margin is required.
    public var marginLevel: MarginLevel?
    /// The reverse stress down to the maintenance margin.
    public var nearest: ReverseStress.Account
    /// Two for each factor held, down and up.
    public var crossings: [Crossing]
    /// One for each named scenario.
    public var multiples: [Multiple]
    /// The factor whose one price liquidates; nil where there is no such price.
    public var singleFactor: RiskFactor?
    /// The log return to that price.
    public var singleMove: Double?
    /// Why there is no single price; nil when there is one.
    public var reason: String?
    /// The map of its two most telling factors; nil for accounts that are not drawn.
    public var map: LiquidationMap?
  }

  /// Multiples of named scenarios are looked at up to here.
  public static let mostMultiple = 10.0

  /// Every account, in the book's order.
  public let accounts: [Account]

  /// Looks for every account's distances.
  ///
  /// - Parameter mapped: how many accounts, those of the lowest levels, get a map.
  /// - Complexity: per account a reverse stress, O(1,000 factors²) look-ups in tables, and a hundred
  ///   revaluations for each named scenario.
  public init(of stressed: StressedBook, mapped: Int = 0) throws(InputError) {
    let drawn = Set(stressed.requirements.lowestLevels(mapped))
    let found = Parallel.map(count: stressed.book.accounts.count, threads: stressed.threads) {
      index in
      Result { () throws(InputError) in
        let nearest = try ReverseAccount(
          index, of: stressed, target: .liquidation, usesGiven: false
        ).answer()
        var account = try AccountSurface(index, of: stressed).account(nearest)
        if drawn.contains(index) {
          account.map = try LiquidationMap(ofAccount: index, stressed, nearest: nearest.scenario)
        }
        return account
      }
    }
    var accounts: [Account] = []
    for account in found { accounts.append(try account.get()) }
    self.accounts = accounts
  }
}
