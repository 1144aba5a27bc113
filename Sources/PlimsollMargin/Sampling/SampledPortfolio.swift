import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// What one account holds, ready to be valued under sources of its own factors.
struct SampledPortfolio: Sendable {
  let holdings: [UnitPnL.Holding]
  let units: [PnLUnit]
  let horizon: TimeSpan
  /// By unit of the book, its number among `units`.
  private let places: [Int: Int]

  init(
    holdings: [UnitPnL.Holding], units: [PnLUnit], factors: [RiskFactor], horizon: TimeSpan
  ) {
    let own = Set(holdings.map(\.unit)).sorted()
    let places = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1, $0) })
    self.places = places
    self.units = own.map { units[$0] }
    self.holdings = holdings.compactMap { holding in
      places[holding.unit].map { UnitPnL.Holding(unit: $0, quantity: holding.quantity) }
    }
    self.horizon = horizon
  }

  func rows(under source: any ScenarioSource) -> UnitRows {
    UnitRows(units, under: source, horizon: horizon, widest: Self.widestTile)
  }

  /// Few scenarios are drawn at a time: room for many would cost more than it saves.
  private static let widestTile = 288

  func matrix(_ rows: UnitRows) -> SparseRows {
    var matrix = SparseRows()
    matrix.append(rows.entries(of: holdings))
    return matrix
  }

  /// A holding of the book's units as one of its own.
  func own(_ holding: UnitPnL.Holding) -> UnitPnL.Holding {
    UnitPnL.Holding(unit: places[holding.unit] ?? 0, quantity: holding.quantity)
  }
}
