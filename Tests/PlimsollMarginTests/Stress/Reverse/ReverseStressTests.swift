import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollMargin

@Suite struct ReverseStressTests {
  private func only(_ target: LossTarget, _ stressed: StressedBook) throws
    -> ReverseStress.Account
  {
    try #require(ReverseStress(target, on: stressed).accounts.first)
  }

  private func scenario(_ account: ReverseStress.Account, _ method: ReverseStress.Method) throws
    -> ReverseStress.Scenario
  {
    try #require(account.scenarios.first { $0.method == method })
  }

  @Test(arguments: [1, 2, 5, 12], 0..<5) func theClosedFormOfLinearBooks(n: Int, seed: Int) throws {
    let law = try ReverseSamples.law(n, seed: seed)
    let stressed = try ReverseSamples.stressed(
      ReverseSamples.perpetuals(n, seed: seed), law: law)
    let weights = stressed.payoff(ofAccount: 0, haircut: .none).payoffs.map(\.exposure)
    let slopes = law.covariance.multiplied(by: weights)
    let deviation = zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
    for loss in [1.0, 100, 10_000] {
      let found = try scenario(try only(.amount(loss), stressed), .linear)
      let distance = loss / deviation
      #expect(abs(found.distance - distance) < 1e-12 * distance)
      for (move, slope) in zip(found.moves, slopes) {
        let expected = -distance * slope / deviation
        #expect(abs(move.logMove - expected) < 1e-12 * distance)
      }
    }
    // By revaluation, moves so small that e^x − 1 is x: the same, and so is the quadratic answer.
    let loss = 1e-8 * deviation
    let account = try only(.amount(loss), stressed)
    for method in ReverseStress.Method.allCases {
      let found = try scenario(account, method)
      #expect(abs(found.distance - 1e-8) < 1e-14, "\(method)")
    }
  }

  @Test(arguments: [2, 4, 7], 0..<3) func theQuadraticAnswerIsTheNearestOfItsExpansion(
    n: Int, seed: Int
  ) throws {
    let law = try ReverseSamples.law(n, seed: seed)
    let stressed = try ReverseSamples.stressed(
      try ReverseSamples.options(n, perFactor: 3, seed: seed + 20)
        + ReverseSamples.perpetuals(n, seed: seed + 70), law: law)
    let loss = 2_000.0
    let account = try only(.amount(loss), stressed)
    guard let found = account.scenarios.first(where: { $0.method == .quadratic }),
      found.loss != nil
    else { return }
    // In log returns, not in the shocks it was found in: −L = w·x + ½ Σ γ x², x = −μ Σ (w + γ x).
    let slopes = stressed.payoff(ofAccount: 0, haircut: .none).payoffs.map { $0.slopes(0) }
    let moves = found.moves.map(\.logMove)
    func room(_ x: [Double]) -> Double {
      zip(slopes, x).reduce(loss) { $0 + $1.1 * ($1.0.first + 0.5 * $1.0.second * $1.1) }
    }
    #expect(abs(room(moves)) < 1e-8 * loss)
    #expect(abs(law.distance(of: moves) - found.distance) < 1e-9 * found.distance)
    let pulls = law.covariance.multiplied(
      by: zip(slopes, moves).map { $0.first + $0.second * $1 })
    let size = pulls.reduce(0) { $0 + $1 * $1 }
    let multiplier = -zip(pulls, moves).reduce(0) { $0 + $1.0 * $1.1 } / size
    for (pull, move) in zip(pulls, moves) {
      #expect(abs(move + multiplier * pull) < 1e-6 * found.distance)
    }
    let stream = RandomStream(seed: 4, stream: UInt32(seed))
    for index in 0..<20_000 {
      let z = (0..<n).map { stream.normal(scenario: index, dimension: $0) }
      let length = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(room(law.moves(of: z.map { $0 / length * found.distance * 0.999_999 })) > 0)
    }
  }

