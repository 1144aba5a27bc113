import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import Testing

/// Given moves of one factor.
private struct GivenMoves: ScenarioSource {
  let factors: [RiskFactor] = ["A"]
  let moves: [Double]
  var count: Int { moves.count }

  func fill(_ tile: inout ScenarioTile) {
    for (column, scenario) in tile.scenarios.enumerated() { tile.moves[column] = moves[scenario] }
  }
}

@Suite struct StressedSampleTests {
  private func losses(_ count: Int, seed: UInt64, scale: Double) -> [Double] {
    let stream = RandomStream(seed: seed, stream: 3)
    return (0..<count).map { scale * stream.normal(scenario: $0, dimension: 0) }
  }

  private func level(_ value: Double) throws -> ConfidenceLevel {
    try #require(ConfidenceLevel(value))
  }

  @Test func handMadeSample() throws {
    // Weights 0.25 each of three recent losses, 0.25 of the stressed one.
    let sample = StressedSample(recent: [1, 2, 3], stressed: [10], weight: 0.25)
    #expect(sample.valueAtRisk(at: try level(0.5)) == 2)
    #expect(sample.valueAtRisk(at: try level(0.75)) == 3)
    #expect(sample.valueAtRisk(at: try level(0.76)) == 10)
    #expect(sample.expectedShortfall(at: try level(0.75)) == 10)
    #expect(sample.expectedShortfall(at: try level(0.5)) == 6.5)
    #expect(abs(sample.expectedShortfall(at: try level(0.6)) - (2.5 + 0.45) / 0.4) < 1e-12)
  }

  @Test func equalWeightsAreThePlainMeasures() throws {
    let (recent, stressed) = (losses(75, seed: 1, scale: 1), losses(25, seed: 2, scale: 2))
    let sample = StressedSample(recent: recent, stressed: stressed, weight: 0.25)
    let plain = PnLVector((recent + stressed).map { -$0 })
    for value in [0.5, 0.9, 0.95, 0.975, 0.99] {
      let level = try level(value)
      #expect(sample.valueAtRisk(at: level) == plain.valueAtRisk(at: level).value)
      let distance = sample.expectedShortfall(at: level) - plain.expectedShortfall(at: level).value
      #expect(abs(distance) < 1e-12)
    }
  }

  @Test(arguments: [(20, 8, 0.25), (30, 30, 0.25), (60, 20, 0.4), (90, 10, 0.25)])
  func repetitionMeasuresTheWeightedSample(recent: Int, stressed: Int, weight: Double) throws {
    // Sizes whose weight whole numbers of copies reach.
    let own = losses(recent, seed: 1, scale: 1)
    let wild = losses(stressed, seed: 2, scale: 3)
    let mixed = MixedScenarios(
      GivenMoves(moves: own.map { -$0 }), repeatedWith: GivenMoves(moves: wild.map { -$0 }),
      weight: weight)
    #expect(abs(mixed.weight - weight) < 1e-15)
    let sample = StressedSample(recent: own, stressed: wild, weight: weight)
    let gains = PnLVector(mixed.moves(0..<mixed.count).storage)
    for value in [0.5, 0.9, 0.95, 0.975, 0.99] {
      let level = try level(value)
      #expect(sample.valueAtRisk(at: level) == gains.valueAtRisk(at: level).value)
      let distance = sample.expectedShortfall(at: level) - gains.expectedShortfall(at: level).value
      #expect(abs(distance) < 1e-12)
    }
  }

  @Test func aMillionLossesDoNotMoveTheQuantile() throws {
    // Counts, not sums of a million weights: α × n falls on a loss to the last bit.
    let recent = (0..<750_000).map(Double.init)
    let stressed = (0..<250_000).map { Double($0) + 750_000 }
    let sample = StressedSample(recent: recent, stressed: stressed, weight: 0.25)
    #expect(sample.valueAtRisk(at: try level(0.99)) == 989_999)
    #expect(sample.valueAtRisk(at: try level(0.75)) == 749_999)
  }
}
