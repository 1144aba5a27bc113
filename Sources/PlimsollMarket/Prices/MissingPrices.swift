/// How returns are made of histories that do not cover the same days.
public enum MissingPrices: String, Sendable, Codable, CaseIterable {
  /// Only rows on which every factor has a price.
  case complete
  /// Every factor over its own rows, every pair over the rows they share; no joint rows.
  case pairwise
  /// What a factor lacks is made of a proxy factor's return and a residual of its own.
  case proxy
}

/// How much of a window a factor's prices cover, and what was done about the rest.
public struct FactorCoverage: Sendable, Equatable, Codable {
  /// The factor.
  public var factor: RiskFactor
  /// Its first price in the file; nil for a blank column.
  public var firstPrice: Timestamp?
  /// Its last price at or before the as-of time.
  public var lastPrice: Timestamp?
  /// Its own one-bar returns in the window.
  public var ownReturns: Int
  /// Returns of it that were used.
  public var usedReturns: Int
  /// Returns made from the proxy, among those used.
  public var filledReturns: Int
}
