import Foundation
import PlimsollMargin
import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollClearing

@Suite struct MarginMonitorTests {
  /// A world whose margins are run by history, and settings that run them often.
  private static func monitor(seed: UInt64, _ change: (inout MonitorSettings) -> Void = { _ in })
    throws -> MarginMonitor
  {
    let world = try CascadeWorld(seed: seed, accounts: 12)
    var settings = MonitorSettings()
    settings.alerts = [2, 1.3]
    settings.refresh = TimeSpan(seconds: 1_800)
    settings.trigger = 1.5
    settings.absurd = 0.5
    settings.judgesWholeMoments = seed % 2 == 0
    change(&settings)
    return try MarginMonitor(world.book, rule: world.rule, settings: settings, context: .init())
  }

  /// Names and ticks of a feed: mostly factors, some contracts, some of it wrong.
  private static func feed(seed: UInt64, of monitor: MarginMonitor, ticks: Int = 300) -> (
    names: [String], items: [FeedItem]
  ) {
    let stream = RandomStream(seed: seed, stream: 41)
    let units = monitor.marks.book.units.filter { $0.kind != .spot }
    let names = monitor.marks.book.factors.map(\.name) + units.map(\.name) + ["NOBODY"]
    let prices = monitor.marks.book.spot + units.map(\.price) + [1]
    var now = FeedTime(monitor.base.asOf)
    var walk = 0.0
    let items = (0..<ticks).map { tick -> FeedItem in
      func draw(_ dimension: Int) -> Double { stream.uniform(scenario: tick, dimension: dimension) }
      now = now + Int(60_000 * draw(0))
      walk += 0.03 * (draw(1) - 0.55)
      guard draw(2) < 0.97 else { return .malformed }
      let name = draw(3) < 0.7 ? Int(3 * draw(4)) : Int(Double(names.count) * draw(4))
      let time = draw(5) < 0.95 ? now : now + -90_000
      let price = prices[name] * exp(walk + 0.01 * draw(6))
      return .tick(FeedTick(name: name, time: time, price: price))
    }
    return (names, items)
  }

  private static func told(_ monitor: inout MarginMonitor) -> String {
    monitor.takeEvents().map(\.json).joined()
  }

