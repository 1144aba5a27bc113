import Plimsoll

extension ReferenceMethod {
  /// Exponentially weighted covariances under each start, and under weights that add up to one.
  static let exponentialWeighting = ReferenceMethod(
    prefix: "estimators-ewma-", key: "normalised_finite_weights"
  ) { expected in
    let columns = try expected.file.columns(first: "n")
    let decay = try expected.file.number("lambda")
    let starts: [(String, ExponentialWeighting.Start)] = [
      ("first_obs", .firstObservation), ("sample_second_moment", .sampleSecondMoment),
      ("first20_second_moment", .firstTwenty),
    ]
    for (key, start) in starts {
      try checkRecursion(
        expected[key], ExponentialWeighting(decay: decay, start: start), columns)
    }

    let weighted = expected["normalised_finite_weights"]
    let weights = ExponentialWeighting.normalisedWeights(
      decay: decay, count: columns.first?.count ?? 0)
    weighted["weights"].agrees(with: weights)
    weighted["cov_zero_mean"].agrees(
      with: ExponentialWeighting.covariance(columns, weights: weights, aboutMean: false))
    weighted["cov_weighted_mean_biased"].agrees(
      with: ExponentialWeighting.covariance(columns, weights: weights, aboutMean: true))
    weighted["effective_obs_kish"].agrees(
      with: ExponentialWeighting.effectiveObservations(weights))
  }

  private static func checkRecursion(
    _ expected: Expected, _ weighting: ExponentialWeighting, _ columns: [[Double]]
  ) throws {
    let initial = weighting.initialCovariance(columns)
    expected["initial_cov"].agrees(with: initial)
    // After one observation a recursion that begins with the second has not moved.
    let isUnmoved = weighting.covariance(columns, after: 1) == initial
    expected["updates_start_at_index"].equals(isUnmoved ? 1 : 0)
    for point in expected["cov_path"].elements {
      let index = try point["after_obs_index"].number()
      guard let count = Int(exactly: index + 1), columns.allSatisfy({ (1...$0.count) ~= count })
      else { throw ReferenceError.input("expected.\(point.key).after_obs_index") }
      point["cov"].agrees(with: weighting.covariance(columns, after: count))
    }

    let final = weighting.covariance(columns)
    let deviations = columns.map { weighting.variances($0).last?.squareRoot() ?? 0 }
    expected["final_cov_forecast_for_n"].agrees(with: final)
    expected["final_vol"].agrees(with: deviations)
    expected["final_corr"].agrees(with: SampleCovariance.correlation(of: final))
    expected["annualised_vol_365"].agrees(
      with: deviations.map {
        VolatilityModel(model: .ewma, decay: weighting.decay, perBar: $0).annualised(bar: .day)
      })
  }
}
