import PlimsollMarket
import Testing

@testable import PlimsollMargin

@Suite struct AddOnTests {
  private let market = LiquidityTable.Market(averageDailyVolume: 1_000, spreadBasisPoints: 20)

  @Test func formulas() {
    let liquidity = LiquidityAddOn(participation: 0.1)
    #expect(liquidity.daysToClose(-800, in: market) == 8)
    #expect(liquidity.horizonFactor(days: 8, marginPeriodOfRisk: .days(2)) == 1)
    #expect(liquidity.horizonFactor(days: 1.9, marginPeriodOfRisk: .days(2)) == 0)
    #expect(liquidity.spreadCost(800, in: market) == 0.8)
    let concentration = ConcentrationAddOn(threshold: 0.1, slope: 0.05)
    #expect(concentration.amount(100, in: market) == 0)
    #expect(concentration.amount(-300, in: market) == 10)
  }

  private func table(_ volume: Double) -> LiquidityTable {
    LiquidityTable([
      "A": .init(averageDailyVolume: volume, spreadBasisPoints: 5),
      "B": .init(averageDailyVolume: 2 * volume),
    ])
  }

  private func requirements(
    _ accounts: [Account], volume: Double = 2_000
  ) throws -> [MarginRequirement] {
    let rule = try StressSamples.rule {
      $0.liquidity = LiquidityAddOn(participation: 0.1)
      $0.concentration = ConcentrationAddOn(threshold: 0.1, slope: 0.05)
    }
    return try rule.assess(
      try StressSamples.book(accounts, liquidity: table(volume)), in: RiskContext()
    ).requirements
  }

  @Test func obeysTheLawsOfMarginModels() throws {
    let rule = try StressSamples.rule {
      $0.liquidity = LiquidityAddOn(participation: 0.1)
      $0.concentration = ConcentrationAddOn(threshold: 0.1, slope: 0.05)
    }
    try checkMarginModelLaws(
      rule, on: try StressSamples.book(StressSamples.accounts, liquidity: table(2_000)))
  }

  @Test func onePositionByHand() throws {
    let found = try requirements([
      Account(name: "a", positions: [StressSamples.perpetual("A", 40)])
    ])[0]
    let notional = found.standing.grossNotional
    let days = notional / 200
    #expect(days > 2)
    let expected = found.core * ((days / 2).squareRoot() - 1) + notional * 5 / 20_000
    #expect(abs((found.liquidityAddOn ?? 0) - expected) < 1e-9 * expected)
    let excess = 0.05 * (notional - 200)
    #expect(abs((found.concentrationAddOn ?? 0) - excess) < 1e-9 * excess)
    let total = found.core + (found.liquidityAddOn ?? 0) + (found.concentrationAddOn ?? 0)
    #expect(abs(found.initial - total) < 1e-12 * total)
  }

  @Test func aLargerPositionNeverHasASmallerAddOn() throws {
    let sizes = (0...12).flatMap { power -> [Double] in
      let size = 0.05 * Double(1 << power)
      return [size, 1.5 * size]
    }
    for sign in [1.0, -1] {
      let found = try requirements(
        sizes.enumerated().map { index, size in
          Account(
            name: "a\(100 + index)",
            positions: [
              StressSamples.perpetual("A", sign * size), StressSamples.perpetual("B", -0.3 * size),
            ])
        })
      for (smaller, larger) in zip(found, found.dropFirst()) {
        #expect(try #require(larger.liquidityAddOn) >= #require(smaller.liquidityAddOn))
        #expect(try #require(larger.concentrationAddOn) >= #require(smaller.concentrationAddOn))
      }
      #expect(found[0].concentrationAddOn == 0)
      #expect(try #require(found.last?.liquidityAddOn).isFinite)
    }
  }

  @Test func aThinnerMarketNeverCostsLess() throws {
    let account = [Account(name: "a", positions: [StressSamples.perpetual("A", 40)])]
    var last = -1.0
    for volume in [1e7, 1e5, 1e4, 1e3, 10] {
      let found = try requirements(account, volume: volume)[0]
      let sum = (found.liquidityAddOn ?? 0) + (found.concentrationAddOn ?? 0)
      #expect(sum >= last && sum.isFinite)
      last = sum
    }
  }

  @Test func aMissingTableOrRowIsAnErrorWithARemedy() throws {
    let rule = try StressSamples.rule { $0.liquidity = LiquidityAddOn(participation: 0.1) }
    let without = try StressSamples.book(StressSamples.accounts)
    let error = #expect(throws: InputError.self) { try rule.assess(without, in: RiskContext()) }
    #expect(error?.kind == .data && error?.remedy.contains("--liquidity") == true)
    let partly = try StressSamples.book(
      StressSamples.accounts,
      liquidity: LiquidityTable(["A": .init(averageDailyVolume: 1)]))
    let missing = #expect(throws: InputError.self) { try rule.assess(partly, in: RiskContext()) }
    #expect(missing?.message.contains("no row for B") == true)
  }

  @Test func aRuleMaySkipWhatABookLacks() throws {
    let rule = try StressSamples.rule {
      $0.liquidity = LiquidityAddOn(participation: 0.1, missing: .skip)
      $0.concentration = ConcentrationAddOn(threshold: 0.1, slope: 0.05, missing: .skip)
    }
    let found = try rule.assess(
      try StressSamples.book(StressSamples.accounts), in: RiskContext())
    #expect(found.requirements.allSatisfy { $0.liquidityAddOn == nil })
    #expect(found.requirements.allSatisfy { $0.concentrationAddOn == nil })
    #expect(found.diagnostics.contains { $0.subject == "liquidity.csv" })
  }

  @Test func theVenueAddsAccountsUp() throws {
    let book = try StressSamples.book(StressSamples.accounts, liquidity: table(2_000))
    let found = try VenueConcentration.table(of: book, participation: 0.1)
    #expect(found.map(\.underlying) == ["A", "B"])
    let (a, b) = (try #require(book.spot["A"]), try #require(book.spot["B"]))
    #expect(abs(found[0].netNotional) < 1e-9 && abs(found[0].grossNotional - 20 * a) < 1e-9)
    #expect(found[0].largestAccount == "long" && found[0].largestShare == 0.5)
    #expect(abs(found[1].netNotional - 7 * b) < 1e-9)
    #expect(abs((found[1].daysToClose ?? 0) - 7 * b / 400) < 1e-9)
    #expect(found[1].largestAccount == "short")
    #expect(
      try VenueConcentration.table(
        of: try StressSamples.book(StressSamples.accounts), participation: 0.1
      ).isEmpty)
  }
}
