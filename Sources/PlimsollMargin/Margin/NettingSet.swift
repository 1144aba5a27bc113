import PlimsollMarket
import PlimsollNumerics

/// Accounts as quantities of common units: the sparse factor of the product that gives their P&L.
struct NettingSet: Sendable {
  /// One holding of an account: a position, or simulated collateral.
  struct Line: Sendable {
    var name: String
    var quantity: Double
    var notional: Double
    var holdings: [UnitPnL.Holding]
    var kind: OffsetLine
  }

  /// The units whose P&L is needed, each once.
  let units: [PnLUnit]
  /// Account by account, its lines.
  let lines: [[Line]]

  /// Breaks `accounts` down.
  ///
  /// - Parameter simulatesCollateral: whether collateral other than USD gains and loses in the
  ///   scenarios, as a line of its own.
  init(_ accounts: [Account], valuation: Valuation, simulatesCollateral: Bool) {
    var table = UnitTable(valuation: valuation)
    lines = accounts.map { account in
      var lines = account.positions.map { position in
        Line(
          name: position.instrument.name, quantity: position.quantity,
          notional: valuation.notional(of: position), holdings: table.holdings(of: position),
          kind: OffsetLine(position.instrument))
      }
      if simulatesCollateral {
        for collateral in account.collateral {
          guard let asset = collateral.asset else { continue }
          lines.append(
            Line(
              name: "collateral:\(asset)", quantity: collateral.amount,
              notional: abs(valuation.marketValue(of: collateral)),
              holdings: [
                UnitPnL.Holding(unit: table.row(coin: asset), quantity: collateral.amount)
              ], kind: OffsetLine(pledged: asset)))
        }
      }
      return lines
    }
    units = table.units
  }
}

/// Gives each instrument and coin one row.
private struct UnitTable {
  let valuation: Valuation
  private(set) var units: [PnLUnit] = []
  private var instrumentRows: [String: Int] = [:]
  private var coinRows: [RiskFactor: Int] = [:]

  init(valuation: Valuation) { self.valuation = valuation }

  mutating func row(coin asset: RiskFactor) -> Int {
    if let row = coinRows[asset] { return row }
    units.append(PnLUnit(coin: asset, valuation: valuation))
    coinRows[asset] = units.count - 1
    return units.count - 1
  }

  /// A position as contracts, and for an inverse one the coins it has already won or lost, which
  /// move with spot.
  mutating func holdings(of position: Position) -> [UnitPnL.Holding] {
    let instrument = position.instrument
    let row: Int
    if let known = instrumentRows[instrument.name] {
      row = known
    } else {
      units.append(PnLUnit(instrument, valuation: valuation))
      row = units.count - 1
      instrumentRows[instrument.name] = row
    }
    var holdings = [UnitPnL.Holding(unit: row, quantity: position.quantity)]
    let coins = valuation.unrealisedCoins(of: position)
    if coins != 0 {
      holdings.append(
        UnitPnL.Holding(unit: self.row(coin: instrument.underlying), quantity: coins))
    }
    return holdings
  }
}
