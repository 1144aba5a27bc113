import PlimsollMarket
import Testing

@testable import PlimsollMargin

@Suite struct VenueScanTests {
  private static let asOf = Timestamp(seconds: 1_767_225_600)

  private static func option(days: Double, volatility: Double = 0.6, strike: Double = 100) throws
    -> OptionValuation
  {
    try OptionValuation(
      EuropeanOption(
        name: "o", underlying: "A", settlement: .linear, right: .call, strike: strike,
        expiry: Timestamp(seconds: asOf.seconds + Int(days * 86_400)),
        markVolatility: volatility), spot: 100, asOf: asOf)
  }

  @Test func theShockDependsOnTheTermAsStated() throws {
    let shock = VolatilityShock(up: 0.5, down: 0.25, shortPower: 0.3, longPower: 0.13)
    // At 30 days the term is one; at 7.5 days 4^0.3; at 120 days 4^-0.13.
    #expect(try shock.volatility(Self.option(days: 30), .up) == 0.6 * 1.5)
    let short = try shock.volatility(Self.option(days: 7.5), .down)
    #expect(abs(short - 0.6 * (1 - 0.25 * 1.515_716_566_510_398)) < 1e-12)
    let long = try shock.volatility(Self.option(days: 120), .up)
    #expect(abs(long - 0.6 * (1 + 0.5 * 0.835_087_919_428_369)) < 1e-12)
    #expect(try shock.volatility(Self.option(days: 1), .same) == 0.6)
  }

  @Test func boundsOfTheShockHold() throws {
    var shock = VolatilityShock(up: 0.5, down: 2, leastUp: 1.2, floor: 0.1)
    #expect(try shock.volatility(Self.option(days: 30), .up) == 1.2)
    #expect(try shock.volatility(Self.option(days: 30), .down) == 0.1)
    shock.isAbsolute = true
    #expect(try shock.volatility(Self.option(days: 30, volatility: 1), .up) == 1.5)
    shock.leastDays = 30
    shock.shortPower = 3
    #expect(try shock.volatility(Self.option(days: 0.01, volatility: 1), .up) == 1.5)
  }

  private static func future(
    _ underlying: RiskFactor, coins: Double, under scan: ScanCharge? = nil
  ) throws -> VenueHolding {
    try VenueHolding.sample(
      .perpetual(
        Perpetual(
          name: "\(underlying)", underlying: underlying, settlement: .linear, markPrice: 100)),
      coins, under: scan.map { .scan($0) }, valuation: Valuation(spot: [underlying: 100]),
      asOf: asOf)
  }

  /// Contracts worth 400 USD, marked at 125 over an index of 100: after a fall of a fifth they have lost
  /// 400 / 100 − 400 / 125 coins from the mark, 400 / 80 − 400 / 100 from the index.
  @Test(arguments: [(VenueHolding.Base.mark, -0.8), (.index, -1)])
  func inverseContractsGainInCoin(base: VenueHolding.Base, coins: Double) throws {
    let holding = try VenueHolding.sample(
      .perpetual(
        Perpetual(
          name: "A", underlying: "A", settlement: .inverse, contractSize: 10, markPrice: 125)),
      40, valuation: Valuation(spot: ["A": 100]), asOf: Self.asOf)
    let gain = holding.settlementGain(-0.2, volatility: nil, ageing: .days(0), base: base)
    #expect(abs(gain - coins) < 1e-12)
  }

  private static func unit(_ holdings: [VenueHolding]) -> RiskUnit {
    RiskUnit(name: "A", places: Array(holdings.indices), holdings: holdings)
  }

  /// Beyond the grid futures stop at its edge, 16 % of 1,000, times 0.16 / 0.64, then 3 × 20 towards
  /// zero: −160 × 0.25 + 60 > 0, so nothing is left; without dampener −40.
  @Test func extendedCellsAreScaledAndDampened() throws {
    func amount(dampener: Double) throws -> Double {
      let scan = ScanCharge(
        cells: ByClass([ScanCell(move: 0, volatility: .same, weight: 1)]),
        volatility: VolatilityShock(up: 0, down: 0),
        extended: .init(
          moves: [-0.64], factor: 1, dampener: ByClass(dampener), range: ByClass(0.16)))
      let unit = Self.unit([try Self.future("A", coins: 10, under: scan)])
      return try scan.figure(unit, pack: "p").amount
    }
    #expect(abs(try amount(dampener: 0) - 40) < 1e-12)
    #expect(abs(try amount(dampener: 5) - 25) < 1e-12)
    #expect(try amount(dampener: 20) == 0)
  }

  @Test func theGainOfAPairCountsInPartAndUpToItsCap() throws {
    var scan = ScanCharge(
      cells: ByClass([ScanCell(move: 0.1, volatility: .same, weight: 1)]),
      volatility: VolatilityShock(up: 0, down: 0))
    scan.offset = .init(part: ByClass(0.5), most: ByClass(60))
    let unit = Self.unit([
      try Self.future("A", coins: 10, under: scan), try Self.future("B", coins: -9, under: scan),
    ])
    // B loses 90, A gains 100, of which 60 at most and half of that counts.
    #expect(abs(try scan.figure(unit, pack: "p").amount - 60) < 1e-12)
  }

