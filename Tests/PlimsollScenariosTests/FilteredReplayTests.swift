import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct FilteredReplayTests {
  private func panel(days: Int = 1500) throws -> ReturnPanel {
    let history = try SyntheticPrices.history(["A", "B", "C"], days: days)
    return try ReturnPanel(history, factors: ["A", "B", "C"])
  }

  @Test(arguments: [1, 2, 10]) func obeysTheLawsOfSources(bars: Int) throws {
    checkScenarioSourceLaws(
      try FilteredReplay(try panel(), bars: bars, spec: CalibrationSpec()))
  }

  @Test func oneBarIsEveryDateOnce() throws {
    let panel = try panel()
    let replay = try FilteredReplay(panel, bars: 1, spec: CalibrationSpec())
    let moves = replay.moves(0..<replay.count)
    #expect(replay.count == panel.count && replay.effectiveCount == panel.count)
    for factor in 0..<3 {
      let filtered = FilteredReturns(
        panel.returns[factor], weighting: ExponentialWeighting(decay: 0.94))
      #expect(moves.column(factor) == filtered.rescaled)
    }
  }

  @Test func windowsOverlapAtTheForecast() throws {
    let panel = try panel()
    let one = try FilteredReplay(panel, bars: 1, spec: CalibrationSpec())
    let three = try FilteredReplay(panel, bars: 3, spec: CalibrationSpec())
    #expect(three.count == one.count - 2 && three.effectiveCount == three.count / 3)
    let singles = one.moves(4..<7)
    let sum = singles[0, 1] + singles[1, 1] + singles[2, 1]
    #expect(abs(three.moves(4..<5)[0, 1] - sum) < 1e-15)
  }

  @Test func aFactorOfConstantVolatilityIsReplayedAsItWas() throws {
    let panel = try panel()
    var spec = CalibrationSpec()
    spec.factors["B"] = .init(volatility: .init(model: .constant))
    let moves = try FilteredReplay(panel, bars: 1, spec: spec).moves(0..<panel.count)
    #expect(moves.column(1) == panel.returns[1])
    #expect(moves.column(0) != panel.returns[0])
  }

  @Test func guardRailsAreReportedWhenTheyBite() throws {
    let panel = try panel(days: 300)
    let free = try FilteredReplay(
      panel, bars: 1, spec: CalibrationSpec(),
      guardRails: .init(ratioCap: 100, volatilityFloor: 0.01))
    #expect(free.diagnostics.isEmpty)
    let floored = try FilteredReplay(
      panel, bars: 1, spec: CalibrationSpec(), guardRails: .init(volatilityFloor: 3))
    #expect(floored.diagnostics.count == 3)
    let bound = try FilteredReplay(
      panel, bars: 1, spec: CalibrationSpec(), guardRails: .init(ratioCap: 1))
    #expect(bound.diagnostics.count == 3)
    #expect((floored.diagnostics + bound.diagnostics).allSatisfy { $0.severity == .warning })
    let moves = bound.moves(0..<panel.count)
    for factor in 0..<3 {
      for (move, past) in zip(moves.column(factor), panel.returns[factor]) {
        #expect(abs(move) <= abs(past))
      }
    }
  }

  @Test func aHorizonLongerThanHistoryIsRefused() throws {
    let panel = try panel(days: 100)
    #expect(throws: InputError.self) {
      try FilteredReplay(panel, bars: 500, spec: CalibrationSpec())
    }
  }

  private var garch: CalibrationSpec {
    var spec = CalibrationSpec()
    spec.volatility.model = .garch
    return spec
  }

  @Test(arguments: [1, 3]) func aFittedVarianceObeysTheLawsToo(bars: Int) throws {
    checkScenarioSourceLaws(try FilteredReplay(try panel(), bars: bars, spec: garch))
  }

  /// A window of two bars followed by hand: the second residual at the variance that the first leaves.
  @Test func aFittedVarianceFollowsTheReplayedReturns() throws {
    let panel = try panel()
    let models = FilteredReplay.volatilities(of: panel, spec: garch).models
    let replay = try FilteredReplay(panel, bars: 2, volatilities: models)
    let (start, factor) = (700, 1)
    let recursion = try #require(models[factor].recursion)
    let past = models[factor].path(of: panel.returns[factor])
    let first = panel.returns[factor][start] * models[factor].perBar / past[start]
    let variance = recursion.variance(
      after: first, of: models[factor].perBar * models[factor].perBar)
    let second = panel.returns[factor][start + 1] * variance.squareRoot() / past[start + 1]
    #expect(
      abs(replay.moves(start..<(start + 1))[0, factor] - first - second) < 1e-15)
  }

  @Test func guardRailsHoldAFittedVarianceToo() throws {
    let panel = try panel(days: 400)
    let bound = try FilteredReplay(panel, bars: 2, spec: garch, guardRails: .init(ratioCap: 0.5))
    let moves = bound.moves(0..<bound.count)
    for row in 0..<bound.count {
      let past = abs(panel.returns[0][row]) + abs(panel.returns[0][row + 1])
      #expect(abs(moves[row, 0]) <= 0.5 * past + 1e-15)
    }
    #expect(!bound.diagnostics.isEmpty)
  }
}
