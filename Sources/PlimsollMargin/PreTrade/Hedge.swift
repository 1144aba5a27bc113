/// A trade that lowers an account's initial margin.
public struct Hedge: Sendable, Equatable {
  /// The account.
  public var account: String
  /// What is traded.
  public var instrument: String
  /// The size that lowers the margin most: contracts or coins, negative when sold.
  public var quantity: Double
  /// As the account stands.
  public var initialBefore: Double
  /// With the hedge.
  public var initialAfter: Double
  /// Half of what lies between bid and ask, for the whole size, in USD; nil when it is not known.
  public var cost: Double?

  /// What it takes off initial margin.
  public var reduction: Double { initialBefore - initialAfter }
  /// USD of margin taken off per USD of cost; nil without a cost.
  public var reductionPerCost: Double? { cost.map { reduction / $0 } }
}