  @Test func aLargeDeltaIsRefusedOrCharged() throws {
    func charge(_ beyond: DeltaShockCharge.Beyond) -> DeltaShockCharge {
      DeltaShockCharge(threshold: 1_000, slope: ByClass(0.001), most: 0.1, beyond: beyond)
    }
    let small = Self.unit([try Self.future("A", coins: 10)])
    #expect(try charge(.refuse).figure(small, pack: "p").amount == 0)
    let large = Self.unit([try Self.future("A", coins: -30)])
    #expect(throws: InputError.self) { try charge(.refuse).figure(large, pack: "p") }
    // 20 coins beyond: 2 % of 3,000.
    #expect(abs(try charge(.charge).figure(large, pack: "p").amount - 60) < 1e-9)
    let huge = Self.unit([try Self.future("A", coins: 300)])
    #expect(abs(try charge(.charge).figure(huge, pack: "p").amount - 3_000) < 1e-9)
  }

  /// Futures with short options first: 40 short coins less 10 of a short put's delta; long calls reduce
  /// what is left, but do not turn it round.
  @Test func longOptionsReduceALargeDelta() throws {
    func option(_ right: OptionRight, _ quantity: Double, strike: Double) throws -> VenueHolding {
      let terms = EuropeanOption(
        name: "\(right) \(quantity)", underlying: "A", settlement: .linear, right: right,
        strike: strike, expiry: Timestamp(seconds: Self.asOf.seconds + 30 * 86_400),
        markVolatility: 0.1)
      return try VenueHolding.sample(
        .option(terms), quantity,
        valuation: try Valuation(spot: ["A": 100], asOf: Self.asOf, options: [terms]),
        asOf: Self.asOf)
    }
    let charge = DeltaShockCharge(
      threshold: 1_000, slope: ByClass(0.001), most: 0.1, beyond: .charge)
    // Deep in the money: deltas of one coin each way.
    let future = try Self.future("A", coins: -40)
    let put = try option(.put, -10, strike: 1_000)
    #expect(abs(put.delta - 10) < 1e-9)
    let net30 = try charge.figure(Self.unit([future, put]), pack: "p")
    #expect(abs(net30.amount - 0.001 * 20 * 30 * 100) < 1e-6)
    let reduced = try charge.figure(
      Self.unit([future, put, try option(.call, 15, strike: 1)]), pack: "p")
    #expect(abs(reduced.amount - 0.001 * 5 * 15 * 100) < 1e-6)
    let turned = try charge.figure(
      Self.unit([future, put, try option(.call, 90, strike: 1)]), pack: "p")
    #expect(turned.amount == 0)
    // Each underlying by itself.
    let two = try charge.figure(
      Self.unit([future, put, try Self.future("B", coins: 30)]), pack: "p")
    #expect(abs(two.amount - 2 * 0.001 * 20 * 30 * 100) < 1e-6)
  }

  @Test func gridsOfDifferentLengthsDoNotMix() throws {
    func scan(_ moves: [Double]) -> ScanCharge {
      ScanCharge(
        cells: ByClass(moves.map { ScanCell(move: $0, volatility: .same, weight: 1) }),
        volatility: VolatilityShock(up: 0, down: 0))
    }
    let unit = Self.unit([
      try Self.future("A", coins: 1, under: scan([-0.1, 0.1])),
      try Self.future("B", coins: 1, under: scan([-0.1])),
    ])
    #expect(throws: InputError.self) { try scan([-0.1]).figure(unit, pack: "p") }
  }

  @Test func shortOptionsCostTheirMinimum() throws {
    let valuation = try Self.option(days: 30)
    func holding(_ quantity: Double) throws -> VenueHolding {
      let terms = EuropeanOption(
        name: "o", underlying: "A", settlement: .linear, contractSize: 2, right: .call,
        strike: 100, expiry: Timestamp(seconds: Self.asOf.seconds + 30 * 86_400),
        markVolatility: valuation.volatility)
      return VenueHolding(
        Position(instrument: .option(terms), quantity: quantity),
        valuation: try Valuation(spot: ["A": 100], asOf: Self.asOf, options: [terms]),
        asOf: Self.asOf)
    }
    let unit = Self.unit([try holding(-3), try holding(5), try Self.future("A", coins: -1)])
    let fixed = ShortOptionCharge(perContract: ByClass(7))
    let relative = ShortOptionCharge(rate: ByClass(0.01))
    #expect(try fixed.figure(unit, pack: "p").amount == 21)
    #expect(abs(try relative.figure(unit, pack: "p").amount - 6) < 1e-12)
  }

  /// Source: METHODS of venues' brackets: deductions keep the charge continuous.
  @Test func bracketsAreContinuousAndRise() {
    let brackets = MarginBrackets(ends: [100, 500, .infinity], rates: [0.01, 0.02, 0.05])
    #expect(brackets.deductions == [0, 1, 16])
    for end in [100.0, 500] {
      let (below, above) = (brackets.maintenance(end), brackets.maintenance(end.nextUp))
      #expect(abs(below - above) < 1e-12)
    }
    #expect(brackets.maintenance(1_000) == 34)
  }
}
