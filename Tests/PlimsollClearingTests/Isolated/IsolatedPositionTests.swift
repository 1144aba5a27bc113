import PlimsollClearing
import PlimsollMargin
import PlimsollMarket
import Testing

@Suite struct IsolatedPositionTests {
  /// At the liquidation price equity is maintenance, at the bankruptcy price it is zero.
  @Test func pricesSolveTheirEquations() {
    for side in IsolatedPosition.Side.allCases {
      for margin in [500.0, 4_000, 20_000] {
        let linear = IsolatedPosition(
          .linear, side, size: 2, entry: 20_000, margin: margin, maintenanceRate: 0.01)
        let inverse = IsolatedPosition(
          .inverse, side, size: 40_000, entry: 20_000, margin: margin / 20_000,
          maintenanceRate: 0.01)
        for position in [linear, inverse] {
          let price = position.liquidationPrice
          #expect(
            abs(position.equity(at: price) - position.maintenance(at: price))
              < 1e-9 * (1 + position.margin))
          #expect(abs(position.equity(at: position.bankruptcyPrice)) < 1e-9 * (1 + position.margin))
        }
      }
    }
  }

  @Test func whatCannotBeLiquidatedSaysSo() {
    // More coin than contracts: no rise takes it.
    let covered = IsolatedPosition(
      .inverse, .short, size: 10_000, entry: 20_000, margin: 1, maintenanceRate: 0.01)
    #expect(covered.liquidationPrice == .infinity && covered.bankruptcyPrice == .infinity)
    // Fully paid: no fall takes it.
    let paid = IsolatedPosition(
      .linear, .long, size: 1, entry: 100, margin: 150, maintenanceRate: 0.01)
    #expect(paid.liquidationPrice == 0)
  }

  @Test func withoutSizeOrEntryTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = IsolatedPosition(.linear, .long, size: 0, entry: 100, margin: 1, maintenanceRate: 0.01)
    }
    await #expect(processExitsWith: .failure) {
      _ = IsolatedPosition(.linear, .long, size: 1, entry: 0, margin: 1, maintenanceRate: 0.01)
    }
  }

  /// METHODS H: the long of 1 at 100 with 5 of equity, 4 of other margin and a rate of 0.4 %.
  @Test func theWorkedExampleOfOtherMargin() {
    let position = IsolatedPosition(
      .linear, .long, size: 1, entry: 100, margin: 5 - 4, maintenanceRate: 0.004)
    #expect(abs(position.liquidationPrice - 99 / 0.996) < 1e-12)
  }

  @Test func slicesEndWhereThePositionIsGone() {
    let brackets = MarginBrackets(ends: [.infinity], rates: [0.5])
    let way = PartialLiquidation(
      targetRatio: 2, fraction: 0.3, feeRate: 0, slippageRate: 0.1)
    let steps = way.steps(size: 10, equity: 1, mark: 10, brackets: brackets)
    #expect(steps.map(\.cut).reduce(0, +) == 10)
    #expect(steps.last?.remaining == 0 && steps.count == 4)
    #expect(abs((steps.last?.equity ?? 0) - (1 - 10)) < 1e-12)
  }
}
