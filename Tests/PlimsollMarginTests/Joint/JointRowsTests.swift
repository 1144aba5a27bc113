import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

/// Spot at given log returns.
private struct GivenSpot: ScenarioSource {
  let factors: [RiskFactor] = ["BTC"]
  let returns: [Double]
  var count: Int { returns.count }

  func fill(_ tile: inout ScenarioTile) {
    for (column, scenario) in tile.scenarios.enumerated() { tile.moves[column] = returns[scenario] }
  }
}

/// Each contract revalued state by state, by its own formula.
@Suite struct JointRowsTests {
  private static let asOf = Timestamp(seconds: 1_700_006_400)
  private static let spot = 50_000.0
  private static let returns = [-0.4, -0.05, 0, 0.2]
  private static let horizon = TimeSpan.days(2)

  private static func shift(_ response: Double) -> JointSpec.Shift {
    .init(
      response: .init(response), residual: 0, shortPower: 0.3, longPower: 0.13, limit: 10,
      evidence: "test")
  }

  /// A specification in which everything follows from spot.
  private static func spec(_ stickiness: JointSpec.Stickiness = .strike) -> JointSpec {
    var spec = JointSpec(name: "test")
    spec.volatility = .init(stickiness: stickiness, level: shift(-1.2), floor: 0.05)
    spec.skew = shift(0.2)
    spec.basis = .init(shift: shift(0.3), calibratesResidual: false)
    spec.funding = funding(mean: 2e-4, loading: 0.003)
    return spec
  }

  private static func funding(mean: Double, loading: Double = 0) -> JointSpec.Funding {
    .init(
      interval: TimeSpan(seconds: 8 * 3600), mean: .stated(mean), persistence: .stated(0),
      loading: .stated(loading), residual: .stated(0), limit: 0.1, evidence: "test")
  }

  private static func source(
    _ spec: JointSpec, horizon: TimeSpan = horizon,
    smiles: [RiskFactor: [TimeSpan: MovingOption.Smile]] = [:]
  ) throws -> JointScenarios {
    let prices = try SyntheticPrices.history(["BTC"], days: 10)
    var model = try JointModel(
      spec, needs: [("BTC", Set(JointKind.allCases))], horizon: horizon,
      evidence: .init(asOf: asOf, prices: prices))
    model.smiles = smiles
    return try JointScenarios(GivenSpot(returns: returns), model, seed: 1)
  }

  /// The gains of one contract.
  private static func gains(
    _ instrument: Instrument, under source: JointScenarios, horizon: TimeSpan = horizon
  ) throws -> [Double] {
    let options = instrument.option.map { [$0] } ?? []
    let valuation = try Valuation(spot: ["BTC": spot], asOf: asOf, options: options)
    let pnl = UnitPnL([PnLUnit(instrument, valuation: valuation)], under: source, horizon: horizon)
    return pnl.gains(of: [.init(unit: 0, quantity: 1)]).gains
  }

