import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct OffsetTests {
  private static let asOf = Timestamp(seconds: 1_767_225_600)

  private static func option(_ underlying: RiskFactor, _ days: Int) -> OffsetLine {
    OffsetLine(
      .option(
        EuropeanOption(
          name: "o", underlying: underlying, settlement: .linear, right: .call, strike: 1,
          expiry: Timestamp(seconds: asOf.seconds + days * 86_400), markVolatility: 1)))
  }

  private static func perpetual(_ underlying: RiskFactor) -> OffsetLine {
    OffsetLine(
      .perpetual(Perpetual(name: "p", underlying: underlying, settlement: .linear)))
  }

  @Test func holdingsAreJoinedInTheOrderOfTheKinds() {
    let lines = [
      Self.option("BTC", 7), Self.option("BTC", 7), Self.option("BTC", 30),
      Self.perpetual("BTC"), Self.perpetual("ETH"), OffsetLine(pledged: "USDC"),
      OffsetLine(pledged: "BTC"),
    ]
    let groups = OffsetSteps(lines).groups
    #expect(groups[0] == [[0, 1], [2], [3], [4], [5], [6]])
    #expect(groups[1] == [[0, 1, 2], [3], [4], [5], [6]])
    #expect(groups[2] == [[0, 1, 2, 3], [4], [5], [6]])
    #expect(groups[3] == [[0, 1, 2, 3, 4], [5], [6]])
    #expect(groups[4] == [[0, 1, 2, 3, 4, 5], [6]])
    #expect(groups[5] == [[0, 1, 2, 3, 4, 5, 6]])
  }

  @Test func benefitsAreTheDifferencesOfTheSteps() {
    let steps = OffsetSteps([
      Self.perpetual("BTC"), Self.perpetual("BTC"), Self.perpetual("ETH"),
      OffsetLine(pledged: "ETH"),
    ])
    #expect(steps.mixed == [[0, 1], [0, 1, 2], [0, 1, 2, 3]])
    let found = steps.benefits(alone: [10, 8, 5, 3], mixed: [4, 6, 8])
    #expect(found.map(\.kind) == OffsetKind.allCases)
    #expect(found.map(\.benefit) == [14, 0, 0, 3, 0, 1])
  }

  @Test func wrongWayRiskIsAPartOfTheCoinsOwnTail() {
    var coin = CollateralRisk(asset: "BTC", value: 100, haircut: 0.1, alone: 0.4, joint: 0.3)
    #expect(coin.wrongWay == 0.3 / 0.4 && coin.isShort)
    coin.alone = 0
    #expect(coin.wrongWay == nil)
    coin.joint = 0.1
    #expect(!coin.isShort)
  }

  /// Benefits add up to the netting benefit under either form of rule, and none is negative for a
  /// shortfall.
  @Test func benefitsAddUp() throws {
    let book = try Self.book()
    var context = RiskContext()
    context.explained = 10
    for requirement in try Self.rule(.simulated).assess(book, in: context).requirements {
      let offsets = try #require(requirement.offsets)
      let sum = offsets.reduce(0) { $0 + $1.benefit }
      #expect(abs(sum - requirement.nettingBenefit) < 1e-9 * requirement.gross)
      #expect(offsets.allSatisfy { $0.benefit >= -1e-9 * requirement.gross })
    }
    #expect(
      try Self.rule(.simulated).assess(book, in: RiskContext()).requirements
        .allSatisfy { $0.offsets == nil && $0.collateralRisks.isEmpty })
  }

  /// With one factor the coin falls whenever the long position loses: joint equals alone; behind a
  /// short position it rises then.
  @Test func collateralOfOneFactorIsWrongWayBehindALongAndRightWayBehindAShort() throws {
    let haircut = Haircut(fractions: ["A": 0.01], defaultFraction: 0)
    for treatment in [ShortfallRule.CollateralTreatment.simulated, .haircut(haircut)] {
      var context = RiskContext()
      context.explained = 10
      let found = try Self.rule(treatment).assess(try Self.book(), in: context).requirements
      let long = try #require(found.first { $0.account == "long" }?.collateralRisks.first)
      let short = try #require(found.first { $0.account == "short" }?.collateralRisks.first)
      #expect(long.asset == "A" && long.alone > 0.01)
      #expect(abs(try #require(long.wrongWay) - 1) < 1e-12)
      #expect(short.alone == long.alone && short.joint < 0 && !short.isShort)
      let isCharged = treatment == .haircut(haircut)
      #expect(long.haircut == (isCharged ? 0.01 : nil) && long.isShort == isCharged)
    }
  }

  private static func rule(_ collateral: ShortfallRule.CollateralTreatment) throws
    -> ShortfallRule
  {
    ShortfallRule(
      name: "r", level: try #require(ConfidenceLevel(0.95)), measure: .expectedShortfall,
      marginPeriodOfRisk: .day, scenarios: ScenarioPlan(method: .historical, spec: .init()),
      collateral: collateral)
  }

  private static func book() throws -> Book {
    func position(_ factor: String, _ quantity: Double) -> Position {
      Position(
        instrument: .perpetual(
          Perpetual(
            name: "\(factor)-PERP", underlying: RiskFactor(factor), settlement: .linear)),
        quantity: quantity)
    }
    let coin = Collateral(asset: "A", amount: 2)
    return try Book(
      name: "b", prices: try SyntheticPrices.history(["A", "B"], days: 500, seed: 3),
      accounts: [
        Account(name: "long", positions: [position("A", 5)], collateral: [coin]),
        Account(name: "mixed", positions: [position("A", 5), position("B", -9)]),
        Account(name: "short", positions: [position("A", -5)], collateral: [coin]),
      ])
  }
}
