import Plimsoll

extension ReferenceMethod {
  /// One day's sums of products of intraday returns.
  static let realisedMeasures = ReferenceMethod(
    prefix: "estimators-realised-cov-", key: "bipower_variation"
  ) { expected in
    let returns = try expected.file.matrix("intraday_log_returns").transposed
    let day = RealisedMeasures((0..<returns.rows).map { returns.row($0) })
    expected["realised_cov"].agrees(with: day.covariance)
    expected["realised_vol"].agrees(with: day.volatilities)
    expected["realised_vol_annualised_365"].agrees(with: day.annualisedVolatilities)
    expected["realised_corr"].agrees(with: day.correlation)
    expected["semivariance_down"].agrees(with: day.downsideSemivariances)
    expected["semivariance_up"].agrees(with: day.upsideSemivariances)
    expected["bipower_variation"].agrees(with: day.bipowerVariations)
    expected["bipower_variation_n_over_nminus1"].agrees(with: day.correctedBipowerVariations)
    expected["jump_variation_max0"].agrees(with: day.jumpVariations)
    expected["tripower_quarticity"].agrees(with: day.tripowerQuarticities)
  }
}
