import PlimsollMarket
import Testing

@testable import PlimsollMargin

/// The three books that Derive's reference implementation prints, under its test parameters.
///
/// Values are the venue's; negative means a deficit before cash: mark to market less requirement.
@Suite struct DerivePM2Tests {
  private static let cells: [ScanCell] = {
    var cells = [ScanCell(move: -0.18, volatility: .up, weight: 1)]
    for move in [-0.135, -0.09, -0.045, 0, 0.045, 0.09, 0.135] {
      for volatility in VolatilityMove.allCases {
        cells.append(ScanCell(move: move, volatility: volatility, weight: 1))
      }
    }
    cells.append(ScanCell(move: 0.18, volatility: .up, weight: 1))
    for move in [-0.66, -0.33, 0.5, 1, 2, 3] {
      cells.append(ScanCell(move: move, volatility: .up, weight: 0.18 / abs(move) * 0.2))
    }
    return cells
  }()

  private static let charge = DiscountedScanCharge(
    cells: cells,
    volatility: VolatilityShock(
      up: 0.5, down: 0.275, shortPower: 0.3, longPower: 0.13, leastDays: 1, leastUp: 0.45),
    rate: 0.15, long: .init(base: 0.95, multiple: 1, addition: 0.08),
    short: .init(base: 1.04, multiple: 0.5, addition: 0.08),
    skew: .init(cap: 0.15, capSlope: -0.05, width: 0.6, widthSlope: -0.1, leastMoneyness: 0.01),
    basis: .init(move: 0.045, fixed: 0.5, perYear: 2),
    initial: .init(factor: 1, perpetual: 0.02, nakedShort: 0.005, coins: 0),
    maintenance: .init(factor: 0.8, perpetual: 0.015, nakedShort: 0.003, coins: 0),
    peg: .init(asset: "USDC", threshold: 0.98, factor: 2))

  private static let asOf = Timestamp(seconds: 1_740_000_000)

  private static func call(
    _ name: String, on underlying: RiskFactor, strike: Double, forward: Double, volatility: Double
  ) -> EuropeanOption {
    EuropeanOption(
      name: name, underlying: underlying, settlement: .linear, right: .call, strike: strike,
      expiry: Timestamp(seconds: asOf.seconds + 794_852), markVolatility: volatility,
      underlyingPrice: forward)
  }

  /// Mark to market less the requirement, by Black-76 discounted at the charge's rate.
  private static func margins(_ options: [(EuropeanOption, Double)], spot: [RiskFactor: Double])
    throws -> (initial: Double, maintenance: Double)
  {
    let valuation = try Valuation(spot: spot, asOf: asOf, options: options.map(\.0))
    let holdings = try options.map {
      try VenueHolding.sample(
        .option($0.0), $0.1, under: .discountedScan(charge), valuation: valuation, asOf: asOf)
    }
    let unit = RiskUnit(name: "u", places: Array(holdings.indices), holdings: holdings)
    let value = try options.reduce(0) { sum, held in
      let volatility = try #require(held.0.markVolatility)
      let black = Black76(
        forward: try #require(held.0.underlyingPrice), strike: held.0.strike,
        yearsToExpiry: 794_852 / (365 * 86_400), volatility: volatility, rate: 0.15)
      return sum + held.1 * black.price(.call)
    }
    let figures = charge.figures(unit, pegPrice: 1)
    return (value - figures.initial.amount, value - figures.maintenance.amount)
  }

  @Test func longPerpetual() throws {
    let valuation = Valuation(spot: ["ETH": 3000])
    let perpetual = Perpetual(
      name: "ETH-PERP", underlying: "ETH", settlement: .linear, markPrice: 3100)
    let holding = try VenueHolding.sample(
      .perpetual(perpetual), 1, under: .discountedScan(Self.charge), valuation: valuation,
      asOf: Self.asOf)
    let unit = RiskUnit(name: "ETH", places: [0], holdings: [holding])
    let unrealised = 10.0
    let figures = Self.charge.figures(unit, pegPrice: nil)
    let initial = unrealised - figures.initial.amount
    let maintenance = unrealised - figures.maintenance.amount
    #expect(abs(initial + 608) < 1e-9 && abs(maintenance + 481.4) < 1e-9)
  }

  @Test func shortCall() throws {
    let option = Self.call(
      "C", on: "BTC", strike: 100_000, forward: 95_776.67392708939,
      volatility: 0.453803924321583)
    let found = try Self.margins([(option, -1)], spot: ["BTC": 95_663.50604855])
    #expect(abs(found.initial / -14_604.048120144837 - 1) < 1e-6)
    #expect(abs(found.maintenance / -11_824.858703959073 - 1) < 1e-6)
  }

  @Test func callSpread() throws {
    let short = Self.call(
      "C4000", on: "ETH", strike: 4_000, forward: 2_682.9997436016715,
      volatility: 0.8795543651099665)
    let long = Self.call(
      "C4200", on: "ETH", strike: 4_200, forward: 2_682.9997436016715,
      volatility: 0.8833255402190362)
    let found = try Self.margins([(short, -1), (long, 1)], spot: ["ETH": 2_681.6029850999994])
    #expect(abs(found.initial / -35.75844560967082 - 1) < 1e-6)
    #expect(abs(found.maintenance / -25.96404757080802 - 1) < 1e-6)
  }

  @Test func aBrokenPegRaisesTheInitialRequirementAlone() throws {
    let option = Self.call("C", on: "BTC", strike: 100_000, forward: 95_000, volatility: 0.5)
    let valuation = try Valuation(spot: ["BTC": 95_000], asOf: Self.asOf, options: [option])
    let holding = try VenueHolding.sample(
      .option(option), -1, under: .discountedScan(Self.charge), valuation: valuation,
      asOf: Self.asOf)
    let unit = RiskUnit(name: "BTC", places: [0], holdings: [holding])
    let sound = Self.charge.figures(unit, pegPrice: 0.98).initial.amount
    let broken = Self.charge.figures(unit, pegPrice: 0.93).initial.amount
    let contingency = 0.005 * 95_000
    #expect(abs((broken - contingency) / (sound - contingency) - 1.1) < 1e-12)
    #expect(
      Self.charge.figures(unit, pegPrice: 0.93).maintenance
        == Self.charge.figures(unit, pegPrice: 1).maintenance)
  }
}
