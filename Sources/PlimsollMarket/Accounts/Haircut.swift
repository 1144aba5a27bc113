/// The fraction taken off the value of each collateral asset.
///
/// USD takes none; an asset without an entry of its own takes the default.
///
/// - Source: the project's conventions on equity; the form is that of venues' collateral rates.
/// - Verified by: HaircutTests.
public struct Haircut: Sendable, Equatable, Codable {
  /// Fractions in [0, 1] by asset.
  public var fractions: [String: Double]
  /// The fraction for any other asset.
  public var defaultFraction: Double

  /// No haircut on any asset.
  public static let none = Haircut(fractions: [:], defaultFraction: 0)

  /// Haircuts by asset, with a default.
  public init(fractions: [String: Double], defaultFraction: Double) {
    self.fractions = fractions
    self.defaultFraction = defaultFraction
  }

  /// The fraction taken off `asset`; zero for USD.
  public func fraction(for asset: RiskFactor?) -> Double {
    guard let asset else { return 0 }
    return fractions[asset.name] ?? defaultFraction
  }

  /// What `collateral` counts for at `price`: market value, less the haircut when it is positive.
  ///
  /// A debt counts in full, and so does USD.
  public func value(of collateral: Collateral, price: Double) -> Double {
    let market = collateral.amount * price
    return market > 0 ? market * (1 - fraction(for: collateral.asset)) : market
  }
}