  @Test(arguments: 0..<6) func theQuadraticAnswerOfSmallMovesIsThatOfRevaluation(seed: Int) throws {
    let law = try ReverseSamples.law(3, seed: seed)
    // Straddles: at the money there is hardly any slope, and the surface is a quadric.
    let stressed = try ReverseSamples.stressed(
      try ReverseSamples.options(3, perFactor: 3, seed: seed), law: law)
    let account = try only(.amount(1e-3), stressed)
    let (quadratic, full) = (
      try scenario(account, .quadratic), try scenario(account, .full)
    )
    #expect(abs(full.distance - quadratic.distance) < 1e-3 * full.distance)
    #expect(full.distance <= quadratic.distance * (1 + 1e-3))
  }

  @Test(arguments: [2, 3, 4], 0..<4) func noRandomScenarioIsMorePlausible(n: Int, seed: Int) throws
  {
    let law = try ReverseSamples.law(n, seed: seed)
    let stressed = try ReverseSamples.stressed(
      try ReverseSamples.options(n, perFactor: 4, seed: seed)
        + ReverseSamples.perpetuals(n, seed: seed + 50), law: law)
    let payoff = stressed.payoff(ofAccount: 0, haircut: .none)
    let stream = RandomStream(seed: 3, stream: UInt32(seed))
    for loss in [500.0, 3_000, 8_000] {
      let account = try only(.amount(loss), stressed)
      guard let found = account.scenario else {
        #expect(account.reason?.hasPrefix("it cannot lose that much") == true)
        continue
      }
      #expect(abs(try #require(found.loss) - loss) < 1e-9 * loss)
      // Uniform in the ball that reaches as far as the answer.
      for index in 0..<20_000 {
        let z = (0..<n).map { stream.normal(scenario: index, dimension: $0) }
        let size = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let radius =
          found.distance * pow(stream.uniform(scenario: index, dimension: n), 1 / Double(n))
        let moves = law.moves(of: z.map { $0 / size * radius })
        let gain = zip(payoff.tables, moves).reduce(0) { $0 + $1.0.look($1.1).gain }
        #expect(gain > -loss * (1 + 1e-6))
      }
    }
  }

  @Test(arguments: 0..<4) func laws(seed: Int) throws {
    let law = try ReverseSamples.law(3, seed: seed)
    let positions = try ReverseSamples.options(3, perFactor: 2, seed: seed)
    let stressed = try ReverseSamples.stressed(positions, law: law)
    var last = 0.0
    for loss in [50.0, 200, 800] {
      let found = try only(.amount(loss), stressed)
      // A higher loss is never nearer.
      guard let scenario = found.scenario else { break }
      #expect(scenario.distance >= last)
      last = scenario.distance
      // Twice the book loses twice as much in the same scenario.
      let doubled = try ReverseSamples.stressed(
        positions.map { Position(instrument: $0.instrument, quantity: 2 * $0.quantity) }, law: law)
      let twice = try #require(try only(.amount(2 * loss), doubled).scenario)
      #expect(abs(twice.distance - scenario.distance) < 1e-9 * scenario.distance)
      for (one, two) in zip(scenario.moves, twice.moves) {
        #expect(abs(one.logMove - two.logMove) < 1e-6)
      }
    }
  }

