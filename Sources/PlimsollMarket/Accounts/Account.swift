/// Positions that net against each other, and the pool of collateral behind them.
public struct Account: Sendable, Equatable {
  /// The account's name.
  public var name: String
  /// Its positions, sorted by instrument.
  public var positions: [Position]
  /// Its collateral, sorted by asset.
  public var collateral: [Collateral]

  /// An account; positions and collateral are put in order, so that the order of a file's rows
  /// never shows in a result.
  public init(name: String, positions: [Position], collateral: [Collateral] = []) {
    self.init(
      name: name, sorted: positions.sorted { $0.instrument.name < $1.instrument.name },
      collateral: collateral)
  }

  /// An account of positions that are in order already.
  init(name: String, sorted positions: [Position], collateral: [Collateral]) {
    self.name = name
    self.positions = positions
    self.collateral = collateral.sorted { $0.name < $1.name }
  }
}
