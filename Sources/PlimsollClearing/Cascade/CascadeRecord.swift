/// A path told step by step.
public struct CascadeRecord: Sendable, Equatable {
  /// One trade that had to be made.
  public struct Trade: Sendable, Equatable {
    /// Why.
    public enum Kind: String, Sendable {
      /// Below maintenance margin.
      case liquidation
      /// Equity is below zero, and positions are sold for what they bring.
      case bankruptcy
      /// A large holder leaves.
      case unwind
      /// A defaulter's, closed at the first step.
      case closeOut = "close-out"
      /// Closed against a bankrupt account.
      case deleveraged
      /// A bankrupt account's positions closed against winners.
      case deleveraging
      /// Handed to the backstop.
      case takeover
      /// The backstop sells what it took over.
      case backstop
    }

    /// From one.
    public var step: Int
    /// From one in each step.
    public var round: Int
    /// The account's place in the book; nil for the backstop.
    public var account: Int?
    /// The instrument.
    public var instrument: String
    /// Contracts, negative for a sale.
    public var quantity: Double
    /// In USD, with the impact.
    public var price: Double
    /// The mean log return by which forced volume of the round moved it.
    public var impact: Double
    /// USD.
    public var fee: Double
    /// USD lost against the mark.
    public var slippage: Double
    /// Equity of the account right after, at the marks before it.
    public var equityAfter: Double
    /// Why.
    public var kind: Kind
  }

  /// The market and the accounts after one step.
  public struct Step: Sendable, Equatable {
    /// From one.
    public var step: Int
    /// Rounds until nobody had to trade.
    public var rounds: Int
    /// Accounts being liquidated in it.
    public var liquidating: Int
    /// Accounts that went bankrupt in it.
    public var bankrupt: Int
    /// USD traded by force in it.
    public var volume: Double
    /// What the insurance fund has left if it pays what is owed so far.
    public var fund: Double
    /// USD owed so far by bankrupt accounts and the backstop.
    public var owed: Double
    /// Log returns before forced trades, by factor.
    public var exogenous: [Double]
    /// Log returns with them, by factor.
    public var total: [Double]
  }

  /// One account after one step.
  public struct Standing: Sendable, Equatable {
    /// From one; zero is the start.
    public var step: Int
    /// The account's place in the book.
    public var account: Int
    /// USD.
    public var equity: Double
    /// USD.
    public var collateralValue: Double
    /// USD.
    public var maintenance: Double
    /// USD.
    public var notional: Double
  }

  /// The path.
  public var scenario: String
  /// The trades, in order.
  public var trades: [Trade] = []
  /// The steps.
  public var steps: [Step] = []
  /// The accounts that are followed, step by step.
  public var standings: [Standing] = []
}