  private func expect(
    _ gains: [Double], _ expected: (Double) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(gains.count == Self.returns.count, sourceLocation: sourceLocation)
    for (gain, x) in zip(gains, Self.returns) {
      let value = expected(x)
      #expect(
        abs(gain - value) < 1e-9 * max(1, abs(value)), "at \(x)", sourceLocation: sourceLocation)
    }
  }

  private static func perpetual(_ settlement: Settlement, size: Double) -> Instrument {
    .perpetual(
      Perpetual(
        name: "P", underlying: "BTC", settlement: settlement, contractSize: size,
        markPrice: 50_400))
  }

  private static func future(_ settlement: Settlement, days: Int, size: Double) -> Instrument {
    .future(
      DatedFuture(
        name: "F", underlying: "BTC", settlement: settlement, contractSize: size,
        markPrice: 51_000, expiry: asOf + .days(days)))
  }

  // MARK: - Funding

  /// Three payments of 1 bp on 2 BTC at 50,400 cost 2 × 50,400 × 0.0003 = 30.24 USD; a short gets
  /// them, and at negative rates a long does.
  @Test(arguments: [1e-4, -1e-4]) func longsPayPositiveRates(rate: Double) throws {
    var spec = JointSpec(name: "test")
    spec.funding = Self.funding(mean: rate)
    let source = try Self.source(spec, horizon: .day)
    let gains = try Self.gains(
      Self.perpetual(.linear, size: 2), under: source, horizon: .day)
    #expect(abs(gains[2] + 30.24 * (rate / 1e-4)) < 1e-9)
    expect(gains) { x in 2 * 50_400 * expm1(x) - 2 * 50_400 * 3 * rate }
  }

  /// 900 USD at a mark of 50,400 pay 900 × 0.0003 / 50,400 coins, worth that at the spot of then.
  @Test func inverseFundingIsCoinAtTheSpotOfThen() throws {
    var spec = JointSpec(name: "test")
    spec.funding = Self.funding(mean: 1e-4)
    let source = try Self.source(spec, horizon: .day)
    let gains = try Self.gains(Self.perpetual(.inverse, size: 900), under: source, horizon: .day)
    #expect(abs(gains[2] + 900 * 3e-4 / 50_400 * 50_000) < 1e-12)
    expect(gains) { x in
      let then = Self.spot * exp(x)
      let coins = 900 * (1 / 50_400 - 1 / (50_400 * exp(x))) - 900 * 3e-4 / 50_400
      return coins * then
    }
  }

  /// Payments that follow the return, spread evenly over them.
  @Test func fundingFollowsSpot() throws {
    let source = try Self.source(Self.spec())
    let gains = try Self.gains(Self.perpetual(.linear, size: 1), under: source)
    expect(gains) { x in 50_400 * (expm1(x) - (6 * 2e-4 + 0.003 * x)) }
  }

  // MARK: - Basis

  @Test(arguments: [3, 30, 200]) func futuresMoveByTheirBasis(days: Int) throws {
    let source = try Self.source(Self.spec())
    let share = Self.shift(0.3).share(days: Double(days))
    let years = Double(days - 2) / 365
    func forward(_ x: Double) -> Double { 51_000 * exp(x + 0.3 * x * share * years) }
    expect(try Self.gains(Self.future(.linear, days: days, size: 4), under: source)) { x in
      4 * (forward(x) - 51_000)
    }
    expect(try Self.gains(Self.future(.inverse, days: days, size: 700), under: source)) { x in
      700 * (1 / 51_000 - 1 / forward(x)) * Self.spot * exp(x)
    }
  }

  /// What expires inside has no life left for a basis.
  @Test func aFutureThatExpiresMovesWithSpot() throws {
    let source = try Self.source(Self.spec())
    expect(try Self.gains(Self.future(.linear, days: 1, size: 1), under: source)) { x in
      51_000 * expm1(x)
    }
  }

  // MARK: - Options

  private static func option(
    _ settlement: Settlement, _ right: OptionRight, strike: Double, days: Int = 20
  ) -> EuropeanOption {
    EuropeanOption(
      name: "O", underlying: "BTC", settlement: settlement, right: right, strike: strike,
      expiry: asOf + .days(days), markVolatility: 0.6, underlyingPrice: 50_800)
  }

  private static let smile = MovingOption.Smile(
    base: 0.008, slope: 0.06, tilt: -0.2, centre: 0.01, width: 0.15, share: 1)

  /// Volatility by the rules of `JointSpec`, worked out anew, and by `Stickiness` of surfaces.
  private static func volatility(
    _ x: Double, moneyness k: Double, days: Double, _ stickiness: JointSpec.Stickiness
  ) -> Double {
    let share = days < 30 ? pow(30 / days, 0.3) : pow(30 / days, 0.13)
    let level = exp(-1.2 * x * share)
    let forward = x + 0.3 * x * share * (days - 2) / 365
    let own =
      stickiness == .strike
      ? 0.6 * level
      : stickiness.volatility(
        mark: 0.6, logMoneyness: k, move: forward, level: level,
        curve: RawSVI(a: 0.008, b: 0.06, rho: -0.2, m: 0.01, sigma: 0.15), years: days / 365)
    let standardised = min(max(k / (0.6 * (days / 365).squareRoot()), -3), 3)
    return max(0.05, own + 0.2 * x * share * standardised)
  }

  @Test(arguments: JointSpec.Stickiness.allCases, [20_000.0, 45_000, 50_800, 70_000])
  func optionsAreRevaluedAtTheirForwardAndVolatility(
    stickiness: JointSpec.Stickiness, strike: Double
  ) throws {
    for (settlement, right, days) in [
      (Settlement.linear, OptionRight.call, 20), (.linear, .put, 90), (.inverse, .call, 90),
      (.inverse, .put, 20),
    ] {
      let smiles = stickiness == .strike ? [:] : ["BTC": [TimeSpan.days(days): Self.smile]]
      let source = try Self.source(
        Self.spec(stickiness),
        smiles: smiles.reduce(into: [:]) { $0[RiskFactor($1.key)] = $1.value })
      let held = Self.option(settlement, right, strike: strike, days: days)
      let k = log(strike / 50_800)
      let share = Self.shift(0.3).share(days: Double(days))
      func black(_ forward: Double, _ days: Int, _ volatility: Double) -> Double {
        Black76(
          forward: forward, strike: strike, yearsToExpiry: Double(days) / 365,
          volatility: volatility
        ).price(right)
      }
      let now = black(50_800, days, 0.6)
      expect(try Self.gains(.option(held), under: source)) { x in
        let forward = 50_800 * exp(x + 0.3 * x * share * Double(days - 2) / 365)
        let then = black(
          forward, days - 2,
          Self.volatility(x, moneyness: k, days: Double(days), stickiness))
        return settlement == .linear
          ? then - now : then / forward * Self.spot * exp(x) - now / 50_800 * Self.spot
      }
    }
  }

  @Test func anOptionThatExpiresIsIntrinsic() throws {
    let source = try Self.source(Self.spec())
    let held = Self.option(.linear, .put, strike: 52_000, days: 1)
    let now = try OptionValuation(held, spot: Self.spot, asOf: Self.asOf).value
    expect(try Self.gains(.option(held), under: source)) { x in
      max(0, 52_000 - 50_800 * exp(x)) - now
    }
  }

  /// Shared rows: two futures of one expiry and settlement, and perpetuals with spot.
  @Test func contractsOfOneKindShareARow() throws {
    let valuation = try Valuation(spot: ["BTC": Self.spot], asOf: Self.asOf, options: [])
    let instruments = [
      Self.future(.linear, days: 30, size: 1), Self.future(.linear, days: 30, size: 5),
      Self.future(.linear, days: 60, size: 1), Self.future(.inverse, days: 30, size: 1),
      Self.perpetual(.linear, size: 1), Self.perpetual(.linear, size: 3),
    ]
    let rows = UnitRows(
      instruments.map { PnLUnit($0, valuation: valuation) },
      under: try Self.source(Self.spec()), horizon: Self.horizon)
    #expect(instruments.indices.map { rows.entry(ofUnit: $0).column } == [5, 5, 6, 7, 8, 8])
    #expect(rows.count == 9)
  }

  /// Many entries are found as few are: each row once, in order of first mention.
  @Test(arguments: [3, 32, 33, 34, 200]) func holdingsComeToEachRowOnce(count: Int) throws {
    let valuation = try Valuation(
      spot: ["BTC": Self.spot], asOf: Self.asOf,
      options: (0..<count).map { Self.named($0) })
    let rows = UnitRows(
      (0..<count).map { PnLUnit(.option(Self.named($0)), valuation: valuation) },
      under: GivenSpot(returns: Self.returns), horizon: Self.horizon)
    let order = (0..<(3 * count)).map { ($0 * 7 + $0 / count) % count }
    let entries = rows.entries(
      of: order.enumerated().map { .init(unit: $1, quantity: Double($0 + 1)) })
    var expected: [Int: Double] = [:]
    for (place, unit) in order.enumerated() { expected[unit + 1, default: 0] += Double(place + 1) }
    #expect(entries.count == expected.count && Set(entries.map(\.column)).count == expected.count)
    #expect(entries.allSatisfy { expected[$0.column] == $0.coefficient })
    let mentions = order.map { $0 + 1 }
    #expect(
      zip(entries, entries.dropFirst()).allSatisfy { before, after in
        (mentions.firstIndex(of: before.column) ?? 0) < (mentions.firstIndex(of: after.column) ?? 0)
      })
  }

  private static func named(_ number: Int) -> EuropeanOption {
    var option = Self.option(.linear, .call, strike: 40_000 + 100 * Double(number))
    option.name = "O\(number)"
    return option
  }
}
