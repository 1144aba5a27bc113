import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct HistoricalReplayTests {
  private func panel() throws -> ReturnPanel {
    let history = try SyntheticPrices.history(["A", "B", "C"], days: 1500)
    return try ReturnPanel(history, factors: ["A", "B", "C"])
  }

  @Test(arguments: [1, 2, 10]) func obeysTheLawsOfSources(bars: Int) throws {
    checkScenarioSourceLaws(try HistoricalReplay(try panel(), bars: bars))
  }

  @Test func windowsOverlapAndAreWorthFewer() throws {
    let panel = try panel()
    let replay = try HistoricalReplay(panel, bars: 5)
    #expect(replay.count == panel.count - 4)
    #expect(replay.effectiveCount == replay.count / 5)
    let moves = replay.moves(0..<2)
    #expect(abs(moves[1, 2] - panel.returns[2][1...5].reduce(0, +)) < 1e-15)
  }

  @Test func squareRootOfTimeScalesSingleBars() throws {
    let panel = try panel()
    let replay = try HistoricalReplay(panel, bars: 4, scaling: .squareRootOfTime)
    #expect(replay.count == panel.count && replay.effectiveCount == panel.count)
    #expect(replay.moves(3..<4)[0, 1] == 2 * panel.returns[1][3])
  }

  @Test func aHorizonLongerThanHistoryIsRefused() throws {
    let panel = try panel()
    #expect(throws: InputError.self) { try HistoricalReplay(panel, bars: 5000) }
  }

  @Test func unequalHistoriesMustBeCompleted() throws {
    let file = InputFile(
      name: "p.csv",
      text: SyntheticPrices.csv(["A", "B"], days: 100).split(separator: "\n").enumerated()
        .map { line, text in
          (5..<20).contains(line)
            ? text.split(separator: ",").dropLast().joined(separator: ",") + ","
            : String(text)
        }.joined(separator: "\n"))
    let panel = try ReturnPanel(
      try PriceHistory(csv: file), factors: ["A", "B"], missing: .pairwise)
    #expect(throws: InputError.self) { try HistoricalReplay(panel, bars: 1) }
  }
}
