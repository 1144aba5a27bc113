import PlimsollClearing
import Testing

/// Laws of every waterfall, over random worlds.
@Suite struct WaterfallLawTests {
  private static let worlds = 0..<600

  @Test func nothingIsLostOrMade() {
    for seed in Self.worlds {
      let world = RandomWorld(seed)
      let settled = world.settle()
      var left = world.event.loss
      for layer in settled.layers {
        #expect(layer.lossBefore == left)
        // In whole cents: equal, not near.
        #expect(layer.draws.reduce(0, +) == layer.drawn, "\(seed) \(layer.name)")
        for (draw, there) in zip(layer.draws, layer.available) {
          #expect(draw >= 0 && draw <= there && draw == draw.rounded(), "\(seed) \(layer.name)")
        }
        left -= layer.drawn
      }
      #expect(left == settled.uncovered && left >= 0)
      #expect(settled.layers.reduce(0) { $0 + $1.drawn } + settled.uncovered == settled.loss)
      let exact = world.settle(unit: nil)
      #expect(
        abs(exact.layers.reduce(0) { $0 + $1.draws.reduce(0, +) } + exact.uncovered - exact.loss)
          <= 1e-9 * exact.loss)
    }
  }

  @Test func everybodyPaysAtMostWhatItHas() {
    for seed in Self.worlds {
      let world = RandomWorld(seed)
      let settled = world.settle()
      let survivors = world.event.survivors
      let fund = settled.paid(count: survivors.count) { $0 == .mutualFund }
      let gains = settled.paid(count: survivors.count) { layer in
        switch layer {
        case .gainsHaircutting, .autoDeleveraging, .socialisedLoss(.gains, _): true
        default: false
        }
      }
      for (place, survivor) in survivors.enumerated() {
        #expect(fund[place] <= survivor.contribution)
        #expect(gains[place] <= max(0, survivor.gain))
        // What is paid of a gain and what is kept back are the gain.
        #expect(survivor.gain - gains[place] + gains[place] == survivor.gain)
      }
      let defaulters = world.event.defaulters
      let own = settled.paid(count: defaulters.count) { $0.payers == .defaulters }
      for (place, defaulter) in defaulters.enumerated() {
        #expect(own[place] <= min(defaulter.loss, defaulter.usableMargin + defaulter.contribution))
      }
    }
  }

  @Test func moreMoneyNeverLeavesMoreUncovered() {
    for seed in Self.worlds {
      let world = RandomWorld(seed)
      let uncovered = world.settle().uncovered
      var richer = world.event
      for place in richer.survivors.indices { richer.survivors[place].contribution += 17 }
      for place in richer.defaulters.indices { richer.defaulters[place].contribution += 5 }
      #expect(
        world.waterfall.settle(richer, unit: 1, opposite: { world.opposite }).uncovered
          <= uncovered)
      for place in world.waterfall.layers.indices {
        var larger = world.waterfall
        switch larger.layers[place] {
        case .operatorCapital(let amount): larger.layers[place] = .operatorCapital(amount + 9)
        case .insuranceFund(let amount): larger.layers[place] = .insuranceFund(amount + 9)
        case .assessment(let cap): larger.layers[place] = .assessment(cap: cap + 0.1)
        default: continue
        }
        #expect(world.settle(larger).uncovered <= uncovered)
      }
      let more = Waterfall(layers: world.waterfall.layers + [.operatorCapital(50)])
      #expect(world.settle(more).uncovered == max(0, uncovered - 50))
    }
  }

  @Test func theOrderOfMembersDoesNotMatter() {
    for seed in Self.worlds {
      let world = RandomWorld(seed)
      let turned = DefaultEvent(
        defaulters: world.event.defaulters.reversed(),
        survivors: world.event.survivors.reversed())
      #expect(turned == world.event)
      #expect(
        world.waterfall.settle(turned, unit: 1, opposite: { world.opposite }) == world.settle())
    }
  }

  @Test func aSharedLayerTwiceIsTheLayerOnce() {
    for seed in Self.worlds {
      let world = RandomWorld(seed)
      for layer in [
        WaterfallLayer.defaulterMargin, .defaulterFund, .mutualFund, .gainsHaircutting,
        .autoDeleveraging,
      ] {
        let once = world.settle(Waterfall(layers: [layer]))
        let twice = world.settle(Waterfall(layers: [layer, layer]))
        #expect(once.uncovered == twice.uncovered)
        #expect(twice.layers[1].drawn == 0)
      }
      // One amount in two parts is the amount.
      #expect(
        world.settle(Waterfall(layers: [.operatorCapital(60), .operatorCapital(40)])).uncovered
          == world.settle(Waterfall(layers: [.operatorCapital(100)])).uncovered)
    }
  }
}
