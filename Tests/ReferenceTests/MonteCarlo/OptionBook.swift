import Foundation
import Plimsoll

/// Spot and options on one asset whose log return is normal.
struct OptionBook {
  let spot: Double
  let volatility: Double
  let years: Double
  let valuation: Valuation
  private let holdings: [UnitPnL.Holding]
  private let units: [PnLUnit]
  private let options: [(quantity: Double, valuation: OptionValuation)]
  private let coins: Double

  private static let asset = RiskFactor("BTC")

  init(_ file: ReferenceFile) throws {
    spot = try file.number("S0")
    volatility = try file.number("sigma_annual")
    years = try file.number("horizon_years")
    let now = Timestamp(seconds: 1_700_000_000)
    var instruments: [(Double, Instrument)] = []
    for (index, leg) in try file.input("legs", \.elements).enumerated() {
      guard let quantity = leg["quantity"]?.number, let type = leg["type"]?.text,
        let strike = leg["K"]?.number, let life = leg["T_years"]?.number,
        let volatility = leg["implied_vol"]?.number
      else { throw ReferenceError.input("legs") }
      if let right = OptionRight(rawValue: type) {
        let option = EuropeanOption(
          name: "\(index)", underlying: Self.asset, settlement: .linear, right: right,
          strike: strike, expiry: now + Self.span(life), markVolatility: volatility)
        instruments.append((quantity, .option(option)))
      } else if ["future", "spot"].contains(type) {
        instruments.append((quantity, .spot(Spot(name: "\(index)", underlying: Self.asset))))
      } else {
        throw ReferenceError.input("legs.type")
      }
    }
    let valuation = try Valuation(
      spot: [Self.asset: spot], asOf: now, options: instruments.compactMap(\.1.option))
    self.valuation = valuation
    units = instruments.map { PnLUnit($0.1, valuation: valuation) }
    holdings = instruments.enumerated().map { .init(unit: $0, quantity: $1.0) }
    options = instruments.compactMap { quantity, instrument in
      instrument.option.map { (quantity, valuation.option($0)) }
    }
    coins = instruments.filter { $0.1.option == nil }.reduce(0) { $0 + $1.0 }
  }

  private static func span(_ years: Double) -> TimeSpan {
    TimeSpan(seconds: Int((years * 365 * 86_400).rounded()))
  }

  /// The value of all legs now.
  var initialValue: Double { value(move: 0, after: TimeSpan(seconds: 0)) }

  private func value(move: Double, after span: TimeSpan) -> Double {
    options.reduce(coins * spot * (1 + move)) {
      $0 + $1.quantity
        * $1.valuation.value(spotMove: move, volatilityChange: 0, after: span)
    }
  }

  private func logReturn(_ z: Double) -> Double {
    volatility * years.squareRoot() * z - 0.5 * volatility * volatility * years
  }

  /// The P&L at a standard normal number, by scalar revaluation.
  func pnl(_ z: Double) -> Double {
    value(move: expm1(logReturn(z)), after: Self.span(years)) - initialValue
  }

  /// The P&L in scenarios of standard normal numbers, by the revaluation of tiles.
  func gains(_ numbers: [Double]) -> PnLVector {
    let source = OneFactor(factor: Self.asset, returns: numbers.map(logReturn))
    return UnitPnL(units, under: source, horizon: Self.span(years)).gains(of: holdings)
  }
}

/// Log returns of one factor.
private struct OneFactor: ScenarioSource {
  let factor: RiskFactor
  let returns: [Double]
  var factors: [RiskFactor] { [factor] }
  var count: Int { returns.count }

  func fill(_ tile: inout ScenarioTile) {
    for (column, scenario) in tile.scenarios.enumerated() { tile.moves[column] = returns[scenario] }
  }
}
