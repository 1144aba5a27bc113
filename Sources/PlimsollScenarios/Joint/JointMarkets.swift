public import PlimsollMarket
public import PlimsollNumerics

/// Which rows of a source's tiles hold what moves beside spot, and how it spreads over expiries.
public struct JointMarkets: Sendable {
  /// The specification.
  public let spec: JointSpec
  private let rows: [RiskFactor: [JointKind: Int]]
  private let smiles: [RiskFactor: [TimeSpan: MovingOption.Smile]]

  /// Where each kind of each underlying stands among a source's factors.
  init(_ model: JointModel, rows: [RiskFactor: [JointKind: Int]]) {
    spec = model.spec
    smiles = model.smiles
    self.rows = rows
  }

  /// The row of one kind of an underlying; nil when it does not move.
  public func row(of kind: JointKind, _ underlying: RiskFactor) -> Int? { rows[underlying]?[kind] }

  /// The smile of an expiry that volatilities follow; nil when they stick to strikes.
  public func smile(of underlying: RiskFactor, life: TimeSpan) -> MovingOption.Smile? {
    smiles[underlying]?[life]
  }
}
