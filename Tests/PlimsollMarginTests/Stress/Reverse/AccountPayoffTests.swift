import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollMargin

@Suite struct AccountPayoffTests {
  /// An account with something of every kind, and its book.
  private func book() throws -> StressedBook {
    let law = try ReverseSamples.law(3)
    let inverse = Instrument.perpetual(
      Perpetual(
        name: "I", underlying: "F1", settlement: .inverse, contractSize: 10, markPrice: 205))
    return try ReverseSamples.stressed(
      try ReverseSamples.options(3, perFactor: 3, seed: 9) + [
        Position(instrument: inverse, quantity: -30, entryPrice: 180),
        Position(instrument: .spot(Spot(name: "F2", underlying: "F2")), quantity: 4),
        StressSamples.perpetual("F0", 12, entry: 90),
      ],
      collateral: [
        Collateral(asset: "F0", amount: 20), Collateral(asset: "F1", amount: -7),
        Collateral(asset: nil, amount: 900),
      ], law: law, haircut: Haircut(fractions: ["F0": 0.3], defaultFraction: 0.5))
  }

  @Test func addsUpToTheShockedPositions() throws {
    let stressed = try book()
    let account = stressed.book.accounts[0]
    let payoff = stressed.payoff(ofAccount: 0, haircut: .none)
    #expect(payoff.factors == ["F0", "F1", "F2"])
    for seed in 0..<50 {
      let shock = MarketShock(
        logMoves: Dictionary(
          uniqueKeysWithValues: (0..<3).map {
            (RiskFactor("F\($0)"), 3 * (ReverseSamples.uniform(seed, $0) - 0.5))
          }), volatility: ["F1": 0.4])
      let direct =
        account.positions.reduce(0) { $0 + stressed.valuation.pnl(of: $1, under: shock) }
        + account.collateral.reduce(0) { $0 + stressed.valuation.pnl(of: $1, under: shock) }
      #expect(abs(payoff.gain(shock) - direct) < 1e-9 * (1 + abs(direct)))
    }
  }

  @Test func haircutsCountAtShockedPrices() throws {
    let stressed = try book()
    let market = stressed.payoff(ofAccount: 0, haircut: .none)
    let counted = stressed.payoff(ofAccount: 0, haircut: stressed.haircut)
    let move = -0.4
    let price = try #require(stressed.price(of: "F0"))
    let difference = market.payoffs[0].gain(move) - counted.payoffs[0].gain(move)
    // Three tenths of what twenty pledged coins lose; a debt takes no haircut.
    #expect(abs(difference - 0.3 * 20 * price * expm1(move)) < 1e-9 * price)
    #expect(abs(market.payoffs[1].gain(move) - counted.payoffs[1].gain(move)) < 1e-9)
  }

  @Test func slopesAreDerivatives() throws {
    for payoff in try book().payoff(ofAccount: 0, haircut: .none).payoffs {
      for move in [-1.2, -0.1, 0.001, 0.3, 0.9] {
        let h = 1e-4
        let (low, middle, high) = (
          payoff.slopes(move - h), payoff.slopes(move), payoff.slopes(move + h)
        )
        let scale = 1 + abs(middle.first) + abs(middle.second)
        #expect(abs(middle.gain - payoff.gain(move)) < 1e-9 * scale)
        #expect(abs((high.gain - low.gain) / (2 * h) - middle.first) < 1e-5 * scale)
        #expect(abs((high.first - low.first) / (2 * h) - middle.second) < 1e-4 * scale)
      }
    }
  }

  @Test func tablesAgreeBetweenNodes() throws {
    let payoff = try book().payoff(ofAccount: 0, haircut: .none)
    for (exact, table) in zip(payoff.payoffs, payoff.tables) {
      let scale = (0..<20).map { abs(exact.gain(Double($0 - 10) / 20)) }.max() ?? 1
      for index in 0..<500 {
        let move = 4 * (ReverseSamples.uniform(index, 900) - 0.5)
        let (gain, slope) = table.look(move)
        let wanted = exact.slopes(move)
        #expect(abs(gain - wanted.gain) < 1e-4 * (scale + abs(wanted.gain)))
        #expect(abs(slope - wanted.first) < 2e-2 * (scale + abs(wanted.first)))
      }
    }
    #expect(PayoffTable.nodes[PayoffTable.middle] == 0)
    #expect(abs(try #require(PayoffTable.nodes.last) - PayoffTable.reach) < 1e-12)
  }

  @Test func windowsAreSumsOfReturnsThatCrossNoGap() throws {
    // Five days with a blank, then a gap of 27 days, then thirty days.
    let start = Timestamp(seconds: 1_704_067_200)
    var text = "date,A,B\n"
    for (day, price) in ["100,50", "110,55", "121,", "133.1,66", "146.41,60"].enumerated() {
      text += "\((start + .days(day)).description),\(price)\n"
    }
    for day in 32..<62 {
      text += "\((start + .days(day)).description),\(100 + day),\(50 + day)\n"
    }
    let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
    let windows = try HistoricalWindows(history, factors: ["A", "B"], bars: 2)
    let both = windows.complete(for: ["A", "B"])
    let one = windows.complete(for: ["A"])
    #expect(one.count == 3 + 28)
    // B has no price on the third day, so no return to it or from it.
    #expect(both.count == 28)
    #expect(abs(one[0].moves[0] - log(1.21)) < 1e-12)
    #expect(one[0].end == history.times[2])
    #expect(windows.complete(for: ["C"]).isEmpty && windows.complete(for: []).isEmpty)
  }

  @Test func aRecordCountsAndRanks() throws {
    let law = try ReverseSamples.law(["A", "B"], Matrix.diagonal([1, 4]))
    let windows = [[0.0, 0], [-1, -2], [-3, 0], [2, 2]].enumerated().map { day, moves in
      (end: Timestamp(seconds: 86_400 * day), moves: moves)
    }
    let record = HistoricalRecord(
      of: [-1.0, -2.2], among: windows, law: law, apart: .days(2), loses: { $0[0] <= -1 },
      loss: { -$0[0] })
    #expect(record.windows == 4 && record.farther == 2 && record.losing == 2)
    #expect(record.nearest.map(\.loss).first == 1)
    #expect(abs(record.nearest[0].distanceToScenario - 0.1) < 1e-12)
    #expect(abs(record.nearest[0].distance - 2.0.squareRoot()) < 1e-12)
    // The windows before and after the nearest overlap it.
    #expect(record.nearest.map(\.end) == [windows[1].end, windows[3].end])
  }
}
