public import PlimsollMarket
internal import PlimsollNumerics
public import PlimsollScenarios

/// The P&L of one contract of each instrument, and of one unit of each coin, in every scenario.
///
/// Valued once per scenario; accounts, netting sets and what-ifs are products of this matrix with
/// quantities. Kept tile by tile: instruments × scenarios of a tile, scenarios side by side.
public struct UnitPnL: Sendable {
  /// The number of scenarios.
  public let count: Int
  /// How many independent observations they are worth.
  public let effectiveCount: Int

  private let tiles: [[Double]]
  private let rows: Int

  /// Values `units` under every scenario of `source`.
  ///
  /// - Parameters:
  ///   - horizon: of the scenarios; options are that much older at its end.
  ///   - threads: at most this many, all cores when nil; the result is the same.
  ///   - progress: told after each tile how many scenarios it held.
  /// - Complexity: O(scenarios × (units + factors²)); an option costs about 20 ns a scenario.
  public init(
    _ units: [PnLUnit], under source: any ScenarioSource, horizon: TimeSpan, threads: Int? = nil,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    let factors = source.factors
    let places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    let revaluations = units.map { unit in
      guard let place = places[unit.factor] else {
        preconditionFailure("no scenarios of \(unit.factor)")
      }
      return (factor: place, response: unit.response(after: horizon))
    }
    let holdsOptions = units.contains { $0.option != nil }
    let ranges = ScenarioTile.tiles(covering: source.count)
    count = source.count
    effectiveCount = source.effectiveCount
    rows = units.count
    tiles = Parallel.map(count: ranges.count, threads: threads) { index in
      var tile = ScenarioTile(scenarios: ranges[index], factorCount: factors.count)
      source.fill(&tile)
      let logReturns = holdsOptions ? tile.moves : []
      // From log returns to relative moves; a move of exactly zero stays exactly zero.
      VectorMath.expMinusOne(&tile.moves)
      let width = tile.scenarios.count
      var pnl = [Double](repeating: 0, count: units.count * width)
      var scratch = [Double](repeating: 0, count: holdsOptions ? 2 * width : 0)
      for (row, unit) in revaluations.enumerated() {
        switch unit.response {
        case .linear(let exposure):
          VectorMath.addProduct(
            &pnl, at: row * width, exposure, tile.moves, from: unit.factor * width, count: width)
        case .option(let option):
          option.write(
            &pnl, at: row * width, moves: tile.moves, logReturns: logReturns,
            from: unit.factor * width, count: width, scratch: &scratch)
        }
      }
      progress?(width)
      return pnl
    }
  }

  /// The gains of a portfolio: the sum of its units' rows times their quantities.
  ///
  /// - Complexity: O(holdings × scenarios).
  public func gains(of holdings: [Holding]) -> PnLVector {
    var gains = [Double](repeating: 0, count: count)
    for (index, tile) in tiles.enumerated() {
      let width = tile.count / max(rows, 1)
      for holding in holdings {
        VectorMath.addProduct(
          &gains, at: index * ScenarioTile.width, holding.quantity, tile,
          from: holding.unit * width, count: width)
      }
    }
    return PnLVector(gains, effectiveCount: effectiveCount)
  }

  /// The gain of one unit in one scenario.
  func gain(ofUnit unit: Int, scenario: Int) -> Double {
    let tile = tiles[scenario / ScenarioTile.width]
    return tile[unit * (tile.count / rows) + scenario % ScenarioTile.width]
  }

  /// A quantity of one unit.
  public struct Holding: Sendable, Equatable {
    /// The unit's row.
    public var unit: Int
    /// How many of it.
    public var quantity: Double

    /// `quantity` of the unit of row `unit`.
    public init(unit: Int, quantity: Double) {
      self.unit = unit
      self.quantity = quantity
    }
  }
}
