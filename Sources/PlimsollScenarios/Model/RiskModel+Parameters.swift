import PlimsollMarket
import PlimsollNumerics

extension RiskModel {
  /// Every number of the model that a reviewer follows from night to night: by factor, then those of
  /// the dependence, whose factor is empty.
  public var parameters: [(factor: String, name: String, value: Double)] {
    var found: [(factor: String, name: String, value: Double)] = []
    for factor in factors {
      func add(_ name: String, _ value: Double?) {
        if let value { found.append((factor.factor.name, name, value)) }
      }
      add("volatility_per_bar", factor.volatility.perBar)
      add("decay", factor.volatility.decay)
      if let recursion = factor.volatility.recursion {
        add("omega", recursion.omega)
        add("alpha", recursion.alpha)
        if factor.volatility.model == .gjr { add("gamma", recursion.gamma) }
        add("beta", recursion.beta)
        add("persistence", recursion.persistence)
      }
      if let estimate = factor.volatility.estimate {
        add("log_likelihood", estimate.logLikelihood / Double(estimate.observations))
      }
      for (name, value) in factor.innovations.parameters { add(name, value) }
      add("residual_scale", factor.residualScale)
      add("largest_residual", factor.largestResidual)
    }
    func add(_ name: String, _ value: Double?) {
      if let value { found.append(("", name, value)) }
    }
    add("copula_degrees_of_freedom", dependence.degreesOfFreedom)
    add("shrinkage", dependence.shrinkage)
    add("dcc_a", dependence.dynamics?.a)
    add("dcc_b", dependence.dynamics?.b)
    add("mean_correlation", dependence.meanCorrelation)
    add("smallest_eigenvalue", dependence.smallestEigenvalue)
    add("condition_number", dependence.conditionNumber)
    return found
  }

  /// The parameters whose jump against the last model says that something is wrong; what follows the
  /// market by design is not among them.
  static let gatedParameters: Set<String> = [
    "decay", "persistence", "degrees_of_freedom", "residual_scale", "copula_degrees_of_freedom",
  ]
}

extension InnovationModel {
  /// The numbers of the law, by name; residuals are none.
  fileprivate var parameters: [(name: String, value: Double)] {
    switch self {
    case .normal, .empirical: []
    case .studentT(let law): [("degrees_of_freedom", law.degreesOfFreedom)]
    case .gpd(let law):
      [
        ("lower_tail_shape", law.lower.shape), ("lower_tail_scale", law.lower.scale),
        ("upper_tail_shape", law.upper.shape), ("upper_tail_scale", law.upper.scale),
      ]
    case .jumps(let law):
      [("jump_intensity", law.intensity), ("jump_share", law.jumpShare)]
    }
  }
}

extension Dependence {
  /// The mean of the correlations of different factors; nil for one factor.
  public var meanCorrelation: Double? {
    let count = correlation.rows
    guard count > 1 else { return nil }
    var sum = 0.0
    for i in 0..<count { for j in 0..<i { sum += correlation[i, j] } }
    return sum / Double(count * (count - 1) / 2)
  }
}
