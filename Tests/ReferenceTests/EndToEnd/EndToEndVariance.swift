import Plimsoll

extension ReferenceMethod {
  /// A GARCH variance with Student-t residuals, free and within its bound, and what filtered history
  /// and the law itself make of its forecast.
  static func checkVariance(_ expected: Expected, of returns: [Double]) throws {
    guard expected.value != nil else { return }
    let percent = returns.map { 100 * $0 }
    var choice = GARCHFit.Choice()
    choice.law = .studentT
    let bounded = GARCHFit(percent, choice)
    choice.boundsPersistence = false
    let free = GARCHFit(percent, choice)
    let loose = "at_constrained_mle"

    checkFit(expected["arch_params"], bounded, as: loose)
    expected["arch_loglik"].agrees(with: bounded.logLikelihood, as: loose)
    checkFit(expected["constrained_mle_alpha_plus_beta_le_1"], bounded, as: loose)
    expected["constrained_loglik"].agrees(with: bounded.logLikelihood, as: loose)
    expected["constraint_active_igarch"].equals(bounded.unbounded != nil)
    let unconstrained = expected["unconstrained_mle"]
    checkFit(unconstrained["params"], free, as: loose)
    unconstrained["loglik"].agrees(with: free.logLikelihood, as: loose)
    unconstrained["persistence"].agrees(with: free.recursion.persistence, as: loose)
    expected["max_abs_score"].isRemark()
    expected["backcast"].agrees(
      with: GARCH.Start.backcast.moment(of: percent), as: "at_fixed_params")

    try checkForecast(
      expected["at_constrained_mle"], returns, bounded.recursion,
      degrees: bounded.degreesOfFreedom ?? .nan)
    let fixed = expected["at_fixed_params"]
    let parameters = fixed["params"]
    try checkForecast(
      fixed, returns,
      GARCH(
        omega: try parameters["omega"].number(), alpha: try parameters["alpha"].number(),
        beta: try parameters["beta"].number()), degrees: try parameters["nu"].number())
  }

  private static func checkFit(_ expected: Expected, _ fit: GARCHFit, as name: String) {
    expected["omega"].agrees(with: fit.recursion.omega, as: name)
    expected["alpha"].agrees(with: fit.recursion.alpha, as: name)
    expected["beta"].agrees(with: fit.recursion.beta, as: name)
    expected["nu"].agrees(with: fit.degreesOfFreedom, as: name)
  }

  private static func checkForecast(
    _ expected: Expected, _ returns: [Double], _ recursion: GARCH, degrees: Double
  ) throws {
    var choice = GARCHFit.Choice()
    choice.law = .studentT
    expected["loglik"].agrees(
      with: GARCHFit.logLikelihood(
        of: returns.map { 100 * $0 }, recursion: recursion, degreesOfFreedom: degrees,
        choice: choice))
    let volatilities = recursion.variances(returns.map { 100 * $0 }, start: .backcast)
      .map { $0.squareRoot() / 100 }
    let filtered = FilteredReturns(returns, volatilities: volatilities)
    expected["sigma_forecast"].agrees(with: filtered.forecast)
    let pnl = PnLVector(filtered.rescaled)
    let law = StudentTDistribution(degreesOfFreedom: degrees)
    for key in expected.keys {
      guard let level = ConfidenceLevel(key) else { continue }
      let tail = LossTail(pnl, level: level)
      expected[key]["FHS_VaR_inverted_cdf"].agrees(with: tail.valueAtRisk.value)
      expected[key]["FHS_ES_acerbi_tasche"].agrees(with: tail.expectedShortfall.value)
      expected[key]["parametric_t_VaR"].agrees(
        with: law.quantile(level.value) * ((degrees - 2) / degrees).squareRoot()
          * filtered.forecast)
    }
  }
}
