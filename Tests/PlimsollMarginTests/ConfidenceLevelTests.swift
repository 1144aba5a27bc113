import PlimsollMargin
import Testing

@Suite struct ConfidenceLevelTests {
  @Test(arguments: [
    (0.99, 100, 99, 1, 0.0), (0.99, 250, 248, 2, 0.5), (0.975, 1000, 975, 25, 0.0),
    (0.95, 10, 10, 0, 0.5), (0.999, 100_000, 99_900, 100, 0.0), (0.9, 7, 7, 0, 0.7),
    (1e-5, 100_000, 1, 99_999, 0.0),
  ])
  func countsAreThoseOfTheDecimal(
    level: Double, count: Int, rank: Int, whole: Int, fraction: Double
  ) throws {
    let level = try #require(ConfidenceLevel(level))
    #expect(level.quantileRank(of: count) == rank)
    #expect(level.tail(of: count).whole == whole)
    #expect(abs(level.tail(of: count).fraction - fraction) < 1e-12)
  }

  @Test func everyPercentIsExact() throws {
    for percent in 1...99 {
      let level = try #require(ConfidenceLevel(Double(percent) / 100))
      #expect(level.quantileRank(of: 1000) == percent * 10)
      #expect(level.tail(of: 1000) == (1000 - percent * 10, 0))
    }
  }

  @Test(arguments: [0, 1, -0.5, 1.5, .nan, .infinity, -.infinity])
  func outsideTheOpenUnitIntervalThereIsNone(value: Double) {
    #expect(ConfidenceLevel(value) == nil)
  }

  @Test(arguments: ["0.99x", "", "nan", "99%"]) func textMustBeADecimal(text: String) {
    #expect(ConfidenceLevel(text) == nil)
  }
}

@Suite struct OrderStatisticIntervalTests {
  // METHODS sheet, section C (computed there with another package).
  @Test(arguments: [(1000, 0.99, 983, 997), (10, 0.95, 8, nil), (250, 0.99, 244, nil)])
  func knownRanks(count: Int, level: Double, lower: Int, upper: Int?) throws {
    let interval = OrderStatisticInterval(
      count: count, level: try #require(ConfidenceLevel(level)), confidence: 0.95)
    #expect(interval.lowerRank == lower && interval.upperRank == upper)
    #expect(interval.coverage >= 0.95)
  }

  @Test func aTinySampleHasNoEnds() throws {
    let interval = OrderStatisticInterval(
      count: 1, level: try #require(ConfidenceLevel(0.5)), confidence: 0.95)
    #expect(interval.lowerRank == nil && interval.upperRank == nil && interval.coverage == 1)
  }
}
