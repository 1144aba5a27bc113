import PlimsollMarket
import PlimsollNumerics

extension RiskModel {
  /// Every number of the model that a reviewer follows from night to night: by factor, then those of
  /// the dependence, whose factor is empty.
  public var parameters: [(factor: String, name: String, value: Double)] {
    var found: [(factor: String, name: String, value: Double)] = []
    for factor in factors {
      found.append((factor.factor.name, "volatility_per_bar", factor.volatility.perBar))
      if case .studentT(let law) = factor.innovations {
        found.append((factor.factor.name, "degrees_of_freedom", law.degreesOfFreedom))
      }
      found.append((factor.factor.name, "residual_scale", factor.residualScale))
    }
    func add(_ name: String, _ value: Double?) {
      if let value { found.append(("", name, value)) }
    }
    add("copula_degrees_of_freedom", dependence.degreesOfFreedom)
    add("mean_correlation", dependence.meanCorrelation)
    add("smallest_eigenvalue", dependence.smallestEigenvalue)
    add("condition_number", dependence.conditionNumber)
    return found
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
