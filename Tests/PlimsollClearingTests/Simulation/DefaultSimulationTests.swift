import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import PlimsollScenarios
import Testing

@Suite struct DefaultSimulationTests {
  private let waterfall = Waterfall(
    layers: [
      .defaulterMargin, .defaulterFund, .operatorCapital(20), .mutualFund, .assessment(cap: 0.1),
      .gainsHaircutting,
    ])

  private func simulate(_ samples: ClearingSamples, threads: Int? = nil) throws
    -> DefaultSimulation
  {
    let prepared = try samples.rule.scenarios.prepare(
      for: samples.pooled, horizon: .days(1), context: RiskContext())
    return try #require(
      DefaultSimulation(
        samples.cleared(), valuation: samples.valuation, waterfall: waterfall,
        under: prepared.source, horizon: .days(1), level: samples.rule.level, threads: threads))
  }

  /// Every scenario again, one at a time from whole P&L vectors.
  @Test func asScenarioByScenario() throws {
    let samples = try ClearingSamples()
    let cleared = samples.cleared()
    let simulation = try simulate(samples)
    let prepared = try samples.rule.scenarios.prepare(
      for: samples.pooled, horizon: .days(1), context: RiskContext())
    let contracts = try PortfolioPnL(
      samples.pooled.regrouped(into: cleared.contracts), under: prepared.source,
      horizon: .days(1))
    let variation = cleared.pools.indices.map { contracts.ofAccount($0).gains }
    // Coins that count gain by the move of their price, which b2's lone perpetual tells.
    let perCoin = variation[2].map { $0 / -50 }
    let exposed = cleared.exposed.enumerated().map { pool, account in
      let coins = account.collateral.filter { $0.asset != nil }.reduce(0) { $0 + $1.amount }
      return zip(variation[pool], perCoin).map { $0 + coins * $1 }
    }
    let inCents = waterfall.scaled(by: 100)
    var draws = [Double](repeating: 0, count: waterfall.layers.count)
    var reached = draws.map { _ in 0 }
    var defaults = cleared.members.map { _ in 0 }
    var (losses, uncovered) = ([Double](), [Double]())
    var paid = [[[Double]]](repeating: [[], [], [], []], count: 6)
    for scenario in 0..<simulation.count {
      let outcome = MemberOutcome(
        gains: exposed.map { $0[scenario] }, variation: variation.map { $0[scenario] })
      let failed = outcome.defaultsByCapital(in: cleared)
      guard failed.contains(true) else { continue }
      let event = outcome.event(failed, in: cleared)
      let settled = inCents.settle(event, unit: 1, listsUnreached: false)
      losses.append(settled.loss / 100)
      uncovered.append(settled.uncovered / 100)
      for (layer, found) in settled.layers.enumerated() {
        draws[layer] += found.drawn
        reached[layer] += 1
        guard found.layer.payers == .survivors else { continue }
        for (survivor, draw) in zip(event.survivors, found.draws) {
          let member = cleared.members.firstIndex { $0.name == survivor.name } ?? 0
          paid[layer][member].append(draw / 100)
        }
      }
      for member in defaults.indices where failed[cleared.groupOf[member]] {
        defaults[member] += 1
      }
    }
    let count = Double(simulation.count)
    #expect(defaults.allSatisfy { $0 > 10 }, "\(defaults)")
    for (layer, use) in simulation.layers.enumerated() {
      #expect(use.reached.value == Double(reached[layer]) / count)
      #expect(abs(use.expected.value - draws[layer] / 100 / count) < 1e-6, "\(layer)")
    }
    #expect(simulation.defaultProbability.map(\.value) == defaults.map { Double($0) / count })
    // Mean and standard error of amounts, of which the other scenarios have none.
    func expect(_ found: Estimate, _ amounts: [Double]) throws {
      let mean = amounts.reduce(0, +) / count
      let squares =
        amounts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        + (count - Double(amounts.count)) * mean * mean
      let error = (squares / count / Double(simulation.effectiveCount)).squareRoot()
      #expect(abs(found.value - mean) < 1e-6)
      #expect(abs(try #require(found.standardError) - error) < 1e-6 * (1 + error))
    }
    try expect(simulation.loss.expected, losses)
    try expect(simulation.uncovered.expected, uncovered)
    for payer in simulation.payers where waterfall.layers[payer.layer].payers == .survivors {
      try expect(payer.expected, paid[payer.layer][try #require(payer.member)])
    }
  }

  @Test func expectationsAddUpAndLayersAreReachedInOrder() throws {
    let simulation = try simulate(ClearingSamples())
    let drawn = simulation.layers.reduce(simulation.uncovered.expected.value) {
      $0 + $1.expected.value
    }
    #expect(abs(drawn - simulation.loss.expected.value) < 1e-9 * drawn)
    let payers = simulation.payers.reduce(simulation.uncovered.expected.value) {
      $0 + $1.expected.value
    }
    #expect(abs(payers - simulation.loss.expected.value) < 1e-9 * drawn)
    for (one, next) in zip(simulation.layers, simulation.layers.dropFirst()) {
      #expect(next.reached.value <= one.reached.value)
      #expect(next.tail.value >= next.expected.value && next.largest >= next.tail.value - 1e-9)
    }
  }

  @Test func theSameWhateverTheThreads() throws {
    let samples = try ClearingSamples()
    let (one, three) = (try simulate(samples, threads: 1), try simulate(samples, threads: 3))
    #expect(one.layers == three.layers && one.payers == three.payers)
    #expect(one.defaultProbability == three.defaultProbability)
  }
}
