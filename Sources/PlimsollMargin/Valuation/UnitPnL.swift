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
  ///   - threads: at most this many, all cores when nil; the result is the same.
  ///   - progress: told after each tile how many scenarios it held.
  /// - Complexity: O(scenarios × (units + factors²)).
  public init(
    _ units: [PnLUnit], under source: any ScenarioSource, threads: Int? = nil,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    let factors = source.factors
    let places = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    let revaluations = units.map { unit in
      guard let place = places[unit.factor] else {
        preconditionFailure("no scenarios of \(unit.factor)")
      }
      return (factor: place, exposure: unit.exposure)
    }
    let ranges = ScenarioTile.tiles(covering: source.count)
    count = source.count
    effectiveCount = source.effectiveCount
    rows = units.count
    tiles = Parallel.map(count: ranges.count, threads: threads) { index in
      var tile = ScenarioTile(scenarios: ranges[index], factorCount: factors.count)
      source.fill(&tile)
      // From log returns to relative moves; a move of exactly zero stays exactly zero.
      VectorMath.expMinusOne(&tile.moves)
      let width = tile.scenarios.count
      var pnl = [Double](repeating: 0, count: units.count * width)
      for (row, unit) in revaluations.enumerated() {
        VectorMath.addProduct(
          &pnl, at: row * width, unit.exposure, tile.moves, from: unit.factor * width,
          count: width)
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

/// One row of a `UnitPnL`: the gain in USD as `factor` makes a relative move, per contract or coin.
///
/// Forwards move with spot in this version, so every contract's gain is an exposure times the
/// relative move m = S'/S − 1, without approximation:
/// - spot and coins: S m;
/// - linear contracts marked at F: F' − F = F m;
/// - inverse contracts of one USD marked at F: (1/F − 1/F') S' = (S/F) m, for F' = F (1 + m).
///
/// - Source: the project's valuation convention (coin amounts convert at the spot of their own
///   state; forwards move with spot).
/// - Verified by: UnitPnLTests, which revalues each contract state by state.
public struct PnLUnit: Sendable, Equatable {
  /// What moves it.
  public let factor: RiskFactor
  /// USD gained per unit of relative move.
  public let exposure: Double

  /// One contract of `instrument`.
  public init(_ instrument: Instrument, valuation: Valuation) {
    factor = instrument.underlying
    let mark = valuation.mark(instrument)
    let perSize: Double
    switch instrument {
    case .spot: perSize = valuation.spotPrice(factor)
    case .perpetual, .future:
      perSize =
        instrument.settlement == .linear ? mark : valuation.spotPrice(factor) / mark
    }
    exposure = perSize * instrument.contractSize
  }

  /// One coin of `asset`.
  public init(coin asset: RiskFactor, valuation: Valuation) {
    factor = asset
    exposure = valuation.spotPrice(asset)
  }
}
