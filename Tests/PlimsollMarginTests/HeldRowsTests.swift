import PlimsollMarket
import PlimsollNumerics
import Testing

@testable import PlimsollMargin

@Suite struct HeldRowsTests {
  /// Gains of portfolios held instead of rows are the same bits, in the last tile too, which is not full.
  @Test(arguments: [1, 100, 3_001]) func nettedOrNotTheGainsAreTheSame(count: Int) {
    let stream = RandomStream(seed: 8, stream: 1)
    let source = Moves(count, factors: ["A", "B", "C"]) {
      0.05 * stream.normal(scenario: $0, dimension: $1)
    }
    let valuation = Valuation(spot: ["A": 100, "B": 10, "C": 1])
    let rows = UnitRows(
      source.factors.map { PnLUnit(coin: $0, valuation: valuation) }, under: source,
      horizon: .day)
    var portfolios = SparseRows()
    portfolios.append([(0, 1), (1, -3)])
    portfolios.append([(1, 2), (2, 5)])
    let held = HeldRows(rows, count: count, threads: 1)
    let netted = HeldRows(rows, of: portfolios, count: count, threads: 1)
    for portfolio in 0..<portfolios.count {
      var gains = [[Double]](repeating: [Double](repeating: 0, count: count), count: 2)
      held.write(&gains[0], of: portfolio, in: portfolios)
      netted.write(&gains[1], of: portfolio, in: portfolios)
      #expect(gains[0] == gains[1] && gains[0] != [Double](repeating: 0, count: count))
    }
  }
}
