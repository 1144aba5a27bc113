import Plimsoll

extension ReferenceMethod {
  /// GARCH and GJR by maximum likelihood: likelihoods at given parameters tightly, optima loosely.
  static let garch = ReferenceMethod(prefix: "estimators-garch-", key: "models") { expected in
    if expected["models"].value != nil {
      try checkModels(expected)
    } else {
      try checkBenchmark(expected)
    }
  }

  private static func checkModels(_ expected: Expected) throws {
    let scale = try expected.file.number("scale")
    let returns = try expected.file.column().map { scale * $0 }
    for name in expected["models"].keys {
      var choice = GARCHFit.Choice()
      choice.estimatesMean = !name.hasPrefix("zeromean")
      choice.isAsymmetric = name.contains("GJR")
      choice.law = name.hasSuffix("-t") ? .studentT : .normal
      let model = expected["models"][name]
      let fit = GARCHFit(returns, choice)
      checkOptimum(model["mle_backcast"], fit, of: returns)
      model["arch_package"]["loglik"].agrees(with: fit.logLikelihood, as: "mle_backcast.loglik")
      checkParameters(model["arch_package"]["params"], fit)
      checkForecasts(model["arch_package"], fit, of: returns)
      var other = choice
      other.start = .meanSquare
      let meanSquare = GARCHFit(returns, other)
      let alternative = model["mle_mean_sq_resid_init"]
      alternative["loglik"].agrees(with: meanSquare.logLikelihood, as: "mle_backcast.loglik")
      checkParameters(alternative["params"], meanSquare)
      let mean = choice.estimatesMean ? returns.reduce(0, +) / Double(returns.count) : 0
      model["backcast_value"].agrees(
        with: GARCH.Start.backcast.moment(of: returns.map { $0 - mean }), as: "sigma2")
      try checkFixed(model["loglik_at_fixed_params"], choice, returns)
    }
  }

  private static func checkOptimum(_ expected: Expected, _ fit: GARCHFit, of returns: [Double]) {
    expected["loglik"].agrees(with: fit.logLikelihood, as: "mle_backcast.loglik")
    checkParameters(expected["params"], fit)
    checkForecasts(expected, fit, of: returns)
    expected["max_abs_score"].isRemark()
    let errors = fit.errors(of: returns, .information)?.byName ?? [:]
    for (name, ours) in names where expected["std_err_inverse_hessian"][name].value != nil {
      expected["std_err_inverse_hessian"][name].agrees(with: errors[ours], as: "forecasts")
    }
    expected["persistence"].agrees(with: fit.recursion.persistence, as: "params")
    expected["unconditional_variance"].agrees(
      with: fit.recursion.longRunVariance, as: "forecasts")
    let volatilities = fit.variances(returns).map { $0.squareRoot() }
    expected["sigma_first"].agrees(with: volatilities[0], as: "forecasts")
    expected["sigma_t_every_100th"].agrees(
      with: stride(from: 0, to: returns.count, by: 100).map { volatilities[$0] },
      as: "forecasts")
    expected["std_resid_last5"].agrees(
      with: returns.indices.suffix(5).map { (returns[$0] - fit.mean) / volatilities[$0] },
      as: "forecasts")
  }

  private static func checkForecasts(_ expected: Expected, _ fit: GARCHFit, of returns: [Double]) {
    let variances = fit.variances(returns)
    expected["sigma_last"].agrees(
      with: variances[returns.count - 1].squareRoot(), as: "forecasts")
    expected["variance_forecast_h1_to_h10"].agrees(
      with: fit.recursion.expectedVariances(from: variances[returns.count], bars: 10),
      as: "forecasts")
  }

  private static let names = [
    ("omega", "omega"), ("alpha", "alpha"), ("gamma", "gamma"), ("beta", "beta"),
    ("nu", "degrees_of_freedom"), ("mu", "mean"),
  ]

