import Foundation
import PlimsollMarket
import Testing

extension ReturnPanelTests {
  /// X over all days; Y = 0.8 X + noise and Z = −0.5 X + noise, listed over the second half only.
  private static func proxied(_ count: Int, from start: String = "2010-01-01") throws
    -> PriceHistory
  {
    var generator = SeededGenerator(seed: 9)
    let x = (1..<count).map { _ in 0.04 * generator.normal() }
    let y = x.map { 0.8 * $0 + 0.03 * generator.normal() }
    let z = x.map { -0.5 * $0 + 0.05 * generator.normal() }
    func late(_ returns: [Double]) -> [Double?] {
      MarketSamples.prices(returns).enumerated().map { $0.offset < count / 2 ? nil : $0.element }
    }
    return try MarketSamples.history(
      MarketSamples.times(count, from: start),
      [("X", MarketSamples.prices(x)), ("Y", late(y)), ("Z", late(z))])
  }

  private static func variance(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }

  private static func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    let products = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    return products / (variance(a) * variance(b)).squareRoot()
  }

  /// With 2,000 own and 2,000 filled returns, the log of the ratio of two variances has standard
  /// deviation (2/2000 + 2/2000)^½ = 0.045, and Fisher's z differs by (2/1997)^½ = 0.032. Bounds
  /// at 4.5 of these would fail one seed in 150,000, four figures one in 37,000; the seed is fixed.
  /// Without residuals Y's filled variance would be 0.53 of its own and the correlation one.
  @Test(arguments: [("Y", 1), ("Z", 2)]) func filledReturnsKeepVarianceAndCorrelation(
    name: String, position: Int
  ) throws {
    let panel = try ReturnPanel(
      try Self.proxied(4001), factors: ["X", "Y", "Z"], missing: .proxy, proxy: "X")
    #expect(panel.isComplete)
    #expect(panel.count == 4000)
    #expect(panel.coverage.map(\.filledReturns) == [0, 2000, 2000])
    #expect(panel.coverage.map(\.ownReturns) == [4000, 2000, 2000])
    let (x, own) = (panel.returns[0], panel.returns[position])
    let ratio = Self.variance(own[..<2000]) / Self.variance(own[2000...])
    #expect(abs(log(ratio)) < 4.5 * 0.045)
    let filled = Self.correlation(own[..<2000], x[..<2000])
    let real = Self.correlation(own[2000...], x[2000...])
    #expect(abs(atanh(filled) - atanh(real)) < 4.5 * 0.032)
    #expect(
      panel.diagnostics.contains(
        Diagnostic(
          .warning, name,
          "2000 of 4000 returns made from X and its own regression residuals")))
  }

  @Test func fillingIsTheSameWhateverElseIsThere() throws {
    let history = try Self.proxied(401)
    let alone = try ReturnPanel(history, factors: ["Y"], missing: .proxy, proxy: "X")
    for factors in [["Y", "X"], ["X", "Y", "Z"], ["Z", "X", "Y"]] as [[RiskFactor]] {
      let panel = try ReturnPanel(history, factors: factors, missing: .proxy, proxy: "X")
      let place = try #require(factors.firstIndex(of: "Y"))
      #expect(panel.returns[place] == alone.returns[0])
      #expect(panel.times == alone.times)
    }
    #expect(alone.coverage[0].filledReturns == 200)
  }

  @Test func theLongestListedStandsIn() throws {
    let history = try Self.proxied(401)
    let named = try ReturnPanel(history, factors: ["Y", "X"], missing: .proxy, proxy: "X")
    let chosen = try ReturnPanel(history, factors: ["Y", "X"], missing: .proxy)
    #expect(chosen.returns == named.returns)
  }

  @Test func timesBefore1970AreFilledToo() throws {
    let panel = try ReturnPanel(
      try Self.proxied(401, from: "1960-01-01"), factors: ["X", "Y"], missing: .proxy, proxy: "X")
    #expect(panel.isComplete)
    #expect(Set(panel.returns[1][..<200]).count == 200)
  }

  @Test func aProxyNeedsSharedDays() throws {
    let walk = MarketSamples.walk(100, seed: 1)
    let history = try MarketSamples.history(
      MarketSamples.times(100),
      [
        ("OLD", walk.enumerated().map { $0.offset < 60 ? $0.element : nil }),
        ("NEW", walk.enumerated().map { $0.offset >= 50 ? $0.element : nil }),
      ])
    let error = #expect(throws: InputError.self) {
      try ReturnPanel(history, factors: ["OLD", "NEW"], missing: .proxy, proxy: "OLD")
    }
    #expect(error?.place == .init(file: "prices.csv", column: "NEW"))
    #expect(error?.message == "shares 9 returns with the proxy OLD, at least 20 are needed")
  }
}
