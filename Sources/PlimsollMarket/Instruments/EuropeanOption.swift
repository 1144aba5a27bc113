/// The right an option gives.
public enum OptionRight: String, Sendable, Codable, CaseIterable {
  /// To buy at the strike.
  case call
  /// To sell at the strike.
  case put

  /// One for a call, minus one for a put.
  public var sign: Double { self == .call ? 1 : -1 }
}

/// An option that can be exercised at expiry only, settled in cash.
public struct EuropeanOption: Sendable, Equatable {
  /// The name positions call it by.
  public var name: String
  /// The asset it is on.
  public var underlying: RiskFactor
  /// In what it pays: USD (linear), or coin with the premium in coin per coin (inverse).
  public var settlement: Settlement
  /// Units of the asset per contract.
  public var contractSize: Double
  /// Call or put.
  public var right: OptionRight
  /// The strike in USD.
  public var strike: Double
  /// When it settles.
  public var expiry: Timestamp
  /// Its premium per unit at the as-of time, in USD (linear) or coin (inverse).
  public var markPrice: Double?
  /// Its volatility a year at the as-of time; nil means the one its mark price implies.
  public var markVolatility: Double?
  /// The forward price of its expiry; nil takes the spot price.
  public var underlyingPrice: Double?
  /// The row it was read from, for errors about its marks.
  public var origin: InputError.Place?

  /// Volatilities above this are taken for mistakes, such as percent instead of fractions.
  public static let largestVolatility = 20.0

  /// An option.
  public init(
    name: String, underlying: RiskFactor, settlement: Settlement, contractSize: Double = 1,
    right: OptionRight, strike: Double, expiry: Timestamp, markPrice: Double? = nil,
    markVolatility: Double? = nil, underlyingPrice: Double? = nil, origin: InputError.Place? = nil
  ) {
    self.name = name
    self.underlying = underlying
    self.settlement = settlement
    self.contractSize = contractSize
    self.right = right
    self.strike = strike
    self.expiry = expiry
    self.markPrice = markPrice
    self.markVolatility = markVolatility
    self.underlyingPrice = underlyingPrice
    self.origin = origin
  }

  /// An error about a column of the option's row.
  public func error(column: String, _ message: String, remedy: String) -> InputError {
    .data(
      origin?.file ?? "instruments.csv", line: origin?.line, column: column, message,
      remedy: remedy)
  }
}
