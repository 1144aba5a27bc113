import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct StressTestTests {
  private let text = """
    scenarios: [{name: crash, shocks: {A: {relative: -0.5}, B: {relative: -0.4}}}]
    grids: [{spot: [-0.3, 0, 0.3]}]
    depegs: {assets: [USDC], relative: -0.2}
    correlation_breaks: [{name: one, blend: 0.5, toward: 1}]
    """

  private func run(
    _ collateral: ShortfallRule.CollateralTreatment = .simulated
  ) throws -> (test: StressTest, assessment: MarginAssessment, book: Book) {
    let book = try StressSamples.book(StressSamples.accounts)
    let rule = try StressSamples.rule(.monteCarlo, collateral: collateral)
    let assessment = try rule.assess(book, in: RiskContext())
    let test = try StressTest(
      try StressSamples.library(text), on: book, rule: rule, assessment: assessment,
      context: RiskContext())
    return (test, assessment, book)
  }

  @Test func figuresAddUp() throws {
    let (test, assessment, book) = try run()
    #expect(test.accounts.map(\.account) == book.accounts.map(\.name))
    for (account, requirement) in zip(test.accounts, assessment.requirements) {
      #expect(account.outcomes.count == 6)
      for outcome in account.outcomes {
        let parts = outcome.parts.reduce(0) { $0 + $1.pnl }
        #expect(abs(parts - outcome.pnl) < 1e-9 * (1 + abs(outcome.pnl)))
        #expect(outcome.equityAfter == requirement.standing.equity + outcome.pnl)
        let level = outcome.marginLevelAfter?.value
        #expect((level == nil) == (requirement.maintenance == 0))
        if let level {
          let value = requirement.standing.collateralValue + outcome.pnl
          #expect(abs(level - value / requirement.maintenance) < 1e-12 * (1 + abs(level)))
        }
      }
    }
  }

  @Test func theCrashByHand() throws {
    let (test, _, book) = try run()
    let (a, b) = (try #require(book.spot["A"]), try #require(book.spot["B"]))
    let crash = test.accounts.map { $0.outcomes[0].pnl }
    #expect(abs(crash[0] - (-0.5 * 10 * a - 0.4 * 3 * b)) < 1e-9 * a)
    // Short A, long B, and two B pledged.
    #expect(abs(crash[2 - 1] - (0.5 * 10 * a - 0.4 * 6 * b)) < 1e-9 * a)
    #expect(crash[2] == 0 && test.accounts[2].worst == nil)
    #expect(test.accounts[0].worst?.scenario == "crash")
  }

  @Test func haircutsAreTakenAtStressedPrices() throws {
    let haircut = Haircut(fractions: ["B": 0.25], defaultFraction: 0.5)
    let (test, assessment, book) = try run(.haircut(haircut))
    let requirement = assessment.requirements[1]
    let outcome = test.accounts[1].outcomes[0]
    let price = try #require(book.spot["B"])
    // The loss of 40 % on two pledged B counts for three quarters.
    let value = requirement.standing.collateralValue + outcome.pnl + 0.25 * 0.4 * 2 * price
    let level = try #require(outcome.marginLevelAfter?.value)
    #expect(abs(level - value / requirement.maintenance) < 1e-9 * abs(level))
  }
}
