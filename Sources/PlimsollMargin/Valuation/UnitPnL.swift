public import PlimsollMarket
internal import PlimsollNumerics
public import PlimsollScenarios

/// The P&L of one contract of each instrument, and of one unit of each coin, in every scenario, held
/// in memory: for history, and for whoever wants a P&L vector. Measures of many scenarios take
/// `TailScan`, which holds none.
public struct UnitPnL: Sendable {
  /// The number of scenarios.
  public let count: Int
  /// How many independent observations they are worth.
  public let effectiveCount: Int

  private let rows: UnitRows
  private let tiles: [[Double]]

  /// Values `units` under every scenario of `source`.
  ///
  /// - Parameters:
  ///   - horizon: of the scenarios; options are that much older at its end.
  ///   - threads: at most this many, all cores when nil; the result is the same.
  ///   - progress: told after each tile how many scenarios it held.
  /// - Complexity: O(scenarios × (factors² + options)) time, O(scenarios × (factors + options))
  ///   memory.
  public init(
    _ units: [PnLUnit], under source: any ScenarioSource, horizon: TimeSpan, threads: Int? = nil,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    let rows = UnitRows(units, under: source, horizon: horizon)
    let width = rows.stride
    let total = source.count
    self.rows = rows
    count = total
    effectiveCount = source.effectiveCount
    tiles = Parallel.map(
      count: (total + width - 1) / width, threads: threads, workspace: rows.emptyTile
    ) { index, tile in
      rows.fill(&tile, with: (index * width)..<min(index * width + width, total))
      progress?(tile.width)
      return tile.gains
    }
  }

  /// The gains of a portfolio: the sum of its units' rows times their quantities.
  ///
  /// - Complexity: O(holdings × scenarios).
  public func gains(of holdings: [Holding]) -> PnLVector {
    var matrix = SparseRows()
    matrix.append(rows.entries(of: holdings))
    var gains = [Double](repeating: 0, count: count)
    for (index, tile) in tiles.enumerated() {
      let start = index * rows.stride
      matrix.multiply(
        row: 0, tile, stride: rows.stride, columns: min(rows.stride, count - start), into: &gains,
        at: start)
    }
    return PnLVector(gains, effectiveCount: effectiveCount)
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
