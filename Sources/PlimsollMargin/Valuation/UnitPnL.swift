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
  private let held: HeldRows

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
    rows = UnitRows(units, under: source, horizon: horizon)
    held = HeldRows(rows, count: source.count, threads: threads, progress: progress)
    count = source.count
    effectiveCount = source.effectiveCount
  }

  /// The gains of a portfolio: the sum of its units' rows times their quantities.
  ///
  /// - Complexity: O(holdings × scenarios).
  public func gains(of holdings: [Holding]) -> PnLVector {
    var matrix = SparseRows()
    matrix.append(rows.entries(of: holdings))
    var gains = [Double](repeating: 0, count: count)
    held.write(&gains, of: 0, in: matrix)
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
