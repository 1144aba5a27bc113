import Foundation
import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollClearing
@testable import PlimsollMargin

@Suite struct CascadeTests {
  /// A market of a dollar a day: prices are bounded, money is conserved, and the outcome says so.
  @Test(arguments: [-0.5, 0.6]) func aMarketFarTooSmallIsBounded(depth: Double) throws {
    let world = try CascadeWorld(seed: 2)
    let table = LiquidityTable(
      Dictionary(
        uniqueKeysWithValues: world.book.factors.map { ($0, .init(averageDailyVolume: 1)) }))
    let book = try Book(
      name: "thin", prices: world.book.prices, accounts: world.book.accounts,
      asOf: world.book.asOf, liquidity: table)
    let cascade = try Cascade(
      book, requirements: world.requirements, rule: world.rule, haircut: .none,
      scenarios: world.scenarios, horizon: .days(1), impact: CascadeWorld.impact,
      rules: CascadeWorld.rules)
    let outcome = cascade.outcome(of: world.path(depth: depth))
    #expect(outcome.isBounded && abs(outcome.push) == Cascade.furthestPush)
    #expect(outcome.shortfall.isFinite && outcome.slippage.isFinite)
    #expect(outcome.imbalance < 1e-9 * (1 + outcome.shortfall + abs(outcome.slippage)))
    #expect(try !world.cascade().outcome(of: world.path(depth: depth)).isBounded)
  }

  private func cascade(
    _ accounts: [(name: String, coins: Double, cash: Double)], rate: Double = 0.1,
    rules: LiquidationRules, impact: ImpactModel = .none, volume: Double = 1e6
  ) throws -> Cascade {
    try PerpetualBook.cascade(accounts, rate: rate, rules: rules, impact: impact, volume: volume)
  }

  private func path(_ prices: [Double], _ conditions: MarketConditions = .usual) -> CascadePath {
    CascadePath(
      name: "by hand", moves: prices.map { [log($0 / PerpetualBook.price)] }, stepLength: .hours(8),
      conditions: conditions)
  }

  /// An account alone, without impact, is closed as the closed form says.
  @Test(arguments: [0.1, 0.2, 0.25, 1], [1.0, 1.2, 3]) func aloneItMatchesTheClosedForm(
    slice: Double, target: Double
  ) throws {
    var rules = LiquidationRules(name: "slices")
    rules.slice = slice
    rules.target = target
    rules.fee = 0.004
    let cascade = try cascade([("one", 40, 450)], rules: rules)
    // Equity of 410 at 99 is above the maintenance margin of 396: nothing has to be done.
    #expect(cascade.outcome(of: path([99])).liquidated == 0)
    let deeper = cascade.record(path([98.5]), following: [0]).record
    let wanted = PartialLiquidation(
      targetRatio: target, fraction: slice, feeRate: 0.004, slippageRate: 0
    ).steps(
      size: 40, equity: 450 - 60, mark: 98.5,
      brackets: MarginBrackets(ends: [.infinity], rates: [0.1]))
    #expect(deeper.trades.count == wanted.count && !wanted.isEmpty)
    for (trade, step) in zip(deeper.trades, wanted) {
      #expect(abs(trade.quantity + step.cut) < 1e-9)
      #expect(abs(trade.fee - step.cost) < 1e-9)
      #expect(abs(trade.equityAfter - step.equity) < 1e-9)
      #expect(abs(trade.price - 98.5) < 1e-12)
    }
  }

  /// Two longs: what one sells takes the other under.
  @Test func oneFallTakesTheNext() throws {
    var rules = LiquidationRules(name: "whole")
    rules.slice = 1
    let impact = ImpactModel(
      name: "strong", temporary: 1, permanent: 0, halfLife: TimeSpan(seconds: 0))
    let alone = try cascade(
      [("a", 100, 1_050), ("b", 100, 1_200)], rules: rules, impact: .none)
    let together = try cascade(
      [("a", 100, 1_050), ("b", 100, 1_200)], rules: rules, impact: impact, volume: 1e5)
    let fall = path([99, 99])
    #expect(alone.outcome(of: fall).liquidated == 1)
    let (outcome, record) = together.record(fall, following: [])
    #expect(outcome.liquidated == 2 && outcome.rounds == 2)
    // σ of the two scenarios by hand, and 9,900 USD of 100,000 a day.
    let sigma = (log(1.1) - log(0.9)) / 2.0.squareRoot()
    #expect(abs(together.volatility[0] - sigma) < 1e-12)
    let first = -sigma * (9_900 / 1e5).squareRoot()
    #expect(abs(record.trades[0].impact - first * 2 / 3) < 1e-12)
    let mark = 99 * exp(first)
    let equity = 100 * (mark - 100) + 1_200
    #expect(equity < 0.1 * 100 * mark)
    let volume = 9_900 + 100 * mark
    let total = log(0.99) - sigma * (volume / 1e5).squareRoot()
    #expect(abs(outcome.totalMove - total) < 1e-12)
    let amplification = try #require(outcome.amplification)
    #expect(abs(amplification - total / log(0.99)) < 1e-12)
    // Forgotten at the next step.
    #expect(record.steps[1].total == record.steps[1].exogenous)
  }

