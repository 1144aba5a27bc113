import Foundation
import Plimsoll

extension ReferenceMethod {
  /// Dynamic conditional correlations of residuals that given GARCH recursions leave: likelihoods
  /// at given weights tightly, optima loosely.
  static let dynamicCorrelation = ReferenceMethod(prefix: "estimators-dcc-", key: "dcc") {
    expected in
    let scale = try expected.file.number("scale")
    let returns = try expected.file.columns(first: "n").map { $0.map { scale * $0 } }
    let names = try expected.file.input("columns", \.texts)
    var residuals: [[Double]] = []
    for (index, fit) in expected["univariate_garch_zero_mean_normal"].elements.enumerated() {
      guard index < names.count, fit["column"].value?.text == names[index] else {
        throw ReferenceError.input("expected.\(fit.key).column")
      }
      fit["column"].isRemark()
      residuals.append(try standardised(returns[index], fit))
    }
    guard residuals.count == names.count else { throw ReferenceError.input("columns") }
    let count = returns[0].count
    expected["standardised_residuals_last3"].agrees(
      with: Matrix(residuals.map { Array($0[(count - 3)...]) }).transposed, under: strict)
    for target in DynamicCorrelation.Target.allCases {
      let key = "target_" + target.rawValue.replacing("-", with: "_")
      try checkTarget(expected["dcc"][key], target, residuals)
    }
  }

  /// What double precision leaves of sums over some thousand terms.
  private static let strict = Tolerance(relative: 1e-9, absolute: 1e-9)

  /// Residuals of a recursion with given coefficients.
  private static func standardised(_ returns: [Double], _ fit: Expected) throws -> [Double] {
    let recursion = GARCH(
      omega: try fit["omega"].number(), alpha: try fit["alpha"].number(),
      beta: try fit["beta"].number())
    let presample = GARCH.Start.backcast.moment(of: returns)
    fit["backcast"].agrees(with: presample, under: strict)
    let variances = recursion.variances(returns)
    fit["loglik"].agrees(
      with: zip(returns, variances).reduce(0) {
        $0 - 0.5 * (log(2 * Double.pi * $1.1) + $1.0 * $1.0 / $1.1)
      }, under: strict)
    return zip(returns, variances).map { $0 / $1.squareRoot() }
  }

  private static func checkTarget(
    _ expected: Expected, _ target: DynamicCorrelation.Target, _ residuals: [[Double]]
  ) throws {
    guard expected.value != nil else { return }
    let fit = try DynamicCorrelation(residuals, target: target, likelihood: .full)
    expected["S"].agrees(with: fit.target, under: strict)
    expected["a"].agrees(with: fit.parameters.a, as: "a,b")
    expected["b"].agrees(with: fit.parameters.b, as: "a,b")
    expected["loglik_correlation_part"].agrees(with: fit.logLikelihood)
    expected["R_last"].agrees(with: fit.last, as: "R")
    expected["R_forecast"].agrees(with: fit.forecast, as: "R")
    for row in expected["loglik_at_fixed"].elements {
      let weights = DynamicCorrelation.Parameters(
        a: try row["a"].number(), b: try row["b"].number())
      row["loglik_correlation_part"].agrees(
        with: DynamicCorrelation.logLikelihood(residuals, target: fit.target, parameters: weights),
        under: strict)
    }
    // Keys such as R_last_at_a0.05_b0.90 name the weights.
    for key in expected.keys where key.hasPrefix("R_") && key.contains("_at_a") {
      let numbers = key.split(separator: "_").suffix(2).map { Double($0.dropFirst()) }
      guard numbers.count == 2, let a = numbers[0], let b = numbers[1] else {
        throw ReferenceError.input("expected.\(key)")
      }
      let filtered = DynamicCorrelation.filtered(
        residuals, target: fit.target, parameters: .init(a: a, b: b))
      expected[key].agrees(
        with: key.hasPrefix("R_last") ? filtered.last : filtered.forecast, under: strict)
    }
  }
}
