import PlimsollMargin
import PlimsollMarket
import Testing

@testable import PlimsollClearing

/// What must hold in any world; forty of them, with seeds 1 to 40.
@Suite struct CascadeLawTests {
  private static let seeds: [UInt64] = Array(1...40)

  @Test(arguments: seeds) func moneyIsConservedInEveryStep(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade()
    for depth in [-0.7, -0.3, 0.6] {
      let outcome = cascade.outcome(of: world.path(depth: depth))
      let scale = cascade.book.equities.reduce(1) { $0 + abs($1) }
      #expect(outcome.imbalance < 1e-9 * scale)
      let paid =
        outcome.fundDraw + outcome.deleveraged + outcome.socialised + outcome.uncovered
      #expect(abs(paid - outcome.shortfall) < 1e-9 * (1 + outcome.shortfall))
      #expect(
        abs(outcome.accounts.reduce(0) { $0 + $1.haircut } - outcome.deleveraged)
          < 1e-9 * (1 + outcome.deleveraged))
      #expect(
        abs(outcome.accounts.reduce(0) { $0 + $1.socialised } - outcome.socialised)
          < 1e-9 * (1 + outcome.socialised))
    }
  }

  @Test(arguments: seeds) func liquidationNeverRaisesAnyPosition(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let cascade = try world.cascade()
    let followed = Array(cascade.names.indices)
    let record = cascade.record(world.path(), following: followed).record
    var held: [Int: [String: Double]] = [:]
    for (leg, owner) in zip(cascade.book.legs, cascade.book.owners) {
      held[owner, default: [:]][cascade.book.units[leg.unit].name] = leg.quantity
    }
    for trade in record.trades {
      guard let account = trade.account, let before = held[account]?[trade.instrument] else {
        #expect(trade.kind == .backstop)
        continue
      }
      let after = before + trade.quantity
      #expect(abs(after) <= abs(before) && after * before >= -1e-9 * before * before)
      held[account]?[trade.instrument] = after
    }
    #expect(!record.trades.isEmpty)
  }

  @Test(arguments: seeds) func aLargerFundNeverLeavesMoreUncovered(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    var rules = CascadeWorld.rules
    rules.socialisesLoss = seed % 2 == 0
    if seed % 3 == 0 { rules.autoDeleveraging = nil }
    var before = Double.infinity
    for fund in [0, 1e3, 1e4, 1e5, 1e6, 1e7] {
      rules.insuranceFund = fund
      let outcome = try world.cascade(rules).outcome(of: world.path(depth: -0.8))
      #expect(outcome.uncovered <= before)
      before = outcome.uncovered
    }
    #expect(before == 0)
  }

  @Test(arguments: seeds) func withoutImpactNothingIsAmplified(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let still = ImpactModel(name: "still", temporary: 0, permanent: 0, halfLife: .hours(1))
    let (outcome, record) = try world.cascade(CascadeWorld.rules, still).record(
      world.path(), following: [])
    #expect(outcome.amplification == 1 && outcome.liquidated > 0)
    for step in record.steps { #expect(step.total == step.exogenous) }
  }

  @Test(arguments: seeds) func theOrderOfAccountsIsIrrelevant(seed: UInt64) throws {
    let count = 30
    let forward = try CascadeWorld(seed: seed, accounts: count) { "a\(100 + $0)" }
    let backward = try CascadeWorld(seed: seed, accounts: count) { "a\(900 - $0)" }
    let one = try forward.cascade().outcome(of: forward.path())
    let other = try backward.cascade().outcome(of: backward.path())
    #expect(one.liquidated == other.liquidated && one.bankrupt == other.bankrupt)
    #expect(one.takenOver == other.takenOver && one.rounds == other.rounds)
    for (a, b) in [
      (one.volume, other.volume), (one.shortfall, other.shortfall), (one.fees, other.fees),
      (one.slippage, other.slippage), (one.totalMove, other.totalMove),
      (one.deleveraged, other.deleveraged), (one.socialised, other.socialised),
    ] {
      #expect(abs(a - b) < 1e-9 * (1 + abs(a)))
    }
  }

  @Test(arguments: seeds) func forcedTradesPushPricesTheWayTheyGo(seed: UInt64) throws {
    let world = try CascadeWorld(seed: seed)
    let outcome = try world.cascade().outcome(of: world.path())
    if let amplification = outcome.amplification, outcome.firstMove < 0 {
      #expect(amplification > 0)
    }
    #expect(outcome.volume > 0 && outcome.slippage.isFinite && outcome.fees > 0)
  }

  @Test func threadsDoNotMatter() throws {
    let world = try CascadeWorld(seed: 3)
    let cascade = try world.cascade()
    func run(_ threads: Int) -> [CascadeOutcome] {
      cascade.outcomes(of: 12, threads: threads) { world.path(depth: -0.05 * Double($0)) }
    }
    #expect(run(1) == run(2))
  }
}
