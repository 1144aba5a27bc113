import Plimsoll

extension ReferenceMethod {
  /// History at today's volatility, and the tail beyond a threshold.
  static func checkTails(_ expected: Expected, _ pnl: PnLVector) throws {
    for key in expected.keys where key.hasPrefix("ewma_") && key.hasSuffix("_filtered") {
      guard let decay = Double(key.split(separator: "_")[1]) else {
        throw ReferenceError.input("expected.\(key)")
      }
      checkFiltered(
        expected[key],
        FilteredReturns(pnl.gains, weighting: ExponentialWeighting(decay: decay)))
    }
    try checkTail(expected["gpd"], losses: pnl.gains.map { -$0 })
  }

  private static func checkFiltered(_ expected: Expected, _ filtered: FilteredReturns) {
    expected["sigma_forecast"].agrees(with: filtered.forecast, as: "ewma")
    let pnl = PnLVector(filtered.rescaled)
    for key in expected.keys {
      guard let level = ConfidenceLevel(key) else { continue }
      let tail = LossTail(pnl, level: level)
      expected[key]["VaR_inverted_cdf"].agrees(with: tail.valueAtRisk.value, as: "ewma")
      expected[key]["ES_acerbi_tasche"].agrees(with: tail.expectedShortfall.value, as: "ewma")
    }
  }

  private static func checkTail(_ expected: Expected, losses: [Double]) throws {
    let largest = try expected.file.input("gpd_k", \.integer)
    // Scale and likelihood are those of percentages.
    guard let fit = GeneralisedParetoFit(losses: losses.map { 100 * $0 }, largest: largest) else {
      throw ReferenceError.input("gpd_k")
    }
    let exact = expected.file.tolerance(["historical"])
    expected["threshold_is"].isRemark()
    expected["threshold"].agrees(with: fit.threshold / 100, under: exact)
    expected["n_exceed"].equals(fit.excesses.count)
    expected["xi"].agrees(with: fit.law.shape)
    expected["beta_percent"].agrees(with: fit.law.scale, as: "VaR")
    expected["loglik_percent"].agrees(with: fit.logLikelihood, as: "xi")
    expected["std_err"].agrees(
      with: [fit.standardErrors.shape, fit.standardErrors.scale], as: "xi")
    for key in expected.keys {
      guard let level = Double(key) else { continue }
      expected[key]["VaR"].agrees(with: fit.valueAtRisk(level) / 100)
      expected[key]["ES"].agrees(with: fit.expectedShortfall(level) / 100)
    }
    for key in expected["hill"].keys {
      guard let largest = Int(key) else { throw ReferenceError.input("expected.gpd.hill") }
      let hill = HillEstimator(losses: losses, largest: largest)
      expected["hill"][key].agrees(with: hill?.shape ?? .nan, under: exact)
    }
  }
}
