/// What is shocked: the spot price of an asset, or what moves beside it, such as `BTC.volatility`.
public struct RiskFactor: RawRepresentable, Sendable, Hashable {
  /// The name of the column of `prices.csv`, or that of a joint factor.
  public let rawValue: String

  /// The factor named `rawValue`.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The factor called `name`.
  public init(_ name: String) { self.init(rawValue: name) }

  /// The same as `rawValue`.
  public var name: String { rawValue }
}

extension RiskFactor: ExpressibleByStringLiteral, CustomStringConvertible, Codable {
  /// The factor named by a literal.
  public init(stringLiteral name: String) { self.init(rawValue: name) }

  /// The factor's name.
  public var description: String { rawValue }
}
