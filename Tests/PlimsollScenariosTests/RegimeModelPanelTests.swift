import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct RegimeModelPanelTests {
  /// Two factors, calm for a hundred days and stressed for fifty, in turn.
  private func panel() throws -> ReturnPanel {
    var text = "date,A,B\n"
    var logarithms = [0.0, 0.0]
    let stream = RandomStream(seed: 5, stream: 77)
    for day in 0..<600 {
      let size = day % 150 < 100 ? 0.01 : 0.05
      for factor in 0..<2 {
        logarithms[factor] += size * stream.normal(scenario: day, dimension: factor)
      }
      let prices = logarithms.map { "\(100 * SyntheticPrices.exponential($0))" }
      text += "\(Timestamp(seconds: 1_641_081_600) + .days(day)),\(prices.joined(separator: ","))\n"
    }
    let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
    return try ReturnPanel(history, factors: ["A", "B"])
  }

  /// The filter at the fit's own parameters ends where the fit's ended.
  @Test func broughtForwardToWhereItStandsItStays() throws {
    let panel = try panel()
    let model = try RegimeModel.fitted(to: panel).model
    let forward = try model.broughtForward(to: panel)
    #expect(forward.stressed == model.stressed && forward.calm == model.calm)
    // The fit begins its chain by its own probabilities; hundreds of bars later that is forgotten.
    #expect(abs(forward.next[0] - model.next[0]) < 1e-9)
    #expect(abs(forward.next[0] + forward.next[1] - 1) < 1e-12)
  }

  /// Returns as large as stress has them make stress more likely, still ones less.
  @Test func followsTheLastReturns() throws {
    let panel = try panel()
    let model = try RegimeModel.fitted(to: panel).model
    func next(after size: Double) throws -> Double {
      var text = "date,A,B\n"
      var price = 100.0
      for row in 0..<40 {
        price *= SyntheticPrices.exponential(row.isMultiple(of: 2) ? size : -size)
        text += "\(Timestamp(seconds: 1_641_081_600) + .days(row)),\(price),\(price)\n"
      }
      let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: text))
      return try model.broughtForward(to: try ReturnPanel(history, factors: ["A", "B"])).next[0]
    }
    #expect(try next(after: 3 * model.calm.volatilities[0]) > 0.5)
    #expect(try next(after: 0.1 * model.calm.volatilities[0]) < 0.2)
  }

  @Test func whatCannotBeFittedIsAnError() throws {
    let flat = (0..<40).map { "\(Timestamp(seconds: 1_641_081_600) + .days($0)),5\n" }.joined()
    let history = try PriceHistory(csv: InputFile(name: "prices.csv", text: "date,A\n" + flat))
    let panel = try ReturnPanel(history, factors: ["A"])
    #expect(throws: InputError.self) { try RegimeModel.fitted(to: panel) }
  }
}
