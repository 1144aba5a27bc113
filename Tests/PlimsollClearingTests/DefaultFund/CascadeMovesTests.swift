import Glibc
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollClearing

@Suite struct CascadeMovesTests {
  private static let still = ImpactModel(
    name: "still", temporary: 0, permanent: 0, halfLife: .hours(1))

  private static func crash(_ move: Double, volume: Double = 1) -> StressScenario {
    var conditions = MarketConditions.usual
    conditions.volume = volume
    return StressScenario(
      name: "crash",
      shock: MarketShock(
        logMoves: ["A": move, "B": 0.7 * move, "C": 0.4 * move, "Z": -0.1],
        volatility: ["A": 0.5]),
      conditions: conditions)
  }

  /// Pools that hold coins and cash each.
  private func pools(
    _ quantities: [Double], usd: [Double], dailyVolume: Double, impact: ImpactModel
  )
    throws -> (cascade: Cascade, price: Double)
  {
    let prices = try SyntheticPrices.history(["A"], days: 60)
    let accounts = zip(quantities, usd).enumerated().map { place, held in
      Account(
        name: "pool \(place)", positions: [ClearingSamples.perpetual("A", held.0)],
        collateral: [Collateral(asset: nil, amount: held.1)])
    }
    let book = try Book(
      name: "pools", prices: prices, accounts: accounts,
      liquidity: LiquidityTable(["A": .init(averageDailyVolume: dailyVolume)]))
    let rule = ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.95)), measure: .expectedShortfall,
      marginPeriodOfRisk: .days(1),
      scenarios: ScenarioPlan(method: .historical, spec: CalibrationSpec()),
      collateral: .haircut(.none))
    let stream = RandomStream(seed: 5, stream: 3)
    let scenarios = GivenScenarios(
      factors: book.factors,
      rows: [(0..<400).map { 0.04 * stream.normal(scenario: $0, dimension: 0) }])
    var rules = CascadeWorld.rules
    (rules.autoDeleveraging, rules.backstop) = (nil, nil)
    let cascade = try Cascade(
      book, requirements: rule.assess(book, in: RiskContext()).requirements, rule: rule,
      haircut: .none, scenarios: scenarios, horizon: .days(1), impact: impact,
      rules: rules)
    return (cascade, try #require(book.spot["A"]))
  }

  /// Y σ √(Q / ADV) + γ σ Q / ADV, with Q what ten coins are worth after the shock.
  @Test(arguments: [(10.0, -0.3), (10, 0.2), (-10, 0.2), (-10, -0.3)])
  func closingOneOutMatchesTheClosedForm(quantity: Double, move: Double) throws {
    let impact = ImpactModel(name: "i", temporary: 0.6, permanent: 0.3, halfLife: .hours(4))
    // The others have enough for anything.
    let (cascade, price) = try pools(
      [quantity, 20, -30], usd: [0, 1e9, 1e9], dailyVolume: 4_000, impact: impact)
    let part = abs(quantity) * price * exp(move) / 4_000
    let sigma = cascade.volatility[0]
    let push = 0.6 * sigma * part.squareRoot() + 0.3 * sigma * part
    for liquidates in [true, false] {
      let moves = CascadeMoves(cascade, liquidates: liquidates)
      let after = moves.shock(after: Self.crash(move), closing: [0])
      let found = try #require(after.logMoves["A"])
      #expect(abs(found - (move + (quantity > 0 ? -push : push))) < 1e-12)
      // What the book does not hold and volatilities are the scenario's.
      #expect(after.logMoves["Z"] == -0.1 && after.volatility == Self.crash(move).shock.volatility)
      // Half the volume makes the same trade twice as large a part.
      let thin = moves.shock(after: Self.crash(move, volume: 0.5), closing: [0])
      let size = 0.6 * sigma * (2 * part).squareRoot() + 0.3 * sigma * 2 * part
      let dried = try #require(thin.logMoves["A"])
      #expect(abs(dried - (move + (quantity > 0 ? -size : size))) < 1e-12)
    }
  }

  private static func cascade(
    of world: CascadeWorld, over book: Book, unmoved: Set<RiskFactor> = [], threads: Int? = nil
  ) throws -> Cascade {
    try Cascade(
      book, requirements: world.rule.assess(book, in: RiskContext()).requirements,
      rule: world.rule, haircut: .none, scenarios: world.scenarios, horizon: .days(1),
      impact: CascadeWorld.impact, rules: CascadeWorld.rules, unmoved: unmoved, threads: threads)
  }

  /// The same accounts, long of all they hold, without options.
  private static func onlyLong(_ world: CascadeWorld) -> Book {
    world.book.regrouped(
      into: world.book.accounts.map { account in
        Account(
          name: account.name,
          positions: account.positions.filter { $0.instrument.option == nil }.map {
            Position(instrument: $0.instrument, quantity: abs($0.quantity))
          }, collateral: account.collateral)
      })
  }

  /// Who is closed out and who is next, by hand: the second pool falls short only of what the first
  /// one's selling adds.
  @Test func whoeverFallsShortFollows() throws {
    let impact = ImpactModel(name: "i", temporary: 0.6, permanent: 0.3, halfLife: .hours(4))
    let probe = try pools([10, 10, -30], usd: [0, 0, 1e9], dailyVolume: 4_000, impact: impact)
    let move = -0.1
    // Just enough for the scenario, not for what comes after it.
    let margin = probe.cascade.maintenances[1] * exp(move)
    let usd = margin + 10 * probe.price * -expm1(move) + 1
    let (cascade, _) = try pools(
      [10, 10, -30], usd: [0, usd, 1e9], dailyVolume: 4_000, impact: impact)
    func found(_ liquidates: Bool, _ closed: [Int]) throws -> Double {
      let moves = CascadeMoves(cascade, liquidates: liquidates)
      return try #require(moves.shock(after: Self.crash(move), closing: closed).logMoves["A"])
    }
    #expect(try found(true, [0]) < found(false, [0]) && found(false, [0]) < move)
    // Nobody defaults, and only the first, without a cent, is liquidated; or nobody is.
    #expect(try found(true, []) < move)
    #expect(try found(false, []) == move)
    // Offsetting pools leave nothing to trade.
    #expect(try found(false, [0, 1, 2]) > move)
  }

  /// The first of the trades are the close-outs, at no fee, and nothing of the pool is left.
  @Test func theRecordTellsTheCloseOut() throws {
    let (cascade, _) = try pools(
      [10, 20, -30], usd: [0, 1e9, 1e9], dailyVolume: 4_000, impact: CascadeWorld.impact)
    var path = CascadePath(
      Self.crash(-0.2), factors: cascade.factors, steps: 1, stepLength: .hours(1))
    path.closeOuts = [1]
    path.liquidates = false
    let (outcome, record) = cascade.record(path, following: [1])
    #expect(record.trades.map(\.kind) == [.closeOut] && record.trades.map(\.quantity) == [-20])
    #expect(record.trades[0].fee == 0 && outcome.fees == 0 && outcome.liquidated == 0)
    #expect(record.standings.last?.notional == 0 && outcome.imbalance < 1e-5)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func withoutImpactTheShockComesBack(seed: UInt64)
    throws
  {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade(CascadeWorld.rules, Self.still)
    let scenario = Self.crash(-0.5)
    let after = CascadeMoves(cascade).shock(after: scenario, closing: [0, 3, 7])
    #expect(after == scenario.shock)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func aCascadeMovesAtLeastAsFar(seed: UInt64)
    throws
  {
    let world = try CascadeWorld(seed: seed)
    let long = try Self.cascade(of: world, over: Self.onlyLong(world))
    let scenario = Self.crash(-0.4)
    var isFarther = false
    for closed in [[], [0], [0, 3, 7]] {
      let one = CascadeMoves(long, liquidates: false).shock(after: scenario, closing: closed)
      let all = CascadeMoves(long).shock(after: scenario, closing: closed)
      for factor in long.factors {
        let (first, total) = (one.logMoves[factor] ?? 0, all.logMoves[factor] ?? 0)
        #expect(first <= (scenario.shock.logMoves[factor] ?? 0) + 1e-12)
        #expect(total <= first + 1e-12)
        if total < first - 1e-9 { isFarther = true }
      }
    }
    #expect(isFarther)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>) func orderDoesNotMatter(seed: UInt64) throws {
    let forward = try CascadeWorld(seed: seed) { "a\(100 + $0)" }
    let backward = try CascadeWorld(seed: seed) { "a\(900 - $0)" }
    let scenario = Self.crash(-0.4)
    let one = CascadeMoves(try forward.cascade()).shock(after: scenario, closing: [0, 3, 7])
    // The same accounts, from the other end, in another order.
    let other = CascadeMoves(try backward.cascade()).shock(after: scenario, closing: [22, 29, 26])
    for (factor, move) in one.logMoves {
      #expect(abs(move - (other.logMoves[factor] ?? 0)) < 1e-9)
    }
  }

  @Test func threadsDoNotMatter() throws {
    let world = try CascadeWorld(seed: 3)
    func shock(_ threads: Int) throws -> MarketShock {
      let cascade = try Self.cascade(of: world, over: world.book, threads: threads)
      return CascadeMoves(cascade).shock(after: Self.crash(-0.4), closing: [1, 2])
    }
    #expect(try shock(1) == shock(3))
  }

  /// An underlying without a market is an error, unless it is said to stand still.
  @Test func whatHasNoMarketStandsStill() throws {
    let world = try CascadeWorld(seed: 4)
    let thin = try Book(
      name: "thin", prices: world.book.prices, accounts: world.book.accounts,
      asOf: world.book.asOf,
      liquidity: LiquidityTable(["A": .init(averageDailyVolume: 1e6)]))
    #expect(throws: InputError.self) { try Self.cascade(of: world, over: thin) }
    let scenario = Self.crash(-0.4)
    let after = try CascadeMoves(Self.cascade(of: world, over: thin, unmoved: ["B", "C"])).shock(
      after: scenario, closing: Array(thin.accounts.indices))
    #expect(after.logMoves["A"] != -0.4)
    #expect(after.logMoves["B"] == scenario.shock.logMoves["B"])
    #expect(after.logMoves["C"] == scenario.shock.logMoves["C"])
  }
}