  @Test func theFundPaysThenWinnersThenNobody() throws {
    var rules = LiquidationRules(name: "adl")
    rules.slice = 1
    rules.insuranceFund = 300
    rules.autoDeleveraging = AutoDeleveraging(score: .okx)
    let world = [("loser", 100.0, 1_500.0), ("winner", -60, 5_000), ("small", -10, 150)]
    // At 80 the loser owes 500; both shorts together take 70 of its 100 coins.
    let (outcome, record) = try cascade(world, rules: rules).record(path([80]), following: [])
    #expect(abs(outcome.shortfall - 500) < 1e-9 && abs(outcome.fundDraw - 300) < 1e-9)
    // Each deleveraged coin was closed against five USD of deficit, of which the fund pays 60 %.
    #expect(abs(outcome.deleveraged - 70 * 5 * 0.4) < 1e-9)
    #expect(abs(outcome.uncovered - (200 - 140)) < 1e-9)
    let haircuts = outcome.accounts.filter { $0.haircut > 0 }.map(\.haircut).sorted()
    #expect(haircuts.count == 2 && abs(haircuts[0] - 20) < 1e-9 && abs(haircuts[1] - 120) < 1e-9)
    let sold = record.trades.filter { $0.kind == .bankruptcy }
    #expect(sold.count == 1 && abs(sold[0].quantity + 30) < 1e-9)
    rules.socialisesLoss = true
    let shared = try cascade(world, rules: rules).outcome(of: path([80]))
    #expect(abs(shared.socialised - 60) < 1e-9 && abs(shared.uncovered) < 1e-9)
  }

  /// Who gained nothing pays nothing, and is not among those of whom something became.
  @Test func aSharedLossIsThatOfTheWinners() throws {
    var rules = LiquidationRules(name: "shared")
    rules.slice = 1
    rules.socialisesLoss = true
    let world = [("loser", 100.0, 1_500.0), ("winner", -60, 5_000), ("bystander", 1, 5_000)]
    let outcome = try cascade(world, rules: rules).outcome(of: path([80]))
    #expect(abs(outcome.socialised - 500) < 1e-9 && outcome.uncovered == 0)
    #expect(outcome.accounts.map(\.account) == [0, 1])
    #expect(abs(outcome.accounts[1].socialised - 500) < 1e-9)
  }

  @Test func theBackstopTakesOverWhole() throws {
    var rules = LiquidationRules(name: "vault")
    rules.slice = 0.5
    rules.backstop = .init(level: 2.0 / 3, capital: 1_000, sells: 0.5)
    // At 94 equity is 400, maintenance 940: below two thirds.
    let (outcome, record) = try cascade([("one", 100, 1_000)], rules: rules).record(
      path([94, 90, 80]), following: [])
    #expect(outcome.takenOver == 1 && outcome.bankrupt == 0)
    #expect(record.trades.map(\.kind) == [.takeover, .backstop, .backstop])
    #expect(record.trades[1].quantity == -50 && record.trades[2].quantity == -25)
    // 1,000 + 400, then 100 coins from 94 to 90, 50 to 80.
    #expect(outcome.shortfall == 0)
    let deep = try cascade([("one", 100, 1_000)], rules: rules).outcome(of: path([94, 40, 20]))
    let owed = 100.0 * 54 + 50 * 20 - 1_400
    #expect(abs(deep.shortfall - owed) < 1e-9)
  }

  @Test func fundingIsPaidByLongsToShorts() throws {
    var conditions = MarketConditions()
    conditions.funding = 0.01
    let cascade = try cascade(
      [("long", 50, 5_000), ("short", -50, 5_000)], rules: .init(name: "x"))
    let (_, record) = cascade.record(path([100, 100], conditions), following: [0, 1])
    let last = record.standings.suffix(2).map(\.equity)
    #expect(abs(last[0] - (5_000 - 2 * 50)) < 1e-9 && abs(last[1] - (5_000 + 2 * 50)) < 1e-9)
  }

  @Test func largeHoldersLeaveFirst() throws {
    var conditions = MarketConditions()
    conditions.unwinds = 1
    let cascade = try cascade(
      [("a", 10, 5_000), ("b", -60, 50_000), ("c", 20, 5_000)], rules: .init(name: "x"),
      impact: ImpactModel(name: "i", temporary: 1, permanent: 0, halfLife: .hours(1)))
    let (outcome, record) = cascade.record(path([100, 100], conditions), following: [])
    #expect(record.trades.map(\.kind) == [.unwind] && record.trades[0].quantity == 60)
    #expect(outcome.totalMove > 0 && outcome.firstMove == 0 && outcome.amplification == nil)
    conditions.volume = 0.01
    let thin = cascade.outcome(of: path([100], conditions))
    #expect(abs(thin.totalMove - 10 * outcome.totalMove) < 1e-12)
  }

  @Test func whatMustBeSoldNeedsAMarket() throws {
    let world = try CascadeWorld(seed: 1)
    let book = try Book(
      name: "bare", prices: world.book.prices, accounts: world.book.accounts,
      asOf: world.book.asOf, liquidity: LiquidityTable(["A": .init(averageDailyVolume: 1e6)]))
    let error = #expect(throws: InputError.self) {
      try Cascade(
        book, requirements: world.requirements, rule: world.rule, haircut: .none,
        scenarios: world.scenarios, horizon: .day, impact: CascadeWorld.impact,
        rules: CascadeWorld.rules)
    }
    #expect(error?.message.contains("no row for B") == true)
  }
}
