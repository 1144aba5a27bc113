import Plimsoll

extension ReferenceMethod {
  /// Everything that is tested of a series of forecasts.
  static let backtestSeries = ReferenceMethod(
    prefix: "backtest-series-", key: "acerbi_szekely"
  ) { expected in
    let sample = try SeriesSample(expected.file)
    let series = sample.model
    expected["exceptions"].equals(series.exceptionPlaces.count)
    expected["exception_indices"].equals(series.exceptionPlaces)
    expected["kupiec"].agrees(
      with: series.proportionOfFailures.likelihoodRatio, statistic: "LR_uc", pValue: "p_value")
    checkTransitions(expected["christoffersen"], series.transitions)
    checkShortfall(expected, series)
    checkDynamicQuantile(expected["engle_manganelli_DQ"], series)
    try checkBerkowitz(expected, sample)
    checkDuration(expected["christoffersen_pelletier_duration_vartests"], series)
    checkPackage(expected["vartests_kupiec"], series)
    checkScores(expected["scores"], sample)
    try compare(
      expected["diebold_mariano_FZ0_model_minus_const"], sample.model.jointScores,
      sample.constant.jointScores)
    try compare(
      expected["diebold_mariano_pinball_model_minus_const"], sample.model.quantileScores,
      sample.constant.quantileScores)
  }

  private static func checkTransitions(
    _ expected: Expected, _ transitions: ExceptionTransitions
  ) {
    check(expected, transitions, independence: "p_value_ind")
    expected["p01"].agrees(with: transitions.rateAfterQuiet)
    expected["p11"].agrees(with: transitions.rateAfterException)
    expected.agrees(
      with: transitions.conditionalCoverage, statistic: "LR_cc_sum_full_sample",
      pValue: "p_value_cc")
    expected.agrees(
      with: transitions.conditionalCoverageOfTransitions, statistic: "LR_cc_transitions_only",
      pValue: "p_value_cc_transitions_only")
  }

  private static func checkShortfall(_ expected: Expected, _ series: BacktestSeries) {
    let shortfall = ShortfallTest(series)
    let statistics = expected["acerbi_szekely"]
    statistics["Z1"].agrees(with: shortfall?.conditional)
    statistics["Z2"].agrees(with: shortfall?.unconditional)
    // Constants of the paper; ours are simulated.
    for key in statistics.keys where key.contains("rule_of_thumb") { statistics[key].isRemark() }

    // By the files' notes: residuals were made before inputs were rounded to six decimals.
    let rounded = Tolerance(relative: 1e-5)
    let deviation = -NormalDistribution.quantile(series.rate)
    let residuals = ExceedanceResiduals(series, scale: series.valueAtRisk.map { $0 / deviation })
    let test = expected["mcneil_frey"]
    test["mean_std_exceedance_residual"].agrees(with: residuals?.mean ?? .nan, under: rounded)
    test["t_stat"].agrees(with: residuals?.statistic ?? .nan, under: rounded)
    test["p_one_sided_mean_gt_0"].agrees(with: residuals?.pValue ?? .nan, under: rounded)
  }

  private static func checkDynamicQuantile(_ expected: Expected, _ series: BacktestSeries) {
    expected["regressors"].isRemark()
    let lags = expected["lags"].value?.integer ?? DynamicQuantile.usualLags
    expected["lags"].equals(lags)
    let regression = DynamicQuantile(series, lags: lags)
    expected["beta"].agrees(with: regression?.coefficients ?? [])
    expected["dof"].equals(regression?.test.degreesOfFreedom)
    expected.agrees(with: regression?.test, statistic: "DQ", pValue: "p_value")
  }

  private static func checkBerkowitz(_ expected: Expected, _ sample: SeriesSample) throws {
    let whole = expected["berkowitz"]
    check(
      whole["conditional_likelihood"],
      AutoregressionTest(sample.scores, likelihood: .conditional), as: nil)
    check(
      whole["exact_AR1_likelihood"], AutoregressionTest(sample.scores, likelihood: .exact),
      as: "berkowitz.exact")
    whole["iid_mean_var_only_LR2"].agrees(
      with: AutoregressionTest.meanAndVariance(sample.scores), statistic: "LR2", pValue: "p_value")
    for key in expected.keys where key.hasPrefix("berkowitz_tail_") {
      let tail = expected[key]
      let percent = key.dropFirst("berkowitz_tail_".count).dropLast("pct".count)
      let given = tail["cut_u"].value == nil ? nil : try tail["cut_u"].number()
      guard let cut = given ?? Double(percent).map({ $0 / 100 }) else {
        throw ReferenceError.input("expected.\(key).cut_u")
      }
      let test = TailDensityTest(sample.scores, cut: cut)
      tail["mu"].agrees(with: test?.mean, as: "tail")
      tail["sigma"].agrees(with: test?.deviation, as: "tail")
      tail.agrees(with: test?.test, statistic: "LR2", pValue: "p_value", as: "tail")
    }
  }

