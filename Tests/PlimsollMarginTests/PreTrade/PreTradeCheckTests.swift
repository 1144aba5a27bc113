import Foundation
import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct PreTradeCheckTests {
  private static let names = [
    "A-PERP", "A-INV", "B-FUT", "B-INV", "A-CALL", "A-PUT", "A-SOON", "C-PERP", "A", "B", "C",
  ]

  /// Trades of all kinds: small and large, adding, reducing, closing and turning round.
  private static func trades(_ book: Book) throws -> [(String, String, Double)] {
    let stream = RandomStream(seed: 12, stream: 5)
    var trades: [(String, String, Double)] = []
    for (number, account) in book.accounts.enumerated() {
      for (kind, name) in names.enumerated() {
        let instrument = try book.instrument(name)
        let held = account.positions.first { $0.instrument.name == name }?.quantity
        let price = book.spot[instrument.underlying] ?? 100
        let isUSD = instrument.settlement == .inverse && instrument.option == nil
        let usual = held ?? (isUSD ? 2 * price : 10)
        let size = stream.normal(scenario: number, dimension: kind)
        trades.append((account.name, name, usual * size))
        if let held {
          trades += [-held, -0.4 * held, -1.7 * held].map { (account.name, name, $0) }
        }
      }
    }
    return trades
  }

  /// What the rule says when it is run again on the book with the position.
  private static func again(
    _ rule: MarginRule, _ open: Book, _ trade: (String, String, Double)
  ) throws -> MarginRequirement {
    let book = try open.trading([(try open.instrument(trade.1), trade.2)], in: trade.0)
    return try #require(
      try rule.assess(book, in: RiskContext()).requirement(of: trade.0))
  }

  private static func expectSame(
    _ found: MarginFigures, _ expected: MarginRequirement, _ words: String
  ) {
    func differs(_ a: Double, _ b: Double) -> Bool {
      abs(a - b) > 1e-9 * max(abs(b), 1e-3 * expected.standing.grossNotional)
    }
    #expect(!differs(found.initial, expected.initial), "\(words): initial \(found.initial)")
    #expect(!differs(found.maintenance, expected.maintenance), "\(words)")
    #expect(
      !differs(found.collateralValue, expected.standing.collateralValue),
      "\(words): \(found.collateralValue), not \(expected.standing.collateralValue)")
  }

  /// The book is one on which every charge bites, slow close-outs beyond half a spread among them.
  private static func expectEveryCharge(_ assessment: MarginAssessment) {
    let all = assessment.requirements
    #expect(all.contains { ($0.stress ?? 0) > 0 })
    #expect(all.contains { ($0.concentrationAddOn ?? 0) > 0 })
    #expect(all.contains { ($0.liquidityAddOn ?? 0) > 0.01 * $0.standing.grossNotional })
  }

  private static let haircut = ShortfallRule.CollateralTreatment.haircut(
    Haircut(fractions: ["A": 0.15], defaultFraction: 0.4))

  @Test(
    arguments: [ScenarioPlan.Method.historical, .filteredHistorical, .monteCarlo],
    RiskMeasure.allCases)
  func isTheRuleRunAgain(method: ScenarioPlan.Method, measure: RiskMeasure) throws {
    for collateral in [ShortfallRule.CollateralTreatment.simulated, Self.haircut] {
      for charges in [true, false] {
        let rule = MarginRule(
          .shortfall(
            try PreTradeSamples.rule(
              method, measure: measure, collateral: collateral, charges: charges)))
        var check = try PreTradeCheck(
          rule, on: try PreTradeSamples.book(), in: RiskContext())
        let open = check.book
        let before = try rule.assess(open, in: RiskContext())
        if charges { Self.expectEveryCharge(before) }
        for trade in try Self.trades(open) {
          let answer = try check.check(trade.0, trade.1, trade.2)
          Self.expectSame(
            answer.before, try #require(before.requirement(of: trade.0)), "\(trade.0) before")
          Self.expectSame(answer.after, try Self.again(rule, open, trade), "\(trade)")
        }
      }
    }
  }

  /// What the account owns is the same before and after, but for the haircut of coins that it is paid.
  @Test func aTradeLeavesCollateralValueAsItIs() throws {
    let rule = MarginRule(.shortfall(try PreTradeSamples.rule(.historical)))
    var check = try PreTradeCheck(rule, on: try PreTradeSamples.book(), in: RiskContext())
    for trade in try Self.trades(check.book) {
      let answer = try check.check(trade.0, trade.1, trade.2)
      let (before, after) = (answer.before.collateralValue, answer.after.collateralValue)
      #expect(abs(before - after) < 1e-9 * max(1, abs(before)))
    }
  }

  @Test func aVenuesPackIsWorkedOutAgain() throws {
    let package = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized.path
    let rule = try MarginRule(path: package + "/models/venues/okx-pm-2025-01.yaml")
    let prices = try SyntheticPrices.history(["BTC"], days: 100)
    let perpetual = Instrument.perpetual(
      Perpetual(name: "BTC-PERP", underlying: "BTC", settlement: .linear))
    let book = try Book(
      name: "b", prices: prices,
      accounts: [
        Account(
          name: "a", positions: [Position(instrument: perpetual, quantity: 3)],
          collateral: [Collateral(asset: nil, amount: 1_000)])
      ], instruments: InstrumentTable([perpetual]))
    var check = try PreTradeCheck(rule, on: book, in: RiskContext())
    for quantity in [2.0, -1, -3, -9] {
      let answer = try check.check("a", "BTC-PERP", quantity)
      Self.expectSame(
        answer.after, try Self.again(rule, check.book, ("a", "BTC-PERP", quantity)), "\(quantity)")
    }
    #expect(check.scenarioCount == 0)
    #expect(throws: InputError.self) { try check.hedges(of: "a", most: 1) }
  }

  /// Booked one after another, orders leave the book that all of them together make.
  @Test func ordersThatAreBooked() throws {
    let rule = MarginRule(.shortfall(try PreTradeSamples.rule(.historical)))
    var check = try PreTradeCheck(rule, on: try PreTradeSamples.book(), in: RiskContext())
    var open = check.book
    for trade in [("hedged", "A-PERP", 30.0), ("hedged", "A-PUT", -20), ("new", "C", 2)] {
      let answer = try check.check(trade.0, trade.1, trade.2)
      try check.fill(answer)
      open = try open.trading([(try open.instrument(trade.1), trade.2)], in: trade.0)
      let booked = try check.figures(of: trade.0).initial
      #expect(abs(booked - answer.after.initial) < 1e-9 * booked)
    }
    let last = try check.check("hedged", "A-INV", -50)
    Self.expectSame(last.after, try Self.again(rule, open, ("hedged", "A-INV", -50)), "booked")
    #expect(check.book.accounts == open.accounts)
  }

  @Test func acceptsWhatIsCoveredOrLowersMargin() throws {
    let rule = MarginRule(.shortfall(try PreTradeSamples.rule(.historical, charges: false)))
    var check = try PreTradeCheck(rule, on: try PreTradeSamples.book(), in: RiskContext())
    let short = try check.check("long", "A-PERP", 1)
    #expect(short.before.excess < 0 && !short.isAccepted)
    let less = try check.check("long", "A-PERP", -1)
    #expect(less.after.excess < 0 && less.change < 0 && less.isAccepted)
    let covered = try check.check("hedged", "A-PERP", -10)
    #expect(covered.change > 0 && covered.after.excess > 0 && covered.isAccepted)
    // Long two coins of 100 with 1 × A: covered until it is not.
    #expect(try check.check("new", "A", 0.5).isAccepted)
    #expect(try !check.check("new", "A", 1e4).isAccepted)
  }

  @Test func anOrderThatBreaksALimitIsNotAccepted() throws {
    let own = try PreTradeSamples.rule(.historical, charges: false)
    let free = MarginRule(.shortfall(own))
    let book = try PreTradeSamples.book()
    let a = try #require(book.spot["A"])
    var limits = Constraints(positionLimits: ["A": 10 * a])
    limits.minimumEquity = 1e12
    var check = try PreTradeCheck(
      MarginRule(.shortfall(own), constraints: limits), on: book, in: RiskContext())
    var unlimited = try PreTradeCheck(free, on: book, in: RiskContext())
    // An account without positions may have any equity; with one it has too little.
    let small = try check.check("new", "A", 0.5)
    #expect(small.breaches.map(\.kind) == [.minimumEquity])
    limits.minimumEquity = nil
    check = try PreTradeCheck(
      MarginRule(.shortfall(own), constraints: limits), on: book, in: RiskContext())
    #expect(try check.check("new", "A", 0.5).isAccepted)
    let large = try check.check("hedged", "A-PERP", -100)
    #expect(large.breaches.map(\.kind) == [.positionLimit])
    #expect(large.breaches.first?.underlying == "A" && !large.isAccepted)
    // The figures are those without limits.
    #expect(try unlimited.check("hedged", "A-PERP", -100).after == large.after)
  }

  @Test func refusesWhatMakesNoSense() throws {
    let rule = MarginRule(.shortfall(try PreTradeSamples.rule(.historical)))
    var check = try PreTradeCheck(rule, on: try PreTradeSamples.book(), in: RiskContext())
    for (account, instrument, quantity, words) in [
      ("nobody", "A", 1.0, "unknown account"), ("long", "D-PERP", 1, "unknown instrument"),
      ("long", "A", 0, "makes no sense"), ("long", "A", .nan, "makes no sense"),
      ("long", "A", .infinity, "makes no sense"), ("long", "A", 1e30, "makes no sense"),
    ] {
      let error = #expect(throws: InputError.self) {
        try check.check(account, instrument, quantity)
      }
      #expect(error?.message.contains(words) == true)
    }
    #expect(throws: InputError.self) { try check.hedges(of: "nobody", most: 1) }
    var option = try PreTradeSamples.rule(.historical)
    option.antiProcyclicality = .buffer(.init(size: 0.25, rebuild: .days(60)))
    let error = #expect(throws: InputError.self) {
      try PreTradeCheck(
        MarginRule(.shortfall(option)), on: try PreTradeSamples.book(), in: RiskContext())
    }
    #expect(error?.message.contains("anti-procyclicality") == true)
  }
}
