import PlimsollMargin
import Testing

@testable import PlimsollClearing

@Suite struct CascadeDistributionTests {
  private func row(_ measure: String, _ distribution: CascadeDistribution) throws
    -> CascadeDistribution.Row
  {
    try #require(distribution.rows.first { $0.measure == measure })
  }

  private func outcomes(_ shortfalls: [Double]) -> [CascadeOutcome] {
    shortfalls.enumerated().map { path, shortfall in
      var outcome = CascadeOutcome(scenario: "\(path)")
      outcome.shortfall = shortfall
      return outcome
    }
  }

  /// Four paths: mean 4, variance (16 + 16 + 4 + 36) / 3 = 24, error √(24 / 4).
  @Test func figuresOfFourPathsByHand() throws {
    let found = try row(
      "shortfall", CascadeDistribution(outcomes([0, 0, 6, 10]), accountCount: 0))
    #expect(found.mean.value == 4 && found.mean.standardError == 6.0.squareRoot())
    #expect(found.median == 0 && found.quantile95 == 10 && found.quantile99 == 10)
    #expect(found.largest == 10 && found.tail99.value == 10 && found.tail99.standardError == nil)
    let exact = Estimate(times: 2, of: 4)
    #expect(found.probability == exact && exact.value == 0.5)
    // Of the exact interval, 2 of 4: beta.ppf(.025, 2, 3) by SciPy.
    #expect(abs((exact.lower ?? 0) - 0.067_585_986_488_542_85) < 1e-12)
  }

  /// 1 to 200 in any order: order statistics, and the worst two with their error.
  @Test func orderStatisticsAndTheWorstHundredth() throws {
    let shuffled = (0..<200).map { Double(($0 * 77) % 200 + 1) }
    let found = try row("shortfall", CascadeDistribution(outcomes(shuffled), accountCount: 0))
    #expect(found.mean.value == 100.5 && found.probability.value == 1)
    #expect(found.probability.upper == 1)
    #expect(found.median == 100 && found.quantile95 == 190 && found.quantile99 == 198)
    #expect(found.tail99.value == 199.5)
    let scatter = 0.5 + 0.99 * 0.25
    #expect(abs((found.tail99.standardError ?? 0) - (scatter / 2).squareRoot()) < 1e-12)
  }

  /// Of 150 values the worst one and a half: 150 whole and 149 by half, over 1.5.
  @Test func theStraddlingValueCountsByItsFraction() throws {
    let found = Estimate(worstHundredthOf: (1...150).map(Double.init))
    #expect(abs(found.value - (150 + 0.5 * 149) / 1.5) < 1e-12 && found.standardError == nil)
    #expect(Estimate(worstHundredthOf: []).value == 0)
    let more = Estimate(worstHundredthOf: (1...250).map(Double.init))
    let mean = (250 + 249 + 0.5 * 248) / 2.5
    #expect(abs(more.value - mean) < 1e-12)
    let squares = [(250.0, 1.0), (249, 1), (248, 0.5)].reduce(0.0) {
      $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
    }
    let variance = squares / 1.5 + 0.99 * (mean - 248) * (mean - 248)
    #expect(abs((more.standardError ?? 0) - (variance / 2.5).squareRoot()) < 1e-12)
  }

  /// Amplification counts paths that have one, and more than one.
  @Test func amplificationIsAboveOne() throws {
    var paths = outcomes([0, 0, 0])
    paths[0].factor = 0
    (paths[0].firstMove, paths[0].totalMove) = (-0.1, -0.15)
    paths[1].factor = 0
    (paths[1].firstMove, paths[1].totalMove) = (0, -0.02)
    let found = try row("amplification", CascadeDistribution(paths, accountCount: 0))
    #expect(abs(found.mean.value - 1.25) < 1e-12 && abs(found.largest - 1.5) < 1e-12)
    #expect(found.probability.value == 0.5)
    // Nothing moved first in any path.
    let none = try row("amplification", CascadeDistribution([paths[1]], accountCount: 0))
    #expect(none.mean.value == 0 && none.probability.value == 0 && none.probability.upper == nil)
  }

  /// Paths in which nothing became of an account count as zeros.
  @Test func accountsWithoutAFateCountAsZero() {
    var paths = outcomes([0, 0, 0, 0, 0])
    var struck = AccountFate(account: 1)
    struck.isLiquidated = true
    (struck.costs, struck.haircut, struck.deleveragedNotional) = (10, 5, 100)
    var ruined = AccountFate(account: 1)
    (ruined.isLiquidated, ruined.isBankrupt) = (true, true)
    (ruined.costs, ruined.deficit, ruined.socialised) = (20, 50, 1)
    paths[1].accounts = [struck]
    paths[4].accounts = [ruined]
    let distribution = CascadeDistribution(paths, accountCount: 3)
    #expect(distribution.accounts.map(\.account) == [0, 1, 2])
    let (untouched, found) = (distribution.accounts[0], distribution.accounts[1])
    #expect(untouched.liquidation == Estimate(times: 0, of: 5) && untouched.costs.value == 0)
    #expect(untouched.costs.standardError == 0 && untouched.haircutTail == 0)
    #expect(found.liquidation == Estimate(times: 2, of: 5))
    #expect(found.bankruptcy == Estimate(times: 1, of: 5))
    #expect(found.deleveraging == Estimate(times: 1, of: 5))
    // Costs 10, 20 and three zeros: mean 6, squares 16 + 196 + 3 · 36 = 320.
    #expect(found.costs.value == 6 && found.costs.standardError == (320.0 / 4 / 5).squareRoot())
    #expect(found.deficit.value == 10 && found.haircut.value == 1 && found.haircutTail == 5)
    #expect(found.socialised.value == 0.2)
  }
}
