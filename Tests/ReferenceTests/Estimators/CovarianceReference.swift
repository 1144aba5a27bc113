import Plimsoll

extension ReferenceMethod {
  /// Sample covariances and their shrinkage.
  static let covariance = ReferenceMethod(
    prefix: "estimators-covariance-shrinkage-", key: "ledoit_wolf_identity_sklearn"
  ) { expected in
    let columns = try expected.file.columns(first: "use_first_rows")
    let unbiased = SampleCovariance.covariance(columns, divisor: .observationsLessOne)
    expected["mean"].agrees(with: SampleCovariance.means(columns))
    expected["cov_ddof1"].agrees(with: unbiased)
    expected["cov_ddof0"].agrees(
      with: SampleCovariance.covariance(columns, divisor: .observations))
    expected["corr"].agrees(with: SampleCovariance.correlation(of: unbiased))

    check(expected["ledoit_wolf_identity_sklearn"], LedoitWolf(towardsIdentity: columns))
    check(
      expected["ledoit_wolf_constant_correlation_T"],
      LedoitWolf(towardsConstantCorrelation: columns, divisor: .observations))
    check(
      expected["ledoit_wolf_constant_correlation_Tminus1"],
      LedoitWolf(towardsConstantCorrelation: columns, divisor: .observationsLessOne))

    let taus = RankCorrelation.kendallTau(columns)
    expected["kendall_tau_b"].agrees(with: taus)
    expected["copula_corr_sin_pi_tau_over_2"].agrees(
      with: RankCorrelation.copulaCorrelation(ofKendall: taus))
    expected["spearman_rho"].agrees(with: RankCorrelation.spearmanRho(columns))
    expected["oas_sklearn"].isPending()
  }

  /// Compares a shrunk covariance, and what its intensity is made of.
  static func check(_ expected: Expected, _ got: LedoitWolf, as name: String? = nil) {
    expected["shrinkage"].agrees(with: got.shrinkage, as: name)
    expected["cov"].agrees(with: got.covariance, as: name)
    expected["corr"].agrees(with: SampleCovariance.correlation(of: got.covariance), as: name)
    guard let terms = got.terms else { return }
    expected["rbar"].agrees(with: terms.meanCorrelation, as: name)
    expected["pi_hat"].agrees(with: terms.pi, as: name)
    expected["rho_hat"].agrees(with: terms.rho, as: name)
    expected["gamma_hat"].agrees(with: terms.gamma, as: name)
  }
}