  @Test func aShortStraddleIsBrokenTheNearerWay() throws {
    // The same straddle in two factors, one of which moves more: the answer lies along that one.
    let law = try ReverseSamples.law(["F0", "F1"], Matrix.diagonal([0.0016, 0.0064]))
    let positions = try ReverseSamples.options(2, perFactor: 1, seed: 1).flatMap {
      position -> [Position] in
      guard case .option(var option) = position.instrument else { return [] }
      option.strike = try #require(
        try ReverseSamples.stressed([position], law: law).price(of: option.underlying))
      option.expiry = Timestamp(seconds: option.expiry.seconds + 86_400 * 30)
      let other = EuropeanOption(
        name: option.name + "p", underlying: option.underlying, settlement: .linear,
        right: option.right == .call ? .put : .call, strike: option.strike, expiry: option.expiry,
        markVolatility: option.markVolatility)
      let scale = 1 / option.strike
      return [
        Position(instrument: .option(option), quantity: -1_000 * scale),
        Position(instrument: .option(other), quantity: -1_000 * scale),
      ]
    }
    let stressed = try ReverseSamples.stressed(positions, law: law)
    let found = try #require(try only(.amount(100), stressed).scenario)
    #expect(abs(found.moves[0].logMove) < 0.1 * abs(found.moves[1].logMove))
  }

  @Test func whatCannotBe() throws {
    let law = try ReverseSamples.law(2)
    // Two coins cannot lose more than they are worth.
    let long = try ReverseSamples.stressed(
      [StressSamples.perpetual("F0", 2)], law: law)
    let most = try #require(long.price(of: "F0")) * 2
    let beyond = try only(.amount(most * 1.01), long)
    #expect(beyond.scenario == nil && beyond.reason?.contains("at most") == true)
    #expect(beyond.scenarios.map(\.method) == [.linear])
    // The linear answer lies beyond all prices: its distance is told, its scenario is none.
    let far = try only(.amount(most * 1_000), long)
    #expect(far.scenarios[0].distance > 100 && far.scenarios[0].loss == nil)
    #expect(far.scenarios[0].moves.isEmpty)
    // Nothing held, USD alone, and no equity.
    let idle = try only(.amount(5), try ReverseSamples.stressed([], law: law))
    #expect(idle.scenario == nil && idle.reason == "nothing it holds can gain or lose")
    let broke = try ReverseSamples.stressed(
      [StressSamples.perpetual("F0", 2)], collateral: [Collateral(asset: nil, amount: -5)],
      law: law)
    #expect(try only(.equityShare(0.5), broke).reason?.contains("no equity") == true)
    #expect(try only(.liquidation, broke).reason == "no margin is required of it")
  }

  @Test func liquidationTakesTheLevelToOne() throws {
    let law = try ReverseSamples.law(3)
    let haircut = Haircut(fractions: ["F1": 0.2], defaultFraction: 0.5)
    let collateral = [
      Collateral(asset: nil, amount: 20_000), Collateral(asset: "F1", amount: 30),
      Collateral(asset: "F2", amount: -10),
    ]
    let stressed = try ReverseSamples.stressed(
      try ReverseSamples.options(3, perFactor: 2, seed: 4), collateral: collateral, law: law,
      maintenance: 15_000, haircut: haircut)
    let found = try #require(try only(.liquidation, stressed).scenario)
    #expect(abs(try #require(found.marginLevel?.value) - 1) < 1e-9)
    // Under water already: no distance at all.
    let sunk = try ReverseSamples.stressed(
      try ReverseSamples.options(3, perFactor: 2, seed: 4), collateral: collateral, law: law,
      maintenance: 150_000, haircut: haircut)
    let none = try #require(try only(.liquidation, sunk).scenario)
    #expect(none.distance == 0 && none.loss == 0)
  }

  @Test func givenMovesStayAndTheRestIsSearched() throws {
    let law = try ReverseSamples.law(3, seed: 2)
    let moves = try GivenMoves([try #require(GivenMoves.Move("F0=-20%"))])
    // Long what is given, and little of the rest.
    let positions = (0..<3).map { StressSamples.perpetual("F\($0)", [10, 1, -1][$0]) }
    let stressed = try ReverseSamples.stressed(positions, law: law, given: moves)
    let conditional = try law.given(moves.logMoves)
    let expected = try #require(stressed.givenScenario)
    let loss = -stressed.payoff(ofAccount: 0, haircut: .none).gain(expected.shock)
    #expect(loss > 0)
    // What is lost where the model expects the rest needs nothing more.
    let none = try #require(try only(.amount(loss * 0.999), stressed).scenario)
    #expect(none.distance == 0)
    let more = try #require(try only(.amount(loss + 200), stressed).scenario)
    #expect(abs(try #require(more.loss) - loss - 200) < 1e-6)
    #expect(more.moves[0].isGiven && abs(more.moves[0].relativeMove + 0.2) < 1e-12)
    #expect(more.dimension == 2)
    let rest = more.moves.dropFirst().map(\.logMove)
    #expect(abs(conditional.rest.distance(of: Array(rest)) - more.distance) < 1e-9)
  }
}
