import PlimsollNumerics
import Testing

@testable import PlimsollMargin

/// The tail of an account with one more position is that of the stored sum.
@Suite struct TradeTailTests {
  @Test(arguments: [10, 99, 500, 2_500, 10_000])
  func isTheLossTailOfTheSumToTheLastBit(count: Int) throws {
    for (number, text) in ["0.5", "0.9", "0.975", "0.99", "0.9965", "0.9999"].enumerated() {
      let level = try #require(ConfidenceLevel(text))
      let gains = sampleGains(count, seed: UInt64(number))
      var unit = sampleGains(count, seed: UInt64(number), dimension: 1)
      // A plateau of ties, as of an option that expires worthless.
      if number % 2 == 1 { unit = unit.map { max(-0.3, $0) } }
      var tail = TailAfterTrade(count: count, level: level)
      for quantity in [0, 0.01, -0.7, 25] {
        var sum = gains
        VectorMath.addProduct(&sum, at: 0, quantity, unit, from: 0, count: count)
        let expected = LossTail(PnLVector(sum), level: level)
        let found = tail.losses(of: gains, adding: quantity, of: unit)
        #expect(found.quantile == expected.valueAtRisk.value)
        #expect(found.shortfall == expected.expectedShortfall.value)
      }
    }
  }
}
