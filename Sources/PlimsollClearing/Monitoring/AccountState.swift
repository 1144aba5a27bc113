public import PlimsollMargin

/// Where a watched account stands.
public struct AccountState: Sendable, Equatable {
  /// The account.
  public var account: String
  /// Its state, with hysteresis.
  public var status: MarginStatus
  /// USD.
  public var equity: Double
  /// USD.
  public var collateralValue: Double
  /// USD.
  public var initial: Double
  /// USD.
  public var maintenance: Double
  /// How many alert levels it is below.
  public var alerts: Int

  /// Collateral value over maintenance margin; nil when none is required.
  public var level: Double? { maintenance > 0 ? collateralValue / maintenance : nil }
}
