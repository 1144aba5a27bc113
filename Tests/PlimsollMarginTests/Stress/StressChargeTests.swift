import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

@Suite struct StressChargeTests {
  private func charge(_ weight: Double, spot: Double = -0.5) throws -> StressCharge {
    StressCharge(
      library: try StressSamples.library("grids: [{spot: [\(spot), \(-spot)]}]"), weight: weight)
  }

  @Test(arguments: ScenarioPlan.Method.allCases)
  func obeysTheLawsOfMarginModels(method: ScenarioPlan.Method) throws {
    let rule = try StressSamples.rule(method) { $0.stress = try? charge(0.25) }
    try checkMarginModelLaws(rule, on: try StressSamples.book(StressSamples.accounts))
  }

  @Test func neverLowersAMargin() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let plain = try StressSamples.rule().assess(book, in: RiskContext()).requirements
    for spot in [-0.9, -0.2, -0.001, 0.5] {
      for weight in [0, 0.25, 1] {
        let rule = try StressSamples.rule { $0.stress = try? charge(weight, spot: spot) }
        let found = try rule.assess(book, in: RiskContext()).requirements
        for (with, without) in zip(found, plain) {
          #expect(try #require(with.stress) >= 0 && with.initial >= without.initial)
          #expect(with.core == without.core && without.stress == nil)
        }
      }
    }
  }

  @Test func chargesTheLossBeyondTheCore() throws {
    let book = try StressSamples.book(StressSamples.accounts)
    let rule = try StressSamples.rule { $0.stress = try? charge(0.25) }
    let found = try rule.assess(book, in: RiskContext()).requirements[0]
    let (a, b) = (try #require(book.spot["A"]), try #require(book.spot["B"]))
    let loss = 0.5 * (10 * a + 3 * b)
    #expect(abs((found.bindingStress?.loss ?? 0) - loss) < 1e-9 * loss)
    #expect(found.bindingStress?.scenario == "grid spot -50% volatility 0%")
    #expect(abs((found.stress ?? 0) - 0.25 * (loss - found.core)) < 1e-9 * loss)
    #expect(found.initial == found.core + (found.stress ?? 0))
  }

  @Test func collateralCountsOnlyWhenSimulated() throws {
    let pledged = [
      Account(
        name: "coin", positions: [StressSamples.perpetual("A", -5)],
        collateral: [Collateral(asset: "A", amount: 5)])
    ]
    let book = try StressSamples.book(pledged)
    let simulated = try StressSamples.rule { $0.stress = try? charge(1) }
    let cut = try StressSamples.rule(collateral: .haircut(.none)) { $0.stress = try? charge(1) }
    #expect(try simulated.assess(book, in: RiskContext()).requirements[0].bindingStress == nil)
    let loss = try cut.assess(book, in: RiskContext()).requirements[0].bindingStress?.loss
    #expect(abs((loss ?? 0) - 2.5 * (try #require(book.spot["A"]))) < 1e-9)
  }
}
