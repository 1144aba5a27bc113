public import PlimsollMarket

/// How far a coin pledged falls just when the positions behind it lose.
///
/// Both losses are fractions of the coin's value at the rule's level and horizon: alone, the measure
/// of the coin by itself; joint, its mean fall over the worst scenarios of the account's positions,
/// collateral left out. A haircut sized on the coin alone says nothing of the second.
///
/// - Source: the Euler part (Tasche 1999) of the coin in the tail of the positions.
/// - Verified by: OffsetTests.
public struct CollateralRisk: Sendable, Equatable {
  /// The coin.
  public var asset: RiskFactor
  /// USD at market.
  public var value: Double
  /// What the rule takes off; nil when it simulates collateral instead.
  public var haircut: Double?
  /// The fraction it loses alone.
  public var alone: Double
  /// The fraction it loses when the positions lose; negative when it gains then.
  public var joint: Double

  /// The part of its own tail that it loses together with the positions; nil when it has no tail.
  public var wrongWay: Double? { alone > 0 ? joint / alone : nil }

  /// Whether the haircut is smaller than what is lost together with the positions.
  public var isShort: Bool { haircut.map { joint > $0 } ?? false }
}
