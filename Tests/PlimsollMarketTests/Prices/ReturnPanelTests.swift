import Foundation
import Testing

@testable import PlimsollMarket

@Suite struct ReturnPanelTests {
  private static let hour = TimeSpan(seconds: 3600)

  /// A history with the rows in `dropped` left out.
  private static func holed(_ count: Int, dropped: Range<Int>, step: TimeSpan = .day) throws
    -> PriceHistory
  {
    let walk = MarketSamples.walk(count, seed: 4)
    let kept = (0..<count).filter { !dropped.contains($0) }
    let times = MarketSamples.times(count, step: step)
    return try MarketSamples.history(
      kept.map { times[$0] }, [("A", kept.map { walk[$0] })])
  }

  @Test func oneBarLogReturns() throws {
    let moves = (0..<40).map { 0.01 * sin(Double($0)) }
    let times = MarketSamples.times(41)
    let history = try MarketSamples.history(
      times,
      [
        ("A", MarketSamples.prices(moves)), ("B", MarketSamples.prices(moves.map { -2 * $0 })),
        ("C", MarketSamples.walk(41, seed: 1)),
      ])
    let panel = try ReturnPanel(history, factors: ["B", "A"])
    #expect(panel.factors == ["B", "A"])
    #expect(panel.count == 40)
    #expect(panel.times == Array(times.dropFirst()))
    #expect(panel.chains == [0..<40])
    #expect(panel.bar == .day)
    #expect(panel.isComplete)
    for (row, move) in moves.enumerated() {
      #expect(abs(panel.returns[1][row] - move) < 1e-12)
      #expect(abs(panel.returns[0][row] + 2 * move) < 1e-12)
    }
    #expect(panel.diagnostics.isEmpty)
    #expect(panel.coverage.map(\.usedReturns) == [40, 40])
    #expect(panel.coverage[0].firstPrice == times[0])
  }

  @Test func aMoveThatRuinsIsKept() throws {
    var moves = [Double](repeating: 0.01, count: 30)
    moves[15] = -5.71
    let history = try MarketSamples.history(
      MarketSamples.times(31), [("LUNC", MarketSamples.prices(moves))])
    let panel = try ReturnPanel(history, factors: ["LUNC"])
    #expect(abs(panel.returns[0][15] + 5.71) < 1e-12)
  }

  @Test(arguments: [(1, 100), (20, 20), (50, 50), (99, 99), (500, 100)])
  func theWindowCountsBackFromTheEnd(days: Int, returns: Int) throws {
    let history = try MarketSamples.history(
      MarketSamples.times(101), [("A", MarketSamples.walk(101, seed: 5))])
    guard days >= ReturnPanel.fewestReturns else {
      let error = #expect(throws: InputError.self) {
        try ReturnPanel(history, factors: ["A"], window: .days(days))
      }
      #expect(error?.message == "1 usable returns, at least 20 are needed")
      return
    }
    let panel = try ReturnPanel(history, factors: ["A"], window: .days(days))
    #expect(panel.count == returns)
    #expect(panel.times.last == history.times.last)
    #expect(panel.coverage[0].ownReturns == returns)
  }

  /// Missing rows leave a step of one more bar: seven daily bars still pass, eight break.
  @Test(arguments: [
    (0, 1), (1, 1), (2, 1), (6, 1), (7, 2), (30, 2),
  ]) func dailyHoles(missing: Int, chains: Int) throws {
    let panel = try ReturnPanel(
      try Self.holed(100, dropped: 40..<(40 + missing)), factors: ["A"])
    #expect(panel.chains.count == chains)
    #expect(panel.count == 100 - missing - chains)
    #expect(panel.diagnostics.count == chains - 1)
    #expect(panel.chains.last?.upperBound == panel.count)
    if chains == 2 {
      #expect(panel.chains == [0..<39, 39..<panel.count])
      #expect(
        panel.diagnostics.first?.message.hasPrefix("a gap of \(missing) bars between 2024-02-09")
          == true)
    }
  }

  @Test(arguments: [(0, 1), (1, 2), (5, 2)]) func hourlyHoles(missing: Int, chains: Int) throws {
    let panel = try ReturnPanel(
      try Self.holed(100, dropped: 40..<(40 + missing), step: Self.hour), factors: ["A"])
    #expect(panel.chains.count == chains)
    #expect(panel.count == 100 - missing - chains)
  }

  @Test func noReturnCrossesABreak() throws {
    let history = try Self.holed(60, dropped: 20..<30)
    let panel = try ReturnPanel(history, factors: ["A"])
    let crossing = log(
      try #require(history.price(of: "A", row: 20))
        / (try #require(history.price(of: "A", row: 19)))
    )
    #expect(panel.count == 48)
    #expect(!panel.returns[0].contains { abs($0 - crossing) < 1e-15 })
    #expect(!panel.times.contains(history.times[20]))
  }

  @Test func weekendsDoNotBreak() throws {
    let weekdays = (0..<105).filter { $0 % 7 < 5 }
    let times = MarketSamples.times(105)
    let history = try MarketSamples.history(
      weekdays.map { times[$0] }, [("A", MarketSamples.walk(75, seed: 6))])
    let panel = try ReturnPanel(history, factors: ["A"])
    #expect(panel.count == 74)
    #expect(panel.chains == [0..<74])
    #expect(panel.diagnostics.isEmpty)
  }

  @Test func overlappingSumsStayWithinAChain() throws {
    let history = try Self.holed(60, dropped: 20..<30)
    let panel = try ReturnPanel(history, factors: ["A"])
    for bars in [1, 2, 5, 19, 20, 29] {
      var expected: [Double] = []
      for rows in [0..<20, 20..<50] where rows.count > bars {
        for start in rows.lowerBound..<(rows.upperBound - bars) {
          let (first, last) = (
            try #require(history.price(of: "A", row: start)),
            try #require(history.price(of: "A", row: start + bars))
          )
          expected.append(log(last / first))
        }
      }
      let sums = panel.overlappingSums(bars: bars)[0]
      #expect(sums.count == expected.count)
      #expect(zip(sums, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(panel.overlappingSums(bars: 30)[0].isEmpty)
  }
}
