public import PlimsollMarket

/// What a stress scenario does beside moving prices: markets that dry up, funding that must be paid,
/// large holders that must leave.
///
/// - Source: METHODS of stress families.
/// - Verified by: StressFamilyTests, CascadeTests.
public struct MarketConditions: Sendable, Equatable {
  /// Volume and depth in multiples of the usual ones, above zero.
  public var volume = 1.0
  /// Spreads in multiples of the usual ones.
  public var spread = 1.0
  /// What longs of perpetuals pay shorts every eight hours, as a fraction of notional.
  public var funding = 0.0
  /// How many of the largest holders of each underlying close all they hold of it at once.
  public var unwinds = 0
  /// The underlyings that are unwound; empty for all.
  public var unwound: Set<RiskFactor> = []

  /// A market as it is on other days.
  public static let usual = MarketConditions()

  /// Nothing unusual.
  public init() {}

  /// Whether nothing is unusual.
  public var isUsual: Bool { self == .usual }
}
