import PlimsollScenarios
import Testing

@Suite struct FilteredReturnsTests {
  private let weighting = ExponentialWeighting(decay: 0.9)
  private let returns = [0.01, -0.04, 0.02, 0, 0.03, -0.001, 0.002, -0.002]

  @Test func theLatestVolatilityIsTheForecast() {
    let filtered = FilteredReturns(returns, weighting: weighting)
    let path = weighting.variances(returns).map { $0.squareRoot() }
    #expect(filtered.forecast == path[8] && filtered.unflooredForecast == path[8])
    #expect(filtered.volatilities == Array(path.dropLast()))
    for (t, value) in returns.enumerated() {
      #expect(abs(filtered.rescaled[t] - value * path[8] / path[t]) < 1e-18)
    }
    #expect(filtered.cappedCount == 0)
  }

  @Test func guardRailsBite() {
    let floored = FilteredReturns(
      returns, weighting: weighting, guardRails: .init(volatilityFloor: 2))
    let meanSquare = returns.reduce(0) { $0 + $1 * $1 } / 8
    #expect(abs(floored.forecast - 2 * meanSquare.squareRoot()) < 1e-16)
    #expect(floored.unflooredForecast < floored.forecast)
    // Every past day is at the floor too.
    #expect(zip(floored.rescaled, returns).allSatisfy { abs($0 - $1) < 1e-17 })
    let capped = FilteredReturns(
      returns, weighting: weighting, guardRails: .init(ratioCap: 0.5))
    #expect(capped.cappedCount == 7)
    #expect(capped.rescaled == returns.map { 0.5 * $0 })
  }

  @Test func aStillFactorStaysStill() {
    let filtered = FilteredReturns([0, 0, 0], weighting: weighting)
    #expect(filtered.rescaled == [0, 0, 0] && filtered.forecast == 0)
  }
}