  private static func checkParameters(_ expected: Expected, _ fit: GARCHFit) {
    expected["mu"].agrees(with: fit.mean, as: "params")
    expected["omega"].agrees(with: fit.recursion.omega, as: "params")
    expected["alpha"].agrees(with: fit.recursion.alpha, as: "params")
    expected["gamma"].agrees(with: fit.recursion.gamma)
    expected["beta"].agrees(with: fit.recursion.beta, as: "params")
    expected["nu"].agrees(with: fit.degreesOfFreedom)
  }

  private static func checkFixed(
    _ expected: Expected, _ choice: GARCHFit.Choice, _ returns: [Double]
  ) throws {
    func parameter(_ name: String) throws -> Double {
      expected["params"][name].value == nil ? 0 : try expected["params"][name].number()
    }
    let recursion = GARCH(
      omega: try parameter("omega"), alpha: try parameter("alpha"), gamma: try parameter("gamma"),
      beta: try parameter("beta"))
    let mean = try parameter("mu")
    let degrees = choice.law == .studentT ? try parameter("nu") : nil
    let starts: [(String, GARCH.Start)] = [
      ("backcast_fixed", .backcast), ("mean_sq_resid", .meanSquare),
      ("first_sigma2_is_mean_sq", .firstIsMeanSquare),
    ]
    for (name, start) in starts {
      let place = expected["by_initialisation"][name]
      var choice = choice
      choice.start = start
      place["loglik"].agrees(
        with: GARCHFit.logLikelihood(
          of: returns, recursion: recursion, degreesOfFreedom: degrees, mean: mean, choice: choice),
        as: "loglik_at_fixed_params")
      // The backcast is of residuals about the sample mean, whatever the mean of the model.
      let about = start == .backcast && choice.estimatesMean
      let sampleMean = returns.reduce(0, +) / Double(returns.count)
      let presample = start.moment(of: returns.map { $0 - (about ? sampleMean : mean) })
      let first =
        start == .firstIsMeanSquare
        ? presample : recursion.omega + recursion.persistence * presample
      let variances = recursion.variances(returns.map { $0 - mean }, first: first).dropLast()
      place["first3_sigma2"].agrees(with: Array(variances.prefix(3)), as: "sigma2")
      place["last3_sigma2"].agrees(with: Array(variances.suffix(3)), as: "sigma2")
      place["sum_sigma2"].agrees(with: variances.reduce(0, +), as: "sigma2")
    }
  }

  /// The accuracy benchmark of Fiorentini, Calzolari and Panattoni.
  private static func checkBenchmark(_ expected: Expected) throws {
    let returns = try expected.file.column()
    var choice = GARCHFit.Choice()
    choice.estimatesMean = true
    choice.start = .meanSquare
    // Its persistence under the t law is above one.
    choice.boundsPersistence = false
    let normal = GARCHFit(returns, choice)
    checkParameters(expected["published"], normal)
    let errors = normal.errors(of: returns, .information)?.byName ?? [:]
    let ordered = ["mean", "omega", "alpha", "beta"].map { errors[$0] ?? .nan }
    expected["published"]["std_err_hessian"].agrees(with: ordered, as: "params")
    checkParameters(expected["normal"]["params"], normal)
    expected["normal"]["loglik"].agrees(with: normal.logLikelihood)
    expected["normal"]["std_err_inverse_hessian"].agrees(with: ordered, as: "params")
    let r = expected["R_fGarch_normal"]
    r["params"].agrees(
      with: [
        normal.mean, normal.recursion.omega, normal.recursion.alpha, normal.recursion.beta,
      ], as: "params")
    r["loglik"].agrees(with: normal.logLikelihood)
    choice.law = .studentT
    let heavy = GARCHFit(returns, choice)
    checkParameters(expected["student_t"]["params"], heavy)
    expected["student_t"]["loglik"].agrees(with: heavy.logLikelihood)
  }
}
