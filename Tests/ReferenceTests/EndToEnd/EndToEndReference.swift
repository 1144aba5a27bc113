import Plimsoll

extension ReferenceMethod {
  /// Prices to measures: of one asset, of a book, and the covariances between.
  static let endToEnd = ReferenceMethod(prefix: "endtoend-", key: "portfolio_simple_returns") {
    expected in
    let market = try PriceFile(expected.file)
    let single = expected["single_asset_log_returns"]
    let percent = market.mainReturns.map { 100 * $0 }
    single["n"].equals(market.mainReturns.count)
    try checkMeasures(single["historical"], PnLVector(market.mainReturns))
    check(single["student_t_mle_percent"], StudentTFit(percent), locationAs: "student_t")
    try checkTails(single, PnLVector(market.mainReturns))
    try checkVariance(single["garch_t_percent_returns"], of: market.mainReturns)
    try checkRolling(single, market.mainReturns)

    let book = expected["portfolio_simple_returns"]
    let pnl = try market.replay()
    book["n"].equals(pnl.gains.count)
    try checkMeasures(book["historical"], pnl)
    check(
      book["student_t_mle_percent"], StudentTFit(pnl.gains.map { 100 * $0 }),
      locationAs: "student_t")
    try checkTails(book, pnl)
    try checkVariance(book["garch_t_percent_returns"], of: pnl.gains)
    try checkRolling(book, pnl.gains)

    try checkCovariances(expected["covariance_simple_returns"], of: market)
  }

  private static func checkMeasures(_ expected: Expected, _ pnl: PnLVector) throws {
    for key in expected.keys {
      guard let level = ConfidenceLevel(key) else {
        throw ReferenceError.input("expected.\(expected.key).\(key)")
      }
      let tail = LossTail(pnl, level: level)
      expected[key]["VaR_inverted_cdf"].agrees(with: tail.valueAtRisk.value)
      expected[key]["ES_acerbi_tasche"].agrees(with: tail.expectedShortfall.value)
      expected[key]["VaR_linear"].isPending(as: "VaR_linear")
    }
  }

  /// Rolling historical value at risk: of each day, from the losses of the window before it alone.
  private static func checkRolling(_ expected: Expected, _ returns: [Double]) throws {
    for key in expected.keys where key.hasPrefix("rolling_") {
      let parts = key.split(separator: "_")
      guard parts.count == 5, let window = Int(parts[1].dropLast()),
        let level = ConfidenceLevel("0." + parts[3])
      else { throw ReferenceError.input("expected.\(key)") }
      let rolling = expected[key]
      let exceptions = (window..<returns.count).filter { day in
        let past = PnLVector(Array(returns[(day - window)..<day]))
        return -returns[day] > LossTail(past, level: level).valueAtRisk.value
      }
      let days = returns.count - window
      rolling["days"].equals(days)
      rolling["exceptions"].equals(exceptions.count)
      rolling["exception_indices"].equals(exceptions)
      rolling["kupiec_LR"].agrees(
        with: ProportionOfFailures(
          observations: days, exceptions: exceptions.count, rate: 1 - level.value
        ).likelihoodRatio.statistic, as: "historical")
    }
  }

  private static func checkCovariances(_ expected: Expected, of market: PriceFile) throws {
    let group = "covariance"
    let returns = market.simpleReturns
    let sample = SampleCovariance.covariance(returns, divisor: .observationsLessOne)
    expected["sample_cov_ddof1"].agrees(with: sample, as: group)
    expected["sample_corr"].agrees(with: SampleCovariance.correlation(of: sample), as: group)
    check(expected["ledoit_wolf_identity"], LedoitWolf(towardsIdentity: returns), as: group)
    check(
      expected["ledoit_wolf_constant_correlation_T"],
      LedoitWolf(towardsConstantCorrelation: returns), as: group)

    for key in expected.keys where key.hasPrefix("ewma_") {
      let parts = key.split(separator: "_")
      guard parts.count == 3, let decay = Double(parts[1]) else { continue }
      let weighted = ExponentialWeighting(decay: decay).covariance(returns)
      let isCorrelation = parts[2] == "corr"
      expected[key].agrees(
        with: isCorrelation ? SampleCovariance.correlation(of: weighted) : weighted, as: group)
    }

    let law = NormalLaw(
      exposures: market.weights, mean: market.weights.map { _ in 0 }, covariance: sample)
    let volatility = VolatilityModel(model: .constant, perBar: law.standardDeviation)
    expected["portfolio_vol_daily"].agrees(with: volatility.perBar, as: group)
    expected["portfolio_vol_annual_365"].agrees(with: volatility.annualised(bar: .day), as: group)
    let tight = expected.file.tolerance([group])
    let copula = TCopulaFit(returns)
    expected["t_copula"]["kendall_tau"].agrees(
      with: RankCorrelation.kendallTau(returns), under: tight)
    expected["t_copula"]["corr"].agrees(with: copula.correlation, under: tight)
    expected["t_copula"]["nu"].agrees(with: copula.degreesOfFreedom)
    // At the same degrees of freedom the likelihoods would agree to the last digits.
    expected["t_copula"]["loglik"].agrees(with: copula.logLikelihood, under: tight)
  }
}
