import PlimsollMarket
import Testing

@testable import PlimsollClearing

@Suite struct AutoDeleveragingTests {
  private func candidate(
    _ size: Double, pnl: Double = 0, notional: Double = 100, entry: Double = 100,
    equity: Double = 50, maintenance: Double = 1, isLong: Bool = true
  ) -> AutoDeleveraging.Candidate {
    AutoDeleveraging.Candidate(
      size: size, isLong: isLong, unrealisedPnL: pnl, notional: notional, entryNotional: entry,
      equity: equity, maintenance: maintenance)
  }

  /// VENUES A1, BitMEX: six longs, a bankrupt short of 20: accounts 2 and 5 close ten each.
  @Test func theWorkedQueue() {
    let sizes = [10.0, 10, 20, 30, 20, 10]
    let ranks = [3.0, 6, 1, 4, 5, 2]
    let closed = AutoDeleveraging(score: .bitmex).closed(
      20, of: sizes.map { candidate($0) }, scores: ranks)
    #expect(closed == [0, 10, 0, 0, 10, 0])
  }

  @Test func theScoresByHand() {
    let gaining = candidate(1, pnl: 20, notional: 120, entry: 100, equity: 60, maintenance: 3)
    let losing = candidate(1, pnl: -20, notional: 80, entry: 100, equity: 40, maintenance: 2)
    func scores(_ score: AutoDeleveraging.Score) -> [Double] {
      [gaining, losing].map(AutoDeleveraging(score: score).score)
    }
    #expect(scores(.bitmex) == [0.2 * 2, -0.2 / 2])
    #expect(scores(.okx) == [0.2 * 2, -0.2 * 2])
    #expect(scores(.bybit) == scores(.okx))
    #expect(scores(.binance) == [0.025, 0])
    #expect(scores(.hyperliquid) == [1.2 * 2, 0.8 * 2])
    let short = candidate(1, pnl: 20, notional: 80, entry: 100, equity: 40, isLong: false)
    #expect(AutoDeleveraging(score: .hyperliquid).score(of: short) == 1.25 * 2)
  }

  @Test func noMoreIsClosedThanThereIs() {
    let candidates = [candidate(3), candidate(5)]
    let ranked = AutoDeleveraging(score: .okx)
    #expect(ranked.closed(20, of: candidates, scores: [1, 2]) == [3, 5])
    #expect(ranked.closed(6, of: candidates, scores: [1, 1]) == [3, 3])
    #expect(ranked.closed(1, of: [], scores: []) == [])
    let shared = AutoDeleveraging(score: .okx, queue: .proRata)
    #expect(shared.closed(4, of: candidates, scores: [1, 2]) == [1.5, 2.5])
    #expect(shared.closed(4, of: candidates, scores: [-1, 2]) == [0, 4])
    #expect(shared.closed(100, of: candidates, scores: [1, 2]) == [3, 5])
    #expect(shared.closed(4, of: candidates, scores: [-1, 0]) == [0, 0])
  }
}

@Suite struct LiquidationRulesTests {
  private func read(_ text: String) throws -> LiquidationRules {
    try LiquidationRules(yaml: InputFile(name: "venue.yaml", text: text))
  }

  @Test func everyKeyIsRead() throws {
    let rules = try read(
      """
      source: a page
      slice: 0.25
      target: 1.5
      order: largest
      full_below: 1000
      fee: 0.01
      fee_to_fund: 0.5
      insurance_fund: 5000
      backstop: {level: 0.5, capital: 100, sells: 0.1}
      auto_deleveraging: {score: binance, queue: pro-rata}
      socialised_loss: true
      """)
    #expect(rules.name == "venue" && rules.source == "a page" && rules.slice == 0.25)
    #expect(rules.target == 1.5 && rules.order == .largest && rules.fullBelow == 1000)
    #expect(rules.fee == 0.01 && rules.feeToFund == 0.5 && rules.insuranceFund == 5000)
    #expect(rules.backstop == .init(level: 0.5, capital: 100, sells: 0.1))
    #expect(rules.autoDeleveraging == AutoDeleveraging(score: .binance, queue: .proRata))
    #expect(rules.socialisesLoss)
  }

  @Test(arguments: [
    ("slice: 0", "slice"), ("slice: 1.1", "slice"), ("slice: 0.0001", "slice"),
    ("target: 0.9", "target"), ("target: inf", "target"), ("order: first", "first"),
    ("fee: -0.1", "fee"), ("fee: 1", "fee"), ("fee_to_fund: 2", "fee_to_fund"),
    ("insurance_fund: -1", "insurance_fund"), ("insurance_fund: lots", "insurance_fund"),
    ("backstop: {level: 0.5}", "capital"), ("backstop: {level: 0, capital: 1, sells: 1}", "level"),
    ("auto_deleveraging: {queue: ranked}", "score"), ("auto_deleveraging: {score: ftx}", "ftx"),
    ("socialised_loss: maybe", "maybe"), ("slices: 0.2", "slices"), ("", ""),
  ]) func badRulesAreRefused(text: String, named: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.kind == .data && error?.description.contains(named) == true)
  }
}
