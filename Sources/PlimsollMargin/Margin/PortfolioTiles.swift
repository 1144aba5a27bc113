public import PlimsollMarket
public import PlimsollNumerics
public import PlimsollScenarios

/// The gains of many portfolios, a few scenarios at a time and never all in memory: for whoever must
/// see all portfolios of a scenario together, as the shares of a loss do.
///
/// - Verified by: PortfolioTilesTests, which compares with `PortfolioPnL`.
public struct PortfolioTiles: Sendable {
  private let rows: UnitRows
  private let portfolios: SparseRows

  /// The gains of all portfolios in a run of scenarios.
  public struct Tile: Sendable {
    /// The number of its first scenario.
    public fileprivate(set) var first = 0
    /// How many scenarios it holds.
    public fileprivate(set) var width = 0
    /// Elements from one portfolio to the next.
    public let stride: Int
    /// Portfolio by portfolio, the gain in USD of each scenario; negative when money is lost.
    public fileprivate(set) var gains: [Double]
  }

  /// Portfolios of positions and collateral; other collateral than USD gains and loses too.
  ///
  /// - Parameter horizon: of the scenarios; options are that much older at its end.
  public init(
    _ portfolios: [Account], valuation: Valuation, under source: any ScenarioSource,
    horizon: TimeSpan
  ) {
    let set = NettingSet(portfolios, valuation: valuation, simulatesCollateral: true)
    rows = UnitRows(set.units, under: source, horizon: horizon, widest: Self.widest)
    var matrix = SparseRows()
    for lines in set.lines { matrix.append(rows.entries(of: lines.flatMap(\.holdings))) }
    self.portfolios = matrix
  }

  /// Scenarios of a tile at most: thousands of portfolios are to stay near the core.
  private static let widest = 128

  /// The number of scenarios.
  public var count: Int { rows.source.count }
  /// How many independent observations they are worth.
  public var effectiveCount: Int { rows.source.effectiveCount }

  /// What `body` makes of each tile, in the order of scenarios; called on several threads.
  ///
  /// - Parameter progress: told after each tile how many scenarios are done, and of how many.
  /// - Complexity: O(scenarios × (factors² + options + holdings)).
  public func map<Found: Sendable>(
    threads: Int? = nil, progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil,
    _ body: @Sendable (Tile) -> Found
  ) -> [Found] {
    let done = progress.map { ScenarioProgress(total: count, report: $0) }
    return Parallel.map(count: tileCount, threads: threads, workspace: workspace) { index, work in
      fill(&work, index)
      let found = body(work.tile)
      done?.advance(work.tile.width)
      return found
    }
  }

  /// The same divided over processes; nil in one that does only its part.
  ///
  /// - Parameter work: names what `body` does; with the tiles it is all that results may depend on.
  public func map<Found: Sendable & Codable>(
    _ work: String, dividedBy share: WorkShare, threads: Int? = nil,
    _ body: @Sendable (Tile) -> Found
  ) -> [Found]? {
    // What the first and the last tile hold stands for the portfolios and the scenarios.
    var bytes: [UInt8] = []
    for index in Set([0, tileCount - 1]).sorted() {
      var work = workspace()
      fill(&work, index)
      bytes.append(bytesOf: work.tile.gains)
    }
    let key = "\(work)-\(count)-" + SHA256.hexadecimal(of: bytes)
    return share.map(key: key, count: tileCount, threads: threads, workspace: workspace) {
      index, work in
      fill(&work, index)
      return body(work.tile)
    }
  }

  private var tileCount: Int { (count + rows.stride - 1) / rows.stride }

  private struct Workspace {
    var units: UnitRows.Tile
    var tile: Tile
  }

  @Sendable private func workspace() -> Workspace {
    Workspace(
      units: rows.emptyTile(),
      tile: Tile(
        stride: rows.stride,
        gains: [Double](repeating: 0, count: portfolios.count * rows.stride)))
  }

  private func fill(_ work: inout Workspace, _ index: Int) {
    let stride = rows.stride
    let range = (index * stride)..<min(index * stride + stride, count)
    rows.fill(&work.units, with: range)
    work.tile.first = range.lowerBound
    work.tile.width = range.count
    for portfolio in 0..<portfolios.count {
      portfolios.multiply(
        row: portfolio, work.units.gains, stride: stride, columns: range.count,
        into: &work.tile.gains, at: portfolio * stride)
    }
  }
}
