import Plimsoll

extension ReferenceMethod {
  /// Measures from four moments.
  static let cornishFisher = ReferenceMethod(
    prefix: "risk-cornish-fisher-", key: "cornish_fisher_quantile_map_monotone"
  ) { expected in
    let law = CornishFisher(PnLVector(try expected.file.numbers("returns")))
    let normal = NormalLaw(mean: law.mean, standardDeviation: law.standardDeviation)
    expected["mean"].agrees(with: law.mean)
    expected["m2_population_variance"].agrees(with: law.standardDeviation * law.standardDeviation)
    expected["skewness_g1"].agrees(with: law.skewness)
    expected["excess_kurtosis_g2"].agrees(with: law.excessKurtosis)
    expected["cornish_fisher_quantile_map_monotone"].equals(law.isMonotone)
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      let z = -NormalLaw.multiplier(.valueAtRisk, at: level)
      row["z"].agrees(with: z)
      row["h_cornish_fisher"].agrees(with: law.quantile(z))
      row["VaR_modified"].agrees(with: law.valueAtRisk(at: level))
      row["ES_modified_boudt_edgeworth"].agrees(with: law.modifiedShortfall(at: level))
      row["ES_edgeworth_raw_without_max"].agrees(with: law.edgeworthShortfall(at: level))
      row["ES_cf_quantile_integral"].agrees(with: law.expectedShortfall(at: level))
      row["VaR_normal"].agrees(with: normal.value(of: .valueAtRisk, at: level))
      row["ES_normal"].agrees(with: normal.value(of: .expectedShortfall, at: level))
    }
  }
}
