import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct MixedScenariosTests {
  private func replay(_ days: Int, seed: UInt64, bars: Int = 1) throws -> HistoricalReplay {
    let history = try SyntheticPrices.history(["A", "B"], days: days, seed: seed)
    return try HistoricalReplay(try ReturnPanel(history, factors: ["A", "B"]), bars: bars)
  }

  private func draw(_ count: Int) throws -> MonteCarlo {
    let history = try SyntheticPrices.history(["A", "B"], days: 200)
    let model = try RiskModel.calibrated(
      to: history, factors: ["A", "B"], spec: CalibrationSpec())
    return try MonteCarlo(model, bars: 2, count: count, seed: 5)
  }

  @Test(arguments: [(1500, 100), (300, 300), (60, 30), (40, 700)])
  func repetitionObeysTheLawsOfSources(first: Int, second: Int) throws {
    checkScenarioSourceLaws(
      MixedScenarios(
        try replay(first, seed: 1), repeatedWith: try replay(second, seed: 2, bars: 2),
        weight: 0.25))
  }

  @Test(arguments: [100, 1000, 5000]) func drawnScenariosObeyTheLawsOfSources(count: Int) throws {
    checkScenarioSourceLaws(
      MixedScenarios(
        try draw(count), endingWith: try replay(150, seed: 2, bars: 2), weight: 0.25))
  }

  @Test func everyWeightIsReachedAndNotFarExceeded() throws {
    for weight in [0.01, 0.07, 0.25, 0.3, 0.5, 0.9, 0.99] {
      for (first, second) in [(30, 30), (30, 400), (2000, 250), (749, 249), (1000, 23)] {
        let mixed = MixedScenarios(
          try replay(first + 1, seed: 1), repeatedWith: try replay(second + 1, seed: 2),
          weight: weight)
        #expect(mixed.weight >= weight)
        #expect(mixed.count == mixed.firstCopies * first + Int(mixed.secondCopies) * second)
        // One copy of the second source less would not do.
        let size = Double(mixed.count - second)
        #expect((mixed.weight * Double(mixed.count) - Double(second)) / size < weight)
      }
      for count in [1, 2, 10, 100, 333] {
        let mixed = MixedScenarios(
          try draw(count), endingWith: try replay(50, seed: 2), weight: weight)
        #expect(mixed.count == count && mixed.weight >= weight)
        #expect(mixed.weight - 1 / Double(count) < weight)
      }
    }
  }

  @Test func aQuarterOfAQuarterIsExact() throws {
    // 3 : 1 to the scenario, so nothing is repeated; ten more and both are, 9 × 250 beside 8 × 760
    // being as near as it comes.
    let exact = MixedScenarios(
      try replay(751, seed: 1), repeatedWith: try replay(251, seed: 2), weight: 0.25)
    #expect(exact.count == 1000 && exact.weight == 0.25 && exact.firstCopies == 1)
    let near = MixedScenarios(
      try replay(761, seed: 1), repeatedWith: try replay(251, seed: 2), weight: 0.25)
    #expect(near.firstCopies == 8 && near.secondCopies == 9)
  }

  @Test func everyScenarioOfASourceCountsAlike() throws {
    let (first, second) = (try replay(91, seed: 1), try replay(41, seed: 2))
    let mixed = MixedScenarios(first, repeatedWith: second, weight: 0.3)
    func counts(_ moves: Matrix) -> [[Double]: Int] {
      (0..<moves.rows).reduce(into: [:]) { $0[moves.row($1), default: 0] += 1 }
    }
    let found = counts(mixed.moves(0..<mixed.count))
    for (source, copies) in [(first, mixed.firstCopies), (second, Int(mixed.secondCopies))] {
      for scenario in 0..<source.count {
        #expect(found[source.moves(scenario..<(scenario + 1)).row(0)] == copies)
      }
    }
    #expect(found.count == 130)
  }

  @Test func drawsAreThoseOfTheSourceAloneAndTheRestIsSpreadEvenly() throws {
    let (first, second) = (try draw(1000), try replay(121, seed: 2, bars: 2))
    let mixed = MixedScenarios(first, endingWith: second, weight: 0.25)
    #expect(mixed.moves(0..<750) == first.moves(0..<750))
    let stressed = mixed.moves(750..<1000)
    for scenario in 0..<second.count {
      let row = second.moves(scenario..<(scenario + 1)).row(0)
      #expect([2, 3].contains((0..<250).count { stressed.row($0) == row }))
    }
    // Few of many are taken from all over the past.
    let few = MixedScenarios(try draw(40), endingWith: second, weight: 0.25)
    #expect(few.moves(39..<40).row(0) == second.moves(107..<108).row(0))
  }

  @Test func unequalWeightsAreWorthFewerObservations() throws {
    let (first, second) = (try replay(1001, seed: 1), try replay(101, seed: 2))
    let mixed = MixedScenarios(first, repeatedWith: second, weight: 0.25)
    let (own, other) = (1 - mixed.weight, mixed.weight)
    let squares = own * own / 1000 + other * other / 100 + 2 * own * other / 1000
    #expect(mixed.effectiveCount == Int(1 / squares))
    #expect(mixed.effectiveCount < 1000 && mixed.effectiveCount > 100)
    // A tiny stressed sample is not made large by drawing from it often.
    let drawn = MixedScenarios(try draw(5000), endingWith: second, weight: 0.25)
    #expect(drawn.effectiveCount == Int(1 / (0.75 * 0.75 / 3750 + 0.0625 / 100)))
  }
}
