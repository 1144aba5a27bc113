import Plimsoll

extension ReferenceMethod {
  /// Tails beyond thresholds by maximum likelihood, and Hill's estimator.
  static let generalisedPareto = ReferenceMethod(prefix: "estimators-gpd-", key: "hill") {
    expected in
    let column = try expected.file.column()
    let losses: [Double]
    switch try expected.file.input("loss_definition", \.text) {
    case "loss = -100*r": losses = column.map { -100 * $0 }
    case "as given": losses = column
    default: throw ReferenceError.input("loss_definition")
    }
    for row in expected["pot"].elements {
      let threshold = try row["threshold"].number()
      guard let fit = GeneralisedParetoFit(losses: losses, threshold: threshold) else {
        throw ReferenceError.input("expected.pot.threshold")
      }
      try checkFit(row, fit)
    }
    for row in expected["hill"].elements {
      let hill = HillEstimator(losses: losses, largest: Int(try row["k"].number()))
      row["xi_hill_k_plus_1"].agrees(with: hill?.shape)
      row["xi_hill_denominator_k"].agrees(with: hill?.shapeAgainstLast)
      row["alpha_hill"].agrees(with: hill?.exponent)
    }
    // The same fits by others, with other optimisers.
    for key in expected.keys where key.hasPrefix("published_") || key.hasPrefix("R_") {
      expected[key].isRemark()
    }
  }

  private static func checkFit(_ row: Expected, _ fit: GeneralisedParetoFit) throws {
    row["n"].equals(fit.count)
    row["n_exceed"].equals(fit.excesses.count)
    row["xi"].agrees(with: fit.law.shape)
    row["beta"].agrees(with: fit.law.scale)
    row["loglik"].agrees(with: fit.logLikelihood)
    row["score_max"].isRemark()
    row["scipy_genpareto_fit"].isRemark()
    let covariance = fit.covariance
    row["cov_inverse_observed_information"].agrees(
      with: Matrix([
        [covariance.shape, covariance.cross], [covariance.cross, covariance.scale],
      ]), as: "xi")
    row["std_err"].agrees(with: [fit.standardErrors.shape, fit.standardErrors.scale], as: "xi")

    let moments = GeneralisedPareto.lMoments(fit.excesses)
    let start = GeneralisedPareto(lMomentsOf: fit.excesses)
    row["mean_excess"].agrees(with: moments.first, as: "hill")
    row["l_moments"]["l1"].agrees(with: moments.first, as: "hill")
    row["l_moments"]["l2"].agrees(with: moments.second, as: "hill")
    row["l_moments"]["xi"].agrees(with: start.shape)
    row["l_moments"]["beta"].agrees(with: start.scale)
    for tail in row["tail"].elements {
      let level = try tail["q"].number()
      tail["VaR"].agrees(with: fit.valueAtRisk(level))
      tail["ES"].agrees(with: fit.expectedShortfall(level))
    }
    row["tail_probability_at_2u_and_3u"].agrees(
      with: [2, 3].map { fit.tailProbability(beyond: $0 * fit.threshold) }, as: "xi")
  }
}