  private static func check(_ expected: Expected, _ test: AutoregressionTest?, as name: String?) {
    expected["c"].agrees(with: test?.intercept, as: name)
    expected["rho"].agrees(with: test?.autocorrelation, as: name)
    expected["sigma2"].agrees(with: test?.variance, as: name)
    expected.agrees(with: test?.test, statistic: "LR3", pValue: "p_value", as: name)
  }

  private static func checkDuration(_ expected: Expected, _ series: BacktestSeries) {
    let test = DurationTest(series.exceptions)
    expected["weibull shape (b)"].agrees(with: test?.shape)
    expected["unrestricted log-likelihood"].agrees(with: test?.logLikelihood)
    expected["restricted log-likelihood"].agrees(with: test?.exponentialLogLikelihood)
    checkDecision(expected, test?.test)
  }

  /// The same test as printed by another package.
  private static func checkPackage(_ expected: Expected, _ series: BacktestSeries) {
    let test = series.proportionOfFailures
    expected["violations"].agrees(with: Double(test.exceptions))
    expected["expected violations"].agrees(with: Double(test.observations) * test.rate)
    checkDecision(expected, test.likelihoodRatio)
  }

  private static func checkDecision(_ expected: Expected, _ test: ChiSquareTest?) {
    let bound = test?.criticalValue(0.05)
    expected["null hypothesis"].isRemark()
    expected.agrees(with: test, statistic: "statistic", pValue: "p-value")
    expected["critical value"].agrees(with: bound)
    let isRejected = (test?.statistic ?? 0) > bound ?? .infinity
    expected["decision"].equals(isRejected ? "Reject H0" : "Fail to reject H0")
  }

  private static func checkScores(_ expected: Expected, _ sample: SeriesSample) {
    let joint = sample.model.jointScores ?? []
    expected["FZ0_mean_model"].agrees(with: mean(joint))
    expected["FZ0_mean_const"].agrees(with: mean(sample.constant.jointScores ?? []))
    expected["pinball_mean_model"].agrees(with: mean(sample.model.quantileScores))
    expected["pinball_mean_const"].agrees(with: mean(sample.constant.quantileScores))
    for key in expected.keys where key.hasPrefix("FZ0_first") {
      expected[key].agrees(with: Array(joint.prefix(expected[key].elements.count)))
    }
  }

  private static func compare(
    _ expected: Expected, _ first: [Double]?, _ second: [Double]?
  ) throws {
    for key in expected.keys {
      let parts = key.split(separator: "_")
      guard let lags = Int(parts[0].dropFirst()) else {
        throw ReferenceError.input("expected.\(expected.key).\(key)")
      }
      let weighting: DieboldMariano.Weighting = parts.last == "bartlett" ? .bartlett : .rectangular
      let test = DieboldMariano(first ?? [], second ?? [], lags: lags, weighting: weighting)
      let row = expected[key]
      row["mean_diff"].agrees(with: test?.meanDifference)
      row["DM"].agrees(with: test?.statistic)
      row["p_two_sided_normal"].agrees(with: test?.pValue)
      row["HLN"].agrees(with: test?.adjustedStatistic)
      row["p_two_sided_t"].agrees(with: test?.adjustedPValue)
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

/// The CSV beside a file of series.
private struct SeriesSample {
  /// Forecasts of a model.
  let model: BacktestSeries
  /// Forecasts that never change.
  let constant: BacktestSeries
  /// Normal quantiles of the ranks of gains in their forecasts.
  let scores: [Double]

  init(_ file: ReferenceFile) throws {
    let table = try CSVFile(file.csv())
    let rate = try file.number("p_exception")
    func column(_ name: String) throws -> [Double] {
      let index = try table.requiredIndex(of: name)
      return try (0..<table.rowCount).map { try table.requiredNumber(row: $0, column: index) }
    }
    let pnl = try column("pnl")
    model = BacktestSeries(
      pnl: pnl, valueAtRisk: try column("var"), expectedShortfall: try column("es"), rate: rate)
    constant = BacktestSeries(
      pnl: pnl, valueAtRisk: try column("var_const"), expectedShortfall: try column("es_const"),
      rate: rate)
    scores = try column("pit").map(NormalDistribution.quantile)
  }
}
