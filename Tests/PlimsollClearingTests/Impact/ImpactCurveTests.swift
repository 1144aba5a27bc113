import Foundation
import PlimsollMarket
import Testing

@testable import PlimsollClearing

@Suite struct ImpactCurveTests {
  private let curve = ImpactCurve.squareRoot(
    coefficient: 0.7, volatility: 0.04, dailyVolume: 1_000_000)

  @Test func theSquareRootByHand() {
    #expect(abs(curve.displacement(-10_000) + 0.7 * 0.04 * 0.1) < 1e-15)
    #expect(abs(curve.displacement(10_000) - 0.7 * 0.04 * 0.1) < 1e-15)
    #expect(curve.displacement(0) == 0)
    // The mean over an order is two thirds of where it ends.
    #expect(
      abs(curve.meanDisplacement(from: 0, to: -10_000) - 2 / 3 * curve.displacement(-10_000))
        < 1e-15)
  }

  /// Cutting an order into slices changes neither where the price ends nor what it costs.
  @Test func slicesChangeNothing() {
    let book = ImpactCurve.book(
      bids: BookSide(levels: Self.bids, middle: 100), asks: BookSide(levels: Self.asks, middle: 100)
    )
    for curve in [curve, book, curve.deepened(by: 0.1), book.deepened(by: 3)] {
      let market = MarketImpact.State()
      let impact = MarketImpact(curve: curve, permanentSlope: 1e-9, halfSpread: 0)
      func cost(_ parts: [Double]) -> (cost: Double, end: Double) {
        var (state, cost) = (market, 0.0)
        for part in parts {
          let before = impact.displacement(state)
          cost += part * (before + impact.trade(part, &state))
        }
        return (cost, impact.displacement(state))
      }
      let whole = cost([-700])
      let sliced = cost([-100, -250, -50, -300])
      #expect(abs(whole.cost - sliced.cost) < 1e-12 * whole.cost)
      #expect(abs(whole.end - sliced.end) < 1e-15)
      // There and back: the market is where it was.
      #expect(abs(cost([-300, 300]).end) < 1e-15)
    }
  }

  private static let bids = [(99.0, 100.0), (98, 300), (97, 200)].map {
    OrderBook.Level(price: $0.0, value: $0.1)
  }
  private static let asks = [(101.0, 50.0), (103, 500)].map {
    OrderBook.Level(price: $0.0, value: $0.1)
  }

  @Test func theBookIsWalked() {
    let side = BookSide(levels: Self.bids, middle: 100)
    let distances = Self.bids.map { abs(log($0.price / 100)) }
    #expect(side.total == 600)
    #expect(side.distance(ofVolume: 100) == distances[0])
    #expect(side.distance(ofVolume: 100.01) == distances[1])
    #expect(side.distance(ofVolume: 600) == distances[2])
    let paid = 100 * distances[0] + 300 * distances[1] + 50 * distances[2]
    #expect(abs(side.cost(ofVolume: 450) - paid) < 1e-12)
    // Beyond the last level by a square root, without a jump.
    #expect(abs(side.distance(ofVolume: 2_400) - 2 * distances[2]) < 1e-12)
    #expect(abs(side.distance(ofVolume: 600.000_001) - distances[2]) < 1e-9)
    let slope = (side.cost(ofVolume: 1_000.5) - side.cost(ofVolume: 999.5))
    #expect(abs(slope - side.distance(ofVolume: 1_000)) < 1e-8)
  }

  @Test func displacementRecoversByHalf() {
    let impact = MarketImpact(curve: curve, permanentSlope: 1e-9, halfSpread: 0)
    var state = MarketImpact.State()
    _ = impact.trade(-40_000, &state)
    let (temporary, permanent) = (curve.displacement(-40_000), -40_000 * 1e-9)
    impact.recover(&state, after: .hours(2), halfLife: .hours(2))
    #expect(abs(impact.displacement(state) - (temporary / 2 + permanent)) < 1e-15)
    impact.recover(&state, after: .hours(1), halfLife: TimeSpan(seconds: 0))
    #expect(impact.displacement(state) == permanent)
  }
}
