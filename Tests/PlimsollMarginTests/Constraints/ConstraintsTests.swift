import Foundation
import PlimsollMarket
import TestBooks
import Testing

@testable import PlimsollMargin

@Suite struct ConstraintsTests {
  private static func perpetual(_ quantity: Double) -> Position {
    Position(
      instrument: .perpetual(
        Perpetual(name: "A-PERP", underlying: "A", settlement: .linear, markPrice: 100)),
      quantity: quantity)
  }

  private static func book(_ accounts: [Account]) throws -> Book {
    try Book(
      name: "b", prices: try SyntheticPrices.history(["A"], days: 100, seed: 1),
      accounts: accounts, marks: ["A": 100])
  }

  private static func rule(_ constraints: String) throws -> MarginRule {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "constraints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("mine.yaml")
    try """
    kind: shortfall
    level: 0.99
    measure: es
    mpor: 1d
    scenarios: {method: historical}
    maintenance: 0.75
    collateral: simulated
    constraints: \(constraints)
    """.write(to: file, atomically: true, encoding: .utf8)
    return try MarginRule(path: file.path)
  }

  private static let accounts = [
    Account(
      name: "large", positions: [perpetual(200)],
      collateral: [Collateral(asset: nil, amount: 1_000)]),
    Account(
      name: "small", positions: [perpetual(-20)],
      collateral: [Collateral(asset: nil, amount: 1_000)]),
    Account(name: "broke", positions: [perpetual(1)]),
    Account(name: "idle", positions: []),
  ]

  @Test func eachLimitIsLookedAt() throws {
    let rule = try Self.rule(
      "{leverage: [[5000, 10], [above, 5]], position_limits: {A: 2500}, minimum_equity: 500}")
    let found = try rule.assess(try Self.book(Self.accounts), in: RiskContext()).breaches
    #expect(
      found == [
        .init(account: "large", kind: .leverage, limit: 5, value: 20),
        .init(account: "large", kind: .positionLimit, underlying: "A", limit: 2_500, value: 20_000),
        .init(account: "broke", kind: .leverage, limit: 10, value: .infinity),
        .init(account: "broke", kind: .minimumEquity, limit: 500, value: 0),
      ])
  }

  @Test func withoutVolumesTheConcentrationLimitIsReportedAsUnchecked() throws {
    let found = try Self.rule("{concentration: 0.1}").assess(
      try Self.book(Self.accounts), in: RiskContext())
    #expect(found.breaches.isEmpty && found.checksLimits)
    #expect(found.diagnostics.contains { $0.message.contains("is not checked") })
  }

  @Test(arguments: [
    "{}", "{leverage: []}", "{leverage: [[10, 5]]}", "{leverage: [[above, 5], [10, 3]]}",
    "{minimum_equity: -1}", "{position_limits: {A: nan}}", "{open_orders: half}",
    "{unknown: 1}",
  ])
  func refusesWhatMakesNoSense(constraints: String) {
    #expect(throws: InputError.self) { try Self.rule(constraints) }
  }

  /// 10 bought and 30 sold on top of 20 held short: the sells make 50 short, the buys 10.
  @Test func openOrdersCostWhatTheWorseSideFilledWouldCost() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "orders-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let days = (1...60).map {
      "2024-\($0 < 32 ? "01" : "02")-\(String(format: "%02d", $0 < 32 ? $0 : $0 - 31))"
    }
    let prices = days.enumerated().map { "\($1),\(100 + 7 * sin(Double($0)))" }
    try write("prices.csv", (["date,A"] + prices).joined(separator: "\n") + "\n")
    try write("positions.csv", "account,instrument,quantity\na,A,-20\nb,A,-20\n")
    try write("open-orders.csv", "account,instrument,quantity\na,A,10\na,A,-25\na,A,-5\n")
    let book = try Book(reading: BookFiles(folder: folder.path))
    #expect(book.orders.count == 3)
    let rule = try Self.rule("{open_orders: worst-side}")
    let found = try rule.assess(book, in: RiskContext()).requirements
    #expect(found[1].openOrders == nil)
    #expect(abs(found[0].initial - 2.5 * found[1].initial) < 1e-9 * found[0].initial)
    #expect(abs(try #require(found[0].openOrders) - 1.5 * found[1].initial) < 1e-9)
    #expect(found[0].maintenance == found[1].maintenance)

    for bad in ["c,A,1", "a,B,1", "a,A,0", "a,A,nan"] {
      try write("open-orders.csv", "account,instrument,quantity\n\(bad)\n")
      let error = #expect(throws: InputError.self) {
        try Book(reading: BookFiles(folder: folder.path))
      }
      #expect(error?.description.contains("open-orders.csv, line 2") == true)
    }
  }
}
