import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

/// A small exchange: contracts of every kind on A and B, C a coin that is only listed, and accounts that
/// hold some of them.
enum PreTradeSamples {
  static func prices(_ days: Int = 500) throws -> PriceHistory {
    try SyntheticPrices.history(["A", "B", "C"], days: days)
  }

  /// Everything that is listed, at marks that differ from spot.
  static func listing(_ prices: PriceHistory) throws -> [Instrument] {
    let now = try #require(prices.times.last)
    let a = try #require(prices.lastPrice(of: "A", at: now)).price
    let b = try #require(prices.lastPrice(of: "B", at: now)).price
    func option(_ name: String, _ right: OptionRight, _ settlement: Settlement, days: Int)
      -> Instrument
    {
      .option(
        EuropeanOption(
          name: name, underlying: "A", settlement: settlement, contractSize: 0.5, right: right,
          strike: a * (right == .call ? 1.1 : 0.95), expiry: now + .days(days),
          markPrice: settlement == .inverse ? 0.04 : 0.05 * a, markVolatility: 0.7,
          underlyingPrice: a * 1.01))
    }
    return [
      .perpetual(
        Perpetual(name: "A-PERP", underlying: "A", settlement: .linear, markPrice: a * 1.002)),
      .perpetual(
        Perpetual(
          name: "A-INV", underlying: "A", settlement: .inverse, contractSize: 10,
          markPrice: a * 0.999)),
      .future(
        DatedFuture(
          name: "B-FUT", underlying: "B", settlement: .linear, contractSize: 2, markPrice: b * 1.03,
          expiry: now + .days(60))),
      .future(
        DatedFuture(
          name: "B-INV", underlying: "B", settlement: .inverse, contractSize: 10,
          markPrice: b * 1.02, expiry: now + .days(60))),
      option("A-CALL", .call, .linear, days: 40), option("A-PUT", .put, .inverse, days: 40),
      option("A-SOON", .put, .inverse, days: 1),
      .perpetual(Perpetual(name: "C-PERP", underlying: "C", settlement: .linear)),
    ]
  }

  static func book(liquidity: Bool = true, days: Int = 500) throws -> Book {
    let prices = try prices(days)
    let listing = try listing(prices)
    let now = try #require(prices.times.last)
    let a = try #require(prices.lastPrice(of: "A", at: now)).price
    let b = try #require(prices.lastPrice(of: "B", at: now)).price
    func held(_ name: String, _ quantity: Double, _ entry: Double? = nil) -> Position {
      let listed = listing.first { $0.name == name }
      return Position(
        instrument: listed ?? .spot(Spot(name: name, underlying: RiskFactor(name))),
        quantity: quantity, entryPrice: entry)
    }
    return try Book(
      name: "b", prices: prices,
      accounts: [
        Account(
          name: "coin", positions: [held("A-INV", 40 * a, a * 0.8), held("B", 30)],
          collateral: [Collateral(asset: "A", amount: 60), Collateral(asset: "B", amount: -5)]),
        Account(
          name: "hedged",
          positions: [
            held("A", 20), held("A-PERP", -18, a * 0.9),
            held("B-INV", -3 * b, b * 1.1), held("A-PUT", 12),
          ], collateral: [Collateral(asset: nil, amount: 200 * a)]),
        Account(
          name: "long", positions: [held("A-PERP", 15, a * 1.2), held("B-FUT", 9)],
          collateral: [Collateral(asset: nil, amount: 3 * a)]),
        Account(name: "new", positions: [], collateral: [Collateral(asset: nil, amount: a)]),
      ],
      instruments: InstrumentTable(listing),
      liquidity: liquidity
        ? LiquidityTable([
          "A": .init(averageDailyVolume: 40 * a, spreadBasisPoints: 5),
          "B": .init(averageDailyVolume: 900 * b, spreadBasisPoints: 12),
          "C": .init(averageDailyVolume: 1e9, spreadBasisPoints: 0),
        ]) : nil)
  }

  /// A rule with every charge there is.
  static func rule(
    _ method: ScenarioPlan.Method, measure: RiskMeasure = .expectedShortfall,
    level: Double = 0.975, collateral: ShortfallRule.CollateralTreatment = .simulated,
    charges: Bool = true, count: Int = 5_000
  ) throws -> ShortfallRule {
    var plan = ScenarioPlan(method: method, spec: CalibrationSpec())
    plan.count = count
    let library = StressLibrary(
      name: "s",
      crises: [
        .init(name: "crash", shocks: ["A": .relative(-0.4)], defaultShock: .beta(1.2, of: "A"))
      ],
      grids: [.init(spot: [-0.2, 0.25], volatility: [-0.2, 0.6])])
    return ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(level)), measure: measure,
      marginPeriodOfRisk: .days(2), scenarios: plan, floorFraction: charges ? 0.02 : 0,
      maintenanceFraction: 0.7, collateral: collateral,
      stress: charges ? StressCharge(library: library, weight: 0.3) : nil,
      liquidity: charges ? LiquidityAddOn(participation: 0.2) : nil,
      concentration: charges ? ConcentrationAddOn(threshold: 0.1, slope: 0.04) : nil)
  }
}
