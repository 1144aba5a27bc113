/// A confidence such as 0.99, as the exact decimal it was written as.
///
/// In doubles 1 − 0.99 is 0.010000000000000009, and a tail of a whole number of scenarios would
/// gain one; so counts are made from the decimal.
///
/// - Verified by: ConfidenceLevelTests, ReferenceTests (risk-historical).
public struct ConfidenceLevel: Sendable, Hashable {
  /// The nearest double.
  public let value: Double

  /// level = numerator / denominator, the denominator a power of ten.
  private let numerator: UInt64
  private let denominator: UInt64

  private static let mostDecimals = 17

  /// The level with the shortest decimal that reads back as `value`; nil outside (0, 1) or with
  /// more than 17 decimals.
  public init?(_ value: Double) {
    guard value > 0, value < 1 else { return nil }
    // A double prints as 0.99 or 9.9e-05.
    let text = "\(value)"
    let parts = text.split(separator: "e", omittingEmptySubsequences: false)
    let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let fraction = digits.count > 1 ? String(digits[1]) : ""
    let decimals = fraction.count - exponent
    guard decimals <= Self.mostDecimals, let numerator = UInt64(String(digits[0]) + fraction) else {
      return nil
    }
    self.value = value
    self.numerator = numerator
    denominator = (0..<max(0, decimals)).reduce(1) { power, _ in power * 10 }
  }

  /// The level written as text, such as `0.975`.
  public init?(_ text: String) {
    guard let value = Double(text) else { return nil }
    self.init(value)
  }

  /// ⌈count × level⌉: the rank, from one, of the order statistic that is the quantile.
  public func quantileRank(of count: Int) -> Int {
    let product = UInt128(count) * UInt128(numerator)
    return Int((product + UInt128(denominator) - 1) / UInt128(denominator))
  }

  /// count × (1 − level), in whole scenarios and the fraction of one more.
  public func tail(of count: Int) -> (whole: Int, fraction: Double) {
    let product = UInt128(count) * UInt128(denominator - numerator)
    let whole = product / UInt128(denominator)
    return (Int(whole), Double(product % UInt128(denominator)) / Double(denominator))
  }

  /// 1 − level.
  public var tailProbability: Double { Double(denominator - numerator) / Double(denominator) }
}

extension ConfidenceLevel: CustomStringConvertible, Codable {
  /// The decimal.
  public var description: String { "\(value)" }

  /// Reads a number in (0, 1).
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer().decode(Double.self)
    guard let level = ConfidenceLevel(value) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(value) is not in (0, 1)"))
    }
    self = level
  }

  /// Writes the number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
