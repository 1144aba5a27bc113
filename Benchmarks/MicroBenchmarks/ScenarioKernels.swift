import Benchmark
import Plimsoll

/// Tiles of Monte Carlo scenarios of 10 factors.
func scenarioKernels() {
  let factors = (0..<10).map { RiskFactor("F\($0)") }
  let correlation = Matrix((0..<10).map { i in (0..<10).map { j in i == j ? 1 : 0.5 } })
  tile(
    "tile-gaussian-10x1024", factors, .normal, Dependence(correlation: correlation))
  tile(
    "tile-t-copula-10x1024", factors,
    .studentT(StudentTInnovations(degreesOfFreedom: 5, cut: 10)),
    Dependence(correlation: correlation, degreesOfFreedom: 4))
}

private func tile(
  _ name: String, _ factors: [RiskFactor], _ innovations: InnovationModel,
  _ dependence: Dependence
) {
  let model = RiskModel(
    asOf: Timestamp(seconds: 0), bar: .day,
    factors: factors.map {
      FactorModel(
        factor: $0, volatility: VolatilityModel(model: .constant, perBar: 0.03),
        innovations: innovations)
    }, dependence: dependence)
  guard let source = try? MonteCarlo(model, bars: 1, count: 1024, seed: 1) else { return }
  kernel(name) {
    var tile = ScenarioTile(stride: 1024, factorCount: factors.count)
    tile.hold(0..<1024)
    return {
      source.fill(&tile)
      blackHole(tile.moves)
    }
  }
}
