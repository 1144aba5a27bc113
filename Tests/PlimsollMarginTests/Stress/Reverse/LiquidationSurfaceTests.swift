import Foundation
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollMargin

@Suite struct LiquidationSurfaceTests {
  private static let library = StressLibrary(
    name: "mine",
    crises: [
      .init(name: "crash", shocks: ["F0": .log(-0.2), "F1": .log(-0.3)]),
      .init(name: "rally", shocks: ["F0": .log(0.2), "F1": .log(0.3)]),
    ], grids: [.init(spot: [-0.5])], isOptional: true)

  private func stressed(
    _ positions: [Position], maintenance: Double, usd: Double = 5_000, factors: Int = 2,
    library: StressLibrary = Self.library
  ) throws -> StressedBook {
    try ReverseSamples.stressed(
      positions,
      collateral: [Collateral(asset: nil, amount: usd), Collateral(asset: "F1", amount: 3)],
      law: try ReverseSamples.law(factors), maintenance: maintenance,
      haircut: Haircut(fractions: ["F1": 0.2], defaultFraction: 0), library: library)
  }

  private func only(_ stressed: StressedBook, mapped: Int = 0) throws
    -> LiquidationSurface.Account
  {
    try #require(try LiquidationSurface(of: stressed, mapped: mapped).accounts.first)
  }

  /// The level after log returns by factor, by revaluing positions and collateral.
  private func level(_ stressed: StressedBook, _ moves: [RiskFactor: Double]) -> Double {
    let (account, shock) = (stressed.book.accounts[0], MarketShock(logMoves: moves))
    var value = stressed.requirements[0].standing.collateralValue
    for position in account.positions {
      value += stressed.valuation.pnl(of: position, under: shock)
    }
    for collateral in account.collateral where collateral.asset != nil {
      let price = stressed.valuation.price(of: collateral)
      let moved = price * exp(collateral.asset.flatMap { moves[$0] } ?? 0)
      value +=
        stressed.haircut.value(of: collateral, price: moved)
        - stressed.haircut.value(of: collateral, price: price)
    }
    return value / stressed.requirements[0].maintenance
  }

