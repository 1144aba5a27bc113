import Plimsoll

extension ReferenceMethod {
  /// History weighted by age, and history at today's volatility.
  static let weightedHistorical = ReferenceMethod(prefix: "risk-weighted-hs-", key: "brw") {
    expected in
    let returns = try expected.file.numbers("returns_oldest_first")
    try checkAged(
      expected["brw"], PnLVector(returns), decay: try expected.file.number("brw_lambda"))
    let weighting = ExponentialWeighting(
      decay: try expected.file.number("hull_white_ewma_lambda"))
    try checkFiltered(
      expected["hull_white"], FilteredReturns(returns, weighting: weighting))
  }

  private static func checkAged(_ expected: Expected, _ pnl: PnLVector, decay: Double) throws {
    let weights = WeightedHistorical.ageWeights(decay: decay, count: pnl.gains.count)
    expected["weights_first3_oldest"].agrees(with: Array(weights.prefix(3)))
    expected["weights_last3_newest"].agrees(with: Array(weights.suffix(3)))
    let sample = WeightedHistorical(pnl, decay: decay)
    for row in expected["levels"].elements {
      let level = try row["alpha"].level()
      let quantile = sample.quantile(at: level)
      row["VaR_step"].agrees(with: sample.valueAtRisk(at: level))
      row["VaR_linear_in_cumweight"].agrees(with: sample.interpolatedValueAtRisk(at: level))
      row["ES_fractional"].agrees(with: sample.expectedShortfall(at: level))
      row["rank_of_VaR_from_worst_0based"].equals(quantile.rank)
      row["cum_weight_including_VaR_obs"].agrees(with: quantile.weight)
    }
  }

  private static func checkFiltered(_ expected: Expected, _ filtered: FilteredReturns) throws {
    expected["sigma_forecast"].agrees(with: filtered.forecast)
    expected["sigma_first3"].agrees(with: Array(filtered.volatilities.prefix(3)))
    expected["scaled_returns_first3"].agrees(with: Array(filtered.rescaled.prefix(3)))
    expected["scaled_returns_last3"].agrees(with: Array(filtered.rescaled.suffix(3)))
    let pnl = PnLVector(filtered.rescaled)
    for row in expected["levels"].elements {
      let tail = LossTail(pnl, level: try row["alpha"].level())
      row["VaR_inverted_cdf"].agrees(with: tail.valueAtRisk.value)
      row["ES_acerbi_tasche"].agrees(with: tail.expectedShortfall.value)
      row["VaR_linear"].isPending(as: "VaR_linear")
    }
  }
}
