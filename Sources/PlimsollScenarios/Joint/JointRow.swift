public import PlimsollMarket

/// One factor beside spot: constant + response × log return of its underlying + deviation × residual,
/// kept within limits.
public struct JointRow: Sendable, Equatable {
  /// What it is.
  public var kind: JointKind
  /// Of what.
  public var underlying: RiskFactor
  /// Its level now, where it is known.
  public var level: Double?
  /// Where it goes without any move.
  public var constant: Double
  /// Per unit of log return over the horizon.
  public var response: Double
  /// The residual's standard deviation over the horizon.
  public var deviation: Double
  /// The largest value, of either sign.
  public var limit: Double
  /// What its numbers rest on.
  public var evidence: String

  /// Its name, such as `BTC.volatility`.
  public var factor: RiskFactor { kind.factor(of: underlying) }
}
