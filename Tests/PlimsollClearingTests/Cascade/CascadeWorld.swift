import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks

@testable import PlimsollClearing

/// Log returns that are given.
struct GivenScenarios: ScenarioSource {
  let factors: [RiskFactor]
  let rows: [[Double]]
  var count: Int { rows[0].count }

  func fill(_ tile: inout ScenarioTile) {
    for factor in factors.indices {
      for (place, scenario) in tile.scenarios.enumerated() {
        tile.moves[factor * tile.stride + place] = rows[factor][scenario]
      }
    }
  }
}

/// A small market with accounts drawn at random: spot, linear and inverse perpetuals, futures, options,
/// coins pledged and owed.
struct CascadeWorld {
  let book: Book
  let rule: ShortfallRule
  let scenarios: GivenScenarios
  let requirements: [MarginRequirement]
  let seed: UInt64

  static let factors: [RiskFactor] = ["A", "B", "C"]
  private static let asOf = Timestamp("2022-02-20")

  /// - Parameter names: what the accounts are called, in the order they are drawn.
  init(seed: UInt64, accounts: Int = 30, names: ((Int) -> String)? = nil) throws {
    self.seed = seed
    let stream = RandomStream(seed: seed, stream: 7)
    let prices = try SyntheticPrices.history(Self.factors.map(\.name), days: 50, seed: seed)
    let draw = { (account: Int, dimension: Int) in
      stream.uniform(scenario: account, dimension: dimension)
    }
    let instruments = Self.instruments(prices)
    var drawn: [Account] = []
    for account in 0..<accounts {
      var positions: [Position] = []
      for (place, instrument) in instruments.enumerated()
      where draw(account, 10 + place) < 0.35 {
        let sign: Double = draw(account, 30 + place) < 0.6 ? 1 : -1
        let size = 1_000 + 200_000 * draw(account, 50 + place)
        let price = Self.price(instrument, prices)
        positions.append(
          Position(
            instrument: instrument, quantity: sign * size / price,
            entryPrice: instrument.option == nil && draw(account, 70 + place) < 0.5
              ? (instrument.markPrice ?? price) * (0.8 + 0.4 * draw(account, 90 + place)) : nil))
      }
      var collateral = [Collateral(asset: nil, amount: 150_000 * draw(account, 1) - 10_000)]
      if draw(account, 2) < 0.5 {
        collateral.append(Collateral(asset: "B", amount: 400 * draw(account, 3) - 30))
      }
      drawn.append(
        Account(
          name: names?(account) ?? "account-\(100 + account)", positions: positions,
          collateral: collateral))
    }
    let markets = Self.factors.enumerated().map { place, factor in
      (
        factor,
        LiquidityTable.Market(
          averageDailyVolume: 5e6 * Double(3 - place), spreadBasisPoints: 5)
      )
    }
    book = try Book(
      name: "world", prices: prices, accounts: drawn.sorted { $0.name < $1.name }, asOf: Self.asOf,
      liquidity: LiquidityTable(Dictionary(uniqueKeysWithValues: markets)))
    let plan = ScenarioPlan(method: .historical, spec: CalibrationSpec())
    guard let level = ConfidenceLevel(0.975) else { preconditionFailure("a level") }
    rule = ShortfallRule(
      name: "world", level: level, measure: .expectedShortfall,
      marginPeriodOfRisk: .days(1), scenarios: plan, floorFraction: 0.01,
      collateral: .haircut(Haircut(fractions: [:], defaultFraction: 0.2)))
    requirements = try rule.assess(book, in: RiskContext()).requirements
    let shocks = Self.factors.indices.map { factor in
      (0..<400).map { scenario in
        0.04
          * (0.7 * stream.normal(scenario: scenario, dimension: 500)
            + 0.7 * stream.normal(scenario: scenario, dimension: 501 + factor))
      }
    }
    scenarios = GivenScenarios(factors: book.factors, rows: shocks)
  }

  private static func instruments(_ prices: PriceHistory) -> [Instrument] {
    var found: [Instrument] = []
    let expiry = asOf.map { $0 + .days(40) } ?? Timestamp(seconds: 0)
    for factor in factors {
      let price = prices.lastPrice(of: factor, at: expiry)?.price ?? 100
      found.append(.spot(Spot(name: factor.name, underlying: factor)))
      found.append(
        .perpetual(
          Perpetual(
            name: "\(factor)-PERP", underlying: factor, settlement: .linear,
            markPrice: price * 1.001)))
      found.append(
        .perpetual(
          Perpetual(
            name: "\(factor)-INVERSE", underlying: factor, settlement: .inverse, contractSize: 100,
            markPrice: price)))
      found.append(
        .future(
          DatedFuture(
            name: "\(factor)-FUTURE", underlying: factor, settlement: .linear,
            markPrice: price * 1.02, expiry: expiry)))
      for right in [OptionRight.call, .put] {
        found.append(
          .option(
            EuropeanOption(
              name: "\(factor)-\(right)", underlying: factor, settlement: .linear,
              right: right, strike: price * (right == .call ? 1.1 : 0.9), expiry: expiry,
              markVolatility: 0.7)))
      }
    }
    return found
  }

  private static func price(_ instrument: Instrument, _ prices: PriceHistory) -> Double {
    guard let last = prices.times.last,
      let price = prices.lastPrice(of: instrument.underlying, at: last)?.price
    else { return 100 }
    return instrument.settlement == .inverse ? 100 : price
  }

  /// Rules with everything in them.
  static var rules: LiquidationRules {
    var rules = LiquidationRules(name: "everything")
    rules.slice = 0.2
    rules.target = 1.1
    rules.fee = 0.005
    rules.insuranceFund = 20_000
    rules.backstop = .init(level: 0.4, capital: 100_000, sells: 0.5)
    rules.autoDeleveraging = AutoDeleveraging(score: .okx)
    rules.socialisesLoss = true
    return rules
  }

  static let impact = ImpactModel(
    name: "usual", temporary: 0.8, permanent: 0.3, halfLife: .hours(4))

  /// - Parameter measure: in the place of the rule's own.
  func cascade(
    _ rules: LiquidationRules = rules, _ impact: ImpactModel = impact,
    measuring measure: RiskMeasure = .expectedShortfall
  ) throws -> Cascade {
    var rule = rule
    rule.measure = measure
    return try Cascade(
      book, requirements: requirements, rule: rule, haircut: .none, scenarios: scenarios,
      horizon: .days(1), impact: impact, rules: rules)
  }

  /// A fall that comes in uneven steps, with some recovery.
  func path(depth: Double = -0.5, steps: Int = 8) -> CascadePath {
    let stream = RandomStream(seed: seed, stream: 8)
    let moves = (1...steps).map { step in
      book.factors.indices.map { factor in
        let part = min(1, Double(step) / Double(steps - 2))
        return depth * part * (0.6 + 0.8 * stream.uniform(scenario: factor, dimension: 1))
          + 0.03 * stream.normal(scenario: step, dimension: 2 + factor)
      }
    }
    return CascadePath(name: "fall", moves: moves, stepLength: .hours(1))
  }
}
