import ArgumentParser
import Plimsoll

/// Choices that take the place of a spec's.
struct OverrideOptions: ParsableArguments {
  @Option(help: "Volatility of every factor, instead of the spec's.")
  var volatility: VolatilityModel.Kind?

  @Option(help: "Innovation law of every factor, instead of the spec's.")
  var innovations: InnovationModel.Kind?

  @Option(help: "Correlation estimator, instead of the spec's; ledoit-wolf means its first form.")
  var correlation: CorrelationEstimator?

  @Option(help: "Copula, instead of the spec's.")
  var dependence: Dependence.Copula?

  var overrides: SpecOverrides {
    var overrides = SpecOverrides()
    overrides.volatility = volatility
    overrides.innovations = innovations
    overrides.correlation = correlation
    overrides.dependence = dependence
    return overrides
  }
}

/// Checks numbers that must be positive, for options that share the rule.
enum PositiveCount {
  static func parse(_ text: String) throws -> Int {
    guard let value = Int(text), value > 0, value <= ScenarioPlan.largestCount else {
      throw ValidationError("give a whole number from 1 to \(ScenarioPlan.largestCount).")
    }
    return value
  }
}
