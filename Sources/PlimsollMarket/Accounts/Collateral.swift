/// An amount of an asset pledged to an account; negative when owed.
public struct Collateral: Sendable, Equatable {
  /// The asset; nil for the numeraire, USD.
  public var asset: RiskFactor?
  /// Units of the asset.
  public var amount: Double

  /// The name of the numeraire in `collateral.csv`.
  public static let numeraire = "USD"

  /// An amount of `asset`, or of USD when it is nil.
  public init(asset: RiskFactor?, amount: Double) {
    self.asset = asset
    self.amount = amount
  }

  /// The asset's name, USD for the numeraire.
  public var name: String { asset?.name ?? Self.numeraire }
}
