import PlimsollClearing
import Testing

@Suite struct ReplenishmentTests {
  @Test func theFundIsWhatItWas() {
    let event = DefaultEvent(
      defaulters: [.init(name: "D", loss: 100, margin: 50, contribution: 20)],
      survivors: [.init(name: "A", contribution: 30), .init(name: "B", contribution: 10)])
    let settled = Waterfall(layers: [.defaulterMargin, .defaulterFund, .mutualFund]).settle(event)
    let paid = Replenishment(after: settled, of: event)
    #expect(paid.used == [22.5, 7.5])
    #expect(paid.shareOfDefaulters == [15, 5])
    // 10 are left of the survivors' 40; 50 more make the 60 that there were.
    #expect(paid.amounts.reduce(0, +) + 10 == 60)
  }

  @Test func toTheCentInRandomWorlds() {
    for seed in 0..<300 {
      let world = RandomWorld(seed)
      let settled = world.settle()
      let paid = Replenishment(after: settled, of: world.event, unit: 1)
      let survivors = world.event.survivors.map(\.contribution)
      guard survivors.reduce(0, +) > 0 else { continue }
      let left = survivors.reduce(0, +) - paid.used.reduce(0, +)
      let before =
        survivors.reduce(0, +) + world.event.defaulters.reduce(0) { $0 + $1.contribution }
      #expect(left + paid.amounts.reduce(0, +) == before)
    }
  }
}
