import PlimsollMarket
import PlimsollScenarios
import TestBooks
import Testing

@Suite struct RiskModelForwardTests {
  @Test(arguments: VolatilityModel.Kind.allCases)
  func parametersStayAndForecastsFollow(kind: VolatilityModel.Kind) throws {
    let whole = try SyntheticPrices.history(["A", "B"], days: 400)
    let past = try whole.upTo(whole.times[350])
    var spec = CalibrationSpec()
    spec.volatility.model = kind
    let model = try RiskModel.calibrated(to: past, factors: past.factors, spec: spec)
    let forward = try model.broughtForward(to: whole)
    #expect(forward.asOf == whole.times.last && model.asOf == past.times.last)
    #expect(forward.dependence == model.dependence)
    let panel = try ReturnPanel(whole, factors: whole.factors)
    for place in 0..<2 {
      var expected = model.factors[place]
      expected.volatility.perBar =
        model.factors[place].volatility.path(of: panel.returns[place]).last ?? .nan
      #expect(forward.factors[place] == expected)
    }
    // To where it stands already, a model does not move; EWMA starts from the window's mean square.
    #expect(try model.broughtForward(to: past).factors == model.factors)
  }
}
