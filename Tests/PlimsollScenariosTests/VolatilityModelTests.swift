import PlimsollMarket
import PlimsollScenarios
import Testing

@Suite struct VolatilityModelTests {
  private let returns = [0.01, -0.02, 0.03, 0, -0.01]

  @Test func itsPathIsTheRecursions() {
    let recursion = GARCH(omega: 1e-5, alpha: 0.1, gamma: 0.05, beta: 0.8)
    let model = VolatilityModel(model: .gjr, recursion: recursion, start: .meanSquare, perBar: 1)
    let path = recursion.variances(returns, start: .meanSquare).map { $0.squareRoot() }
    #expect(model.path(of: returns) == path)
    #expect(model.broughtForward(to: returns).perBar == path[returns.count])
    let ewma = VolatilityModel(model: .ewma, decay: 0.9, perBar: 1)
    #expect(
      ewma.path(of: returns)
        == ExponentialWeighting(decay: 0.9).variances(returns).map { $0.squareRoot() })
  }

  @Test func aConstantOneStandsStill() {
    let model = VolatilityModel(model: .constant, perBar: 0.02)
    #expect(model.path(of: returns) == [Double](repeating: 0.02, count: 6))
    #expect(model.broughtForward(to: returns) == model)
  }

  @Test func aFactorThatNeverMovedStaysAtZero() {
    let model = VolatilityModel(model: .ewma, decay: 0.9, perBar: 0)
    #expect(model.broughtForward(to: returns).perBar == 0)
  }
}
