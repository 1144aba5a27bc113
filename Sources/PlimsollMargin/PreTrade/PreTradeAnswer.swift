/// What an account must post and what covers it.
public struct MarginFigures: Sendable, Equatable {
  /// To open or add risk.
  public var initial: Double
  /// Below it, liquidation.
  public var maintenance: Double
  /// What counts towards both.
  public var collateralValue: Double

  /// What may be withdrawn; negative when margin is short.
  public var excess: Double { collateralValue - initial }
  /// Collateral value over maintenance margin; nil when none is required.
  public var marginLevel: MarginLevel? {
    maintenance > 0 ? MarginLevel(collateralValue / maintenance) : nil
  }
}

/// An order as an account would be left by it.
public struct PreTradeAnswer: Sendable, Equatable {
  /// The account.
  public var account: String
  /// The instrument.
  public var instrument: String
  /// Contracts or coins bought, negative when sold.
  public var quantity: Double
  /// As the account stands.
  public var before: MarginFigures
  /// With the position.
  public var after: MarginFigures
  /// The rule's limits that the order would break, or break further.
  public var breaches: [Constraints.Breach] = []

  /// What the order adds to initial margin.
  public var change: Double { after.initial - before.initial }
  /// Whether every limit is kept, and collateral covers the initial margin after it or the order
  /// lowers that margin: risk may always be reduced.
  public var isAccepted: Bool {
    breaches.isEmpty && (after.excess >= 0 || after.initial < before.initial)
  }
}
