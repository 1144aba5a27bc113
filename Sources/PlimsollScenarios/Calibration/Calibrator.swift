public import PlimsollMarket
import PlimsollNumerics

extension RiskModel {
  /// A model whose last return is at most so many bars old is current.
  private static let currentBars = 3

  /// Calibrates a model of `factors` to a price history, up to its last row.
  ///
  /// Volatility first, factor by factor; the law of innovations from the standardised residuals;
  /// their correlation last, repaired when it is not positive definite.
  ///
  /// - Parameters:
  ///   - threads: how many factors are fitted at once; nil for all cores. The result is the same.
  /// - Throws: an `InputError` when a factor is unknown or has too few returns, or the spec asks
  ///   for what its missing-price policy cannot give.
  /// - Verified by: CalibratorTests.
  public static func calibrated(
    to history: PriceHistory, factors: [RiskFactor], spec: CalibrationSpec, threads: Int? = nil
  ) throws(InputError) -> RiskModel {
    guard !factors.isEmpty else {
      throw .usage("there is no factor to calibrate", remedy: "Give prices with a column each.")
    }
    let panel = try ReturnPanel(
      history, factors: factors, window: spec.window, missing: spec.missing, proxy: spec.proxy)
    let fits = Parallel.map(count: factors.count, threads: threads) { i in
      FactorFit(factors[i], returns: panel.returns[i], spec: spec)
    }
    for fit in fits where fit.model.volatility.perBar > VolatilityModel.largest {
      throw .data(
        history.digest.file, column: fit.model.factor.name,
        "its volatility is \(fit.model.volatility.perBar) per bar",
        remedy: "Look for a misplaced decimal point or a change of units in its prices.")
    }
    var diagnostics = panel.diagnostics + fits.flatMap(\.diagnostics)
    for name in spec.factors.keys.sorted() where !history.contains(RiskFactor(name)) {
      diagnostics.append(
        Diagnostic(.note, name, "the spec has a choice for it, the prices have no such column"))
    }
    let estimate = try CorrelationEstimate(
      fits.map(\.residuals), choice: spec.correlation, copula: spec.copula, threads: threads)
    let repaired = estimate.repaired(factors: factors, diagnostics: &diagnostics)
    guard let asOf = panel.times.last, let end = history.times.last else {
      preconditionFailure("a panel has returns")
    }
    if (end - asOf).seconds > Self.currentBars * history.bar.seconds {
      diagnostics.append(
        Diagnostic(
          .warning, "model",
          "its last return is of \(asOf), the prices go to \(end): no later row is usable"))
    }
    return RiskModel(
      asOf: asOf, bar: history.bar, factors: fits.map(\.model),
      dependence: repaired, coverage: panel.coverage, diagnostics: diagnostics, spec: spec,
      inputs: [history.digest])
  }
}

/// One factor's volatility and innovations, with the residuals they leave.
private struct FactorFit: Sendable {
  let model: FactorModel
  /// Unit root mean square; NaN where the factor has no return; zero for a constant factor.
  let residuals: [Double]
  let diagnostics: [Diagnostic]

  /// A residual scale further from one than this is worth a warning.
  private static let toleratedScale = 0.9...1.15

  init(_ factor: RiskFactor, returns: [Double], spec: CalibrationSpec) {
    let own = returns.filter { !$0.isNaN }
    let meanSquare = own.reduce(0) { $0 + $1 * $1 } / Double(own.count)
    var found: [Diagnostic] = []
    guard meanSquare > 0 else {
      found.append(
        Diagnostic(
          .warning, factor.name, "its price never changes: volatility 0, correlated with nothing"))
      let choice = spec.volatility(of: factor)
      model = FactorModel(
        factor: factor, volatility: VolatilityModel(model: choice.model, perBar: 0),
        innovations: .normal, residualScale: 1, largestResidual: 0)
      residuals = returns.map { $0.isNaN ? .nan : 0 }
      diagnostics = found
      return
    }
    let (volatility, filtered) = Self.filter(own, choice: spec.volatility(of: factor))
    let scale = (filtered.reduce(0) { $0 + $1 * $1 } / Double(filtered.count)).squareRoot()
    let standardised = filtered.map { $0 / scale }
    let largest = standardised.reduce(0) { max($0, abs($1)) }
    if !Self.toleratedScale.contains(scale) {
      found.append(
        Diagnostic(
          .warning, factor.name,
          "over the window returns were \(scale.rounded(toPlaces: 3)) times as large as the "
            + "volatility model said"))
    }
    let innovations = Self.innovations(
      standardised, largest: largest, kind: spec.innovations(of: factor), name: factor.name,
      diagnostics: &found)
    model = FactorModel(
      factor: factor, volatility: volatility, innovations: innovations, residualScale: scale,
      largestResidual: largest)
    var next = standardised.makeIterator()
    residuals = returns.map { $0.isNaN ? .nan : next.next() ?? .nan }
    diagnostics = found
  }

  /// The volatility of the next bar, and every return over the volatility forecast for it.
  private static func filter(_ returns: [Double], choice: CalibrationSpec.VolatilityChoice) -> (
    VolatilityModel, [Double]
  ) {
    switch choice.model {
    case .constant:
      let meanSquare = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
      let deviation = meanSquare.squareRoot()
      return (
        VolatilityModel(model: .constant, perBar: deviation), returns.map { $0 / deviation }
      )
    case .ewma:
      let variances = ExponentialWeighting(decay: choice.decay).variances(returns)
      let forecast = variances[returns.count].squareRoot()
      return (
        VolatilityModel(model: .ewma, decay: choice.decay, perBar: forecast),
        zip(returns, variances).map { $0 / $1.squareRoot() }
      )
    }
  }

  private static func innovations(
    _ residuals: [Double], largest: Double, kind: InnovationModel.Kind, name: String,
    diagnostics: inout [Diagnostic]
  ) -> InnovationModel {
    switch kind {
    case .normal:
      return .normal
    case .empirical:
      return .empirical(residuals.sorted())
    case .studentT:
      let fewest = StudentTInnovations.fewestDegreesOfFreedom
      let fit = StudentTFit(standardised: residuals, fewest: fewest)
      // The search ends within about 1e-7 of the optimum, which itself is known to some per cent:
      // further digits would only differ between machines.
      let law = StudentTInnovations(
        degreesOfFreedom: fit.degreesOfFreedom.rounded(toPlaces: 4),
        cut: StudentTInnovations.cut(largestResidual: largest))
      if fit.degreesOfFreedom == fewest {
        diagnostics.append(
          Diagnostic(
            .warning, name,
            "degrees of freedom at the bound of \(fewest): its tails are heavier than the model's"))
      }
      return .studentT(law)
    }
  }
}

extension Double {
  /// Rounded to decimal places.
  func rounded(toPlaces places: Int) -> Double {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    return (self * scale).rounded() / scale
  }
}
