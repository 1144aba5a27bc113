import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct ClearedBookTests {
  @Test func houseAndNetClientsArePoolsGrossClientsAreAlone() throws {
    let samples = try ClearingSamples()
    #expect(
      samples.pools.map(\.name) == [
        "alpha house", "beta client b1", "beta client b2", "gamma house", "omega client-net",
      ])
    #expect(samples.pools.map(\.member) == [0, 1, 1, 2, 3])
    #expect(samples.pooled.accounts.map(\.name) == samples.pools.map(\.name))
    #expect(samples.pools[0].account.positions.map(\.quantity) == [40, -35, 5])
    // The pool is margined on its net: as an account of 5 A and 5 B would be.
    let net = Account(
      name: "net",
      positions: [ClearingSamples.perpetual("A", 5), ClearingSamples.perpetual("B", 5)],
      collateral: [Collateral(asset: nil, amount: 5000)])
    let alone = try samples.rule.assess(
      samples.book.regrouped(into: samples.book.accounts + [net]), in: RiskContext())
    let expected = try #require(alone.requirement(of: "net")).initial
    #expect(abs(samples.assessment.requirements[0].initial - expected) < 1e-9 * expected)
  }

  @Test func marginIsRequiredOrWhatIsThere() throws {
    let samples = try ClearingSamples()
    let cleared = samples.cleared()
    for (pool, requirement) in samples.assessment.requirements.enumerated() {
      let value = requirement.standing.collateralValue
      let counted = max(0, min(value, requirement.initial))
      #expect(abs(cleared.margin[pool] - 100 * counted) <= 1)
      #expect(cleared.debt[pool] == max(0, -100 * value).rounded())
      // Of collateral beyond the requirement only a part counts.
      let part = value > requirement.initial ? requirement.initial / value : 1
      for (own, all) in zip(
        cleared.exposed[pool].collateral, samples.pools[pool].account.collateral)
      {
        #expect(abs(own.amount - part * all.amount) < 1e-12 * abs(all.amount))
      }
    }
    // The net pool of omega owes 100 dollars.
    #expect(cleared.debt[4] == 10_000 && cleared.margin[4] == 0)
    let all = samples.cleared(countsEquity: true)
    #expect(all.exposed[1].collateral == samples.pools[1].account.collateral)
    #expect(
      all.margin[1] == (100 * samples.assessment.requirements[1].standing.equity).rounded(.down))
  }

  @Test func groupsAndHoldings() throws {
    let cleared = try ClearingSamples().cleared()
    #expect(cleared.groups == ["beta", "family", "gamma"])
    #expect(cleared.groupOf == [1, 0, 2, 1])
    #expect(cleared.holdings.contracts == ["A-PERP", "B-PERP"])
    #expect(cleared.holdings.quantities == [[5, 5], [0, 10], [-10, -8], [18, -2]])
    // Alpha's five of each: gamma is short of both, omega of B.
    let torn = cleared.holdings.tornUp(of: [0], against: [1, 2, 3])
    let values = cleared.holdings.values
    #expect(torn == [0, 5 * values[0] + 4 * values[1], 1 * values[1]])
  }

  @Test func outcomesByHand() throws {
    let cleared = try ClearingSamples().cleared()
    let margin = cleared.margin
    // Pools: alpha loses 200 beyond its margin, b1 gains, b2 loses 70 beyond its own.
    let gains = [-(margin[0] / 100 + 200), 5000, -(margin[2] / 100 + 70), 30, -40]
    let outcome = MemberOutcome(gains: gains, variation: [-1, 2.5, 3, -4, 5])
    #expect(outcome.overMargin(in: cleared) == [20_000, 7_000, 0, 14_000])
    // No gain of b1 pays for b2, and omega's debt of 100 adds to its loss.
    #expect(outcome.defaultsByCover(1, in: cleared) == [false, true, false])
    #expect(outcome.defaultsByCover(2, in: cleared) == [true, true, false])
    // Omega's capital of 130 is not enough, and it takes alpha with it; beta's 20 neither.
    #expect(outcome.defaultsByCapital(in: cleared) == [true, true, false])
    let event = outcome.event([false, true, false], in: cleared)
    #expect(event.defaulters.map(\.name) == ["alpha", "omega"])
    #expect(event.defaulters[0].loss == margin[0] + 20_000)
    #expect(event.defaulters[0].usableMargin == margin[0])
    #expect(event.defaulters[1].loss == 14_000 && event.defaulters[1].usableMargin == 0)
    #expect(event.survivors.map(\.name) == ["beta", "gamma"])
    #expect(event.survivors.map(\.gain) == [550, -400])
    #expect(event.survivors.map(\.contribution) == [50_000, 20_000])
  }
}
