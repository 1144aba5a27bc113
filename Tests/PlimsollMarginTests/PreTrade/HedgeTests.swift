import PlimsollMarket
import PlimsollScenarios
import Testing

@testable import PlimsollMargin

@Suite struct HedgeTests {
  /// A long perpetual is hedged by a sale of as much, of whatever follows the same coin; the cost is
  /// half the spread of liquidity.csv on the notional.
  @Test func aPerfectHedgeTakesAllOff() throws {
    let rule = try PreTradeSamples.rule(.historical, charges: false)
    let book = try PreTradeSamples.book()
    let a = try #require(book.spot["A"])
    let only = Account(
      name: "one",
      positions: [Position(instrument: .spot(Spot(name: "A", underlying: "A")), quantity: 10)])
    var check = try PreTradeCheck(
      MarginRule(.shortfall(rule)), on: try book.replacing([only]), in: RiskContext())
    let hedges = try check.hedges(of: "one", most: 10)
    let perpetual = try #require(hedges.first { $0.instrument == "A-PERP" })
    #expect(abs(perpetual.quantity + 10 / 1.002) < 0.01)
    #expect(perpetual.initialAfter < 0.005 * perpetual.initialBefore)
    let cost = abs(perpetual.quantity) * a * 5 / 20_000
    #expect(abs(try #require(perpetual.cost) - cost) < 1e-9 * cost)
    #expect(perpetual.reduction == perpetual.initialBefore - perpetual.initialAfter)
    #expect(perpetual.reductionPerCost == perpetual.reduction / (try #require(perpetual.cost)))
    // No price of C has a spread: it comes last if at all.
    for hedge in hedges.dropLast() where hedge.cost == nil {
      #expect(hedges.last?.cost == nil)
    }
  }

  /// No other size of the instrument does better, by a grid around the one found; and each hedge's
  /// margin is that of the order.
  @Test func everySizeIsTheBest() throws {
    for charges in [true, false] {
      let rule = try PreTradeSamples.rule(.monteCarlo, charges: charges, count: 4_000)
      var check = try PreTradeCheck(
        MarginRule(.shortfall(rule)), on: try PreTradeSamples.book(), in: RiskContext())
      var seen = 0
      for account in check.book.accounts.map(\.name) {
        let hedges = try check.hedges(of: account, most: 6)
        #expect(!hedges.contains { $0.instrument == "A-SOON" }, "it expires within the period")
        for hedge in hedges {
          seen += 1
          let answer = try check.check(account, hedge.instrument, hedge.quantity)
          #expect(abs(answer.after.initial - hedge.initialAfter) < 1e-9 * hedge.initialBefore)
          #expect(hedge.reduction >= 0.01 * hedge.initialBefore)
          guard !charges else { continue }
          for factor in [0.2, 0.5, 0.8, 0.95, 1.05, 1.25, 2, 4] {
            let other = try check.check(account, hedge.instrument, factor * hedge.quantity)
            #expect(other.after.initial >= hedge.initialAfter - 1e-4 * hedge.initialBefore)
          }
        }
        let ratios = hedges.compactMap(\.reductionPerCost)
        #expect(ratios == ratios.sorted(by: >))
      }
      #expect(seen > 6)
    }
  }

  @Test func anAccountWithoutMarginNeedsNone() throws {
    let rule = try PreTradeSamples.rule(.historical)
    var check = try PreTradeCheck(
      MarginRule(.shortfall(rule)), on: try PreTradeSamples.book(), in: RiskContext())
    #expect(try check.hedges(of: "new", most: 3).isEmpty)
  }
}