  @Test(arguments: 0..<6) func theLevelIsOneWhereItSays(seed: Int) throws {
    let positions =
      try ReverseSamples.options(2, perFactor: 3, seed: seed)
      + [StressSamples.perpetual("F0", 30), StressSamples.perpetual("F1", -8)]
    let stressed = try stressed(positions, maintenance: 2_500)
    let account = try only(stressed)
    #expect(account.crossings.count == 4)
    for crossing in account.crossings {
      let sign = crossing.direction == .down ? -1.0 : 1
      func rate(_ factor: RiskFactor) throws -> Double {
        let place = try #require(stressed.plausibility.place(of: factor))
        return try #require(stressed.plausibility.following(crossing.factor))[place]
      }
      if let move = crossing.alone {
        #expect(sign * move > 0)
        #expect(abs(level(stressed, [crossing.factor: move]) - 1) < 1e-9)
        // Nothing before it: looked at in a hundred places.
        for step in 1..<100 {
          #expect(level(stressed, [crossing.factor: move * Double(step) / 100]) > 1)
        }
      } else {
        for step in 1...100 {
          #expect(level(stressed, [crossing.factor: sign * 7 * Double(step) / 100]) > 1)
        }
      }
      if let move = crossing.followed {
        let moves =
          ["F0": try rate("F0") * move, "F1": try rate("F1") * move] as [RiskFactor: Double]
        #expect(moves[crossing.factor] == move)
        #expect(abs(level(stressed, moves) - 1) < 1e-9)
      }
    }
    for multiple in account.multiples {
      guard let times = multiple.multiple else { continue }
      let sign = multiple.scenario == "crash" ? -1.0 : 1
      #expect(
        abs(level(stressed, ["F0": sign * 0.2 * times, "F1": sign * 0.3 * times]) - 1) < 1e-9)
    }
    // Grids are not named scenarios.
    #expect(account.multiples.map(\.scenario) == ["crash", "rally"])
    // The nearest point is on the surface, and no point found along a line is nearer.
    guard let nearest = account.nearest.scenario else {
      #expect(account.crossings.allSatisfy { $0.alone == nil && $0.followed == nil })
      return
    }
    let moves = Dictionary(uniqueKeysWithValues: nearest.moves.map { ($0.factor, $0.logMove) })
    #expect(abs(level(stressed, moves) - 1) < 1e-9)
    for crossing in account.crossings {
      let deviation = try #require(stressed.plausibility.deviation(of: crossing.factor))
      for move in [crossing.followed].compactMap(\.self) {
        #expect(nearest.distance <= abs(move) / deviation * (1 + 1e-9))
      }
    }
  }

  @Test func aSinglePriceOnlyWhereThereIsOne() throws {
    func account(_ positions: [Position], maintenance: Double) throws
      -> LiquidationSurface.Account
    {
      try only(
        try ReverseSamples.stressed(
          positions, law: try ReverseSamples.law(2), maintenance: maintenance))
    }
    // 1,000 USD and two coins of about 100 each: level 1 at a loss of 900.
    let long = try account([StressSamples.perpetual("F0", 20)], maintenance: 100)
    #expect(long.singleFactor == "F0" && long.reason == nil)
    #expect(long.singleMove == long.crossings.first { $0.direction == .down }?.alone)
    let short = try account([StressSamples.perpetual("F0", -20)], maintenance: 100)
    #expect(short.singleMove == short.crossings.first { $0.direction == .up }?.alone)
    // Two factors; too little at stake; under water; no margin; nothing held.
    let both = try account(
      [StressSamples.perpetual("F0", 20), StressSamples.perpetual("F1", 1)], maintenance: 100)
    #expect(both.singleMove == nil && both.reason?.contains("2 factors") == true)
    let small = try account([StressSamples.perpetual("F0", 0.1)], maintenance: 100)
    #expect(small.singleMove == nil && small.reason?.contains("no price of F0") == true)
    #expect(small.nearest.scenario == nil)
    let sunk = try account([StressSamples.perpetual("F0", 20)], maintenance: 2_000)
    #expect(sunk.singleMove == nil && sunk.reason == "it is under water already")
    #expect(sunk.nearest.scenario?.distance == 0)
    #expect(sunk.crossings.allSatisfy { $0.alone == 0 && $0.followed == 0 })
    let free = try account([StressSamples.perpetual("F0", 20)], maintenance: 0)
    #expect(free.singleMove == nil && free.crossings.allSatisfy { $0.alone == nil })
    let idle = try account([], maintenance: 100)
    #expect(idle.crossings.isEmpty && idle.reason == "nothing it holds can lose")
    // A short straddle goes both ways.
    let straddle = try [OptionRight.call, .put].map { right in
      let expiry = try #require(
        try ReverseSamples.stressed([], law: try ReverseSamples.law(2)).book.prices.times.last)
      return Position(
        instrument: .option(
          EuropeanOption(
            name: "\(right)", underlying: "F0", settlement: .linear, right: right, strike: 100,
            expiry: expiry + .days(20), markVolatility: 0.5)), quantity: -20)
    }
    let twoWays = try account(straddle, maintenance: 100)
    #expect(twoWays.singleMove == nil)
    #expect(twoWays.crossings.allSatisfy { $0.alone != nil })
  }

  @Test func theMapAgreesWithTheLevel() throws {
    let positions = (0..<3).map { StressSamples.perpetual("F\($0)", [30, 20, 0.5][$0]) }
    let stressed = try stressed(positions, maintenance: 2_500, factors: 3)
    let account = try only(stressed, mapped: 1)
    let map = try #require(account.map)
    #expect(map.following == 1)
    #expect(map.ellipses.count == 3)
    let plane = try stressed.plausibility.marginal(of: [map.first, map.second])
    for (size, ellipse) in map.ellipses.enumerated() {
      for point in ellipse {
        #expect(
          abs(plane.distance(of: [log1p(point.x), log1p(point.y)]) - Double(size + 1)) < 1e-9)
      }
    }
    for (row, column) in [(0, 0), (10, 45), (60, 60)] {
      let fixed = [map.first: log1p(map.columns[column]), map.second: log1p(map.rows[row])]
      let rest = try stressed.plausibility.given(fixed).rest
      let moves = fixed.merging(zip(rest.factors, rest.mean)) { first, _ in first }
      #expect(abs(level(stressed, moves) - map.levels[row][column]) < 1e-6)
    }
    // One factor makes no map, and none is drawn unasked.
    #expect(try only(stressed).map == nil)
    let one = try ReverseSamples.stressed(
      [StressSamples.perpetual("F0", 20)], law: try ReverseSamples.law(2), maintenance: 100)
    #expect(try only(one, mapped: 1).map == nil)
  }

  @Test func threadsChangeNothing() throws {
    let stressed = try stressed(
      try ReverseSamples.options(2, perFactor: 3, seed: 1), maintenance: 2_500)
    let law = stressed.plausibility
    let book = try Book(
      name: "b", prices: stressed.book.prices,
      accounts: (0..<5).map { index in
        Account(
          name: "a\(index)",
          positions: stressed.book.accounts[0].positions.map {
            Position(instrument: $0.instrument, quantity: $0.quantity * Double(index + 1))
          })
      })
    func reversed(threads: Int) throws -> [ReverseStress.Account] {
      try ReverseStress(
        .amount(300),
        on: try StressedBook(
          book, law: law, horizon: .day, haircut: .none,
          requirements: book.accounts.map {
            MarginRequirement(
              account: $0.name,
              standing: AccountStanding($0, valuation: stressed.valuation, haircut: .none),
              initial: 0, maintenance: 0, netMeasure: Estimate(value: 0, standardError: nil),
              gross: 0, contributions: [])
          }, library: Self.library, threads: threads)
      ).accounts
    }
    #expect(try reversed(threads: 1) == reversed(threads: 3))
  }
}