  @Test(arguments: [UInt64](1...4)) func everyLineIsUsedOrCounted(seed: UInt64) throws {
    var monitor = try Self.monitor(seed: seed)
    let (names, items) = Self.feed(seed: seed, of: monitor)
    for item in items { try monitor.take(item) { names } }
    let rejected = monitor.rejections.reduce(0) { $0 + $1.count }
    #expect(monitor.read.lines == items.count && monitor.read.used + rejected == items.count)
    #expect(Set(monitor.rejections.map(\.reason)).isSuperset(of: ["malformed"]))
    let events = monitor.takeEvents()
    #expect(events.map(\.sequence) == Array(1...events.count))
    #expect(events.contains { if case .refresh = $0.kind { true } else { false } })
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  /// States told are those of a full margin and valuation at the same prices.
  @Test(arguments: [UInt64](1...4)) func statesAreThoseOfTheRule(seed: UInt64) throws {
    var monitor = try Self.monitor(seed: seed) { $0.hysteresis = 0 }
    let (names, items) = Self.feed(seed: seed, of: monitor)
    for (place, item) in items.enumerated() {
      try monitor.take(item) { names }
      guard place % 60 == 59 else { continue }
      try monitor.refresh(
        at: monitor.now ?? FeedTime(milliseconds: 0), reason: "test", subject: nil)
      let book = monitor.markedBook()
      let wanted = try monitor.rule.assess(book, in: RiskContext()).requirements
      for (state, requirement) in zip(monitor.standings, wanted) {
        let scale = 1e-9 * (1 + requirement.standing.grossNotional)
        #expect(abs(state.equity - requirement.standing.equity) < scale)
        #expect(abs(state.collateralValue - requirement.standing.collateralValue) < scale)
        #expect(state.initial == requirement.initial && state.status == requirement.status)
      }
    }
  }

  /// A price twice a day's volatility away from that of the last margin run brings the next one, which
  /// the following prices are measured from.
  @Test func aPriceThatHasMovedFarBringsAMarginRun() throws {
    var monitor = try Self.monitor(seed: 3) {
      $0.refresh = nil
      $0.trigger = 2
    }
    let names = monitor.marks.book.factors.map(\.name)
    let (spot, start) = (monitor.marks.book.spot[1], FeedTime(monitor.base.asOf))
    var law = [Double]()
    for (a, b) in zip(
      monitor.base.prices.times.indices, monitor.base.prices.times.indices.dropFirst())
    {
      let prices = try [a, b].map {
        try #require(monitor.base.prices.price(of: RiskFactor(names[1]), row: $0))
      }
      law.append(log(prices[1] / prices[0]))
    }
    let first = law[0] * law[0]
    let variance = law.dropFirst().reduce(first) { 0.94 * $0 + 0.06 * $1 * $1 }
    let volatility = (variance / monitor.base.prices.bar.days).squareRoot()
    // In volatilities from the start; whether a run comes.
    let path = [(1.99, 0), (-1.99, 0), (2.01, 1), (0.02, 0), (4, 0), (4.03, 1), (2.01, 1)]
    for (minute, (move, runs)) in path.enumerated() {
      _ = monitor.takeEvents()
      try monitor.take(
        .tick(
          FeedTick(
            name: 1, time: start + 60_000 * (minute + 1), price: spot * exp(move * volatility)))
      ) { names }
      let subjects = monitor.takeEvents().compactMap { event -> String? in
        guard case .refresh(let reason, let subject, _, _) = event.kind else { return nil }
        #expect(reason == "volatility")
        return subject
      }
      #expect(subjects == [String](repeating: names[1], count: runs), "\(move)")
    }
  }

  /// Margin runs do not change what accounts own: gains since the start are kept.
  @Test(arguments: [UInt64](1...6)) func marginRunsLeaveEquityAlone(seed: UInt64) throws {
    var monitor = try Self.monitor(seed: seed) {
      $0.refresh = nil
      $0.trigger = nil
    }
    let (names, items) = Self.feed(seed: seed, of: monitor)
    for item in items.prefix(40) {
      // Options lose value as a run ages them; without time passing they keep it.
      guard case .tick(var tick) = item else { continue }
      tick.time = FeedTime(monitor.base.asOf)
      try monitor.take(.tick(tick)) { names }
    }
    let before = monitor.marks.equity
    try monitor.refresh(at: FeedTime(monitor.base.asOf), reason: "test", subject: nil)
    for (account, (a, b)) in zip(before, monitor.marks.equity).enumerated() {
      let notional = monitor.marks.book.legRanges[account].reduce(1.0) {
        $0 + abs(monitor.marks.book.legs[$1].quantity)
          * monitor.marks.book.units[monitor.marks.book.legs[$1].unit].notional
      }
      #expect(abs(a - b) < 1e-5 * notional)
    }
  }

  /// Stopped after any tick and taken up from its checkpoint, a watch tells what one that never stopped
  /// does, to the byte.
  @Test(arguments: [UInt64](1...3)) func nothingIsLostOrDoubledWhereverItStops(seed: UInt64) throws
  {
    let (names, items) = Self.feed(seed: seed, of: try Self.monitor(seed: seed), ticks: 120)
    func whole() throws -> (String, [AccountState]) {
      var monitor = try Self.monitor(seed: seed)
      for item in items { try monitor.take(item) { names } }
      try monitor.end()
      return (Self.told(&monitor), monitor.standings)
    }
    let (wanted, standings) = try whole()
    for stop in stride(from: 0, through: items.count, by: 7) {
      var first = try Self.monitor(seed: seed)
      for item in items.prefix(stop) { try first.take(item) { names } }
      var text = Self.told(&first)
      let saved = try JSONEncoder().encode(
        first.checkpoint(inputs: [], position: .init(), written: text.utf8.count))
      var second = try Self.monitor(seed: seed)
      try second.resume(
        JSONDecoder().decode(MonitorCheckpoint.self, from: saved), inputs: [])
      for item in items.dropFirst(stop) { try second.take(item) { names } }
      try second.end()
      text += Self.told(&second)
      #expect(text == wanted, "stopped after \(stop)")
      #expect(second.standings == standings)
    }
  }

  /// A bar's prices come one after the other but are of one time: a hedged account is not judged between
  /// them.
  @Test func barsAreJudgedWhole() throws {
    for isWhole in [false, true] {
      var monitor = try Self.monitor(seed: 4) {
        $0.judgesWholeMoments = isWhole
        $0.refresh = nil
        $0.trigger = nil
        $0.alerts = []
      }
      let names = monitor.marks.book.factors.map(\.name)
      let (spot, start) = (monitor.marks.book.spot, FeedTime(monitor.base.asOf))
      _ = monitor.takeEvents()
      for (bar, level) in [1.0, 0.8, 1.0].enumerated() {
        for factor in names.indices {
          // The first factor of each bar falls by half before the others tick; it is back in the bar's
          // last price.
          for price in factor == 0 ? [0.5, level] : [level] {
            try monitor.take(
              .tick(
                FeedTick(
                  name: factor, time: start + bar * 3_600_000, price: spot[factor] * price))
            ) { names }
          }
        }
      }
      try monitor.end()
      let told = monitor.takeEvents().filter { if case .state = $0.kind { true } else { false } }
      if isWhole {
        // Judged at what every bar ends with: no account changes twice at one time.
        let keys = told.map { event -> String in
          guard case .state(let account, _, _, _, _) = event.kind else { return "" }
          return "\(account) \(event.time)"
        }
        #expect(Set(keys).count == keys.count)
      } else {
        #expect(told.count > 3)
      }
    }
  }

  @Test func anotherBooksCheckpointIsRefused() throws {
    let monitor = try Self.monitor(seed: 1)
    let saved = monitor.checkpoint(inputs: [], position: .init(), written: 0)
    var other = try Self.monitor(seed: 1) { $0.hysteresis = 0.5 }
    #expect(throws: InputError.self) { try other.resume(saved, inputs: []) }
  }

  @Test func whatExpiresIsPaidOut() throws {
    var monitor = try Self.monitor(seed: 3) {
      $0.trigger = nil
      $0.refresh = .days(1)
      $0.missing = .days(90)
      $0.judgesWholeMoments = true
    }
    let names = monitor.marks.book.factors.map(\.name)
    let spot = monitor.marks.book.spot
    let start = FeedTime(monitor.base.asOf)
    let expiring = monitor.marks.book.units.filter { $0.expiry != nil }.map(\.name)
    #expect(!expiring.isEmpty)
    // A contract that stays, and comes after some that go.
    let staying = try #require(
      monitor.marks.book.units.last { $0.expiry == nil && $0.kind == .perpetual })
    let ticked = "contract " + staying.name
    try monitor.take(.tick(FeedTick(name: names.count, time: start, price: staying.price))) {
      names + [staying.name]
    }
    for day in 0...41 {
      for factor in names.indices {
        try monitor.take(
          .tick(FeedTick(name: factor, time: start + day * 86_400_000, price: spot[factor]))
        ) { names + [staying.name] }
      }
    }
    let gone = monitor.takeEvents().compactMap { event -> String? in
      if case .expired(let instrument, _) = event.kind { return instrument }
      return nil
    }
    #expect(Set(gone) == Set(expiring))
    #expect(monitor.marks.book.units.allSatisfy { $0.expiry == nil })
    // What is known of a price stays its own, though contracts have other numbers now.
    #expect(monitor.screen.sources.count == monitor.sourceNames.count)
    for (name, source) in zip(monitor.sourceNames, monitor.screen.sources) {
      #expect((source.time != nil) == (name.hasPrefix("factor") || name == ticked))
    }
    // Prices stood still: what is left of equity is what it was less the time value of options.
    let world = try CascadeWorld(seed: 3, accounts: 12)
    let valuation = try Valuation(world.book)
    for (account, held) in world.book.accounts.enumerated() {
      var wanted = AccountStanding(held, valuation: valuation, haircut: .none).equity
      for position in held.positions {
        guard case .option(let option) = position.instrument else { continue }
        let valued = valuation.option(option)
        wanted +=
          position.quantity
          * (valued.value(spotMove: 0, volatilityChange: 0, after: valued.life) - valued.value)
      }
      #expect(abs(monitor.marks.equity[account] - wanted) < 1e-6 * (1e5 + abs(wanted)))
    }
  }
}
