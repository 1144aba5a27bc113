import Foundation
import PlimsollMarket
import Testing

@Suite struct RiskFactorTests {
  @Test func aFactorIsItsName() throws {
    let factor: RiskFactor = "BTC"
    #expect(factor == RiskFactor("BTC"))
    #expect(factor != RiskFactor("btc"))
    #expect("\(factor)" == "BTC")
    let data = try JSONEncoder().encode([factor])
    #expect(String(decoding: data, as: UTF8.self) == "[\"BTC\"]")
    #expect(try JSONDecoder().decode([RiskFactor].self, from: data) == [factor])
  }
}
