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
    let wanted = try UsableFactors(factors, of: history, spec: spec)
    let panel = try ReturnPanel(
      history, factors: wanted.factors, window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
    let all = Parallel.map(count: wanted.factors.count, threads: threads) { i in
      FactorFit(wanted.factors[i], returns: panel.returns[i], spec: spec)
    }
    let (fits, outsized) = try Self.withoutOutsized(all, of: history, spec: spec)
    var diagnostics =
      wanted.diagnostics + panel.diagnostics + outsized + fits.flatMap(\.diagnostics)
    for name in spec.factors.keys.sorted() where !history.contains(RiskFactor(name)) {
      diagnostics.append(
        Diagnostic(.note, name, "the spec has a choice for it, the prices have no such column"))
    }
    let estimate = try CorrelationEstimate(
      fits.map(\.residuals), choice: spec.correlation, copula: spec.copula)
    let kept = fits.map(\.model.factor)
    let repaired = estimate.repaired(factors: kept, diagnostics: &diagnostics)
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
      dependence: repaired, coverage: panel.coverage.filter { kept.contains($0.factor) },
      diagnostics: diagnostics, spec: spec, inputs: [history.digest])
  }

  /// The fits without those whose volatility is a mistake in the prices, if the spec lets a factor
  /// go.
  private static func withoutOutsized(
    _ fits: [FactorFit], of history: PriceHistory, spec: CalibrationSpec
  ) throws(InputError) -> ([FactorFit], [Diagnostic]) {
    let isOutsized = { (fit: FactorFit) in fit.model.volatility.perBar > VolatilityModel.largest }
    guard let worst = fits.first(where: isOutsized) else { return (fits, []) }
    let rest = fits.filter { !isOutsized($0) }
    guard spec.fallback.contains(.exclude), !rest.isEmpty else {
      throw .data(
        history.digest.file, column: worst.model.factor.name,
        "its volatility is \(worst.model.volatility.perBar) per bar",
        remedy: "Look for a misplaced decimal point or a change of units in its prices.")
    }
    return (
      rest,
      fits.filter(isOutsized).map {
        Diagnostic(
          .warning, $0.model.factor.name,
          "left out of the model: its volatility is \($0.model.volatility.perBar) per bar, look for "
            + "a misplaced decimal point")
      }
    )
  }
}

/// The factors of a calibration that have enough returns for one, if the spec lets others go.
private struct UsableFactors {
  let factors: [RiskFactor]
  let diagnostics: [Diagnostic]

  /// - Throws: an `InputError` when no factor is left.
  init(_ wanted: [RiskFactor], of history: PriceHistory, spec: CalibrationSpec) throws(InputError) {
    guard spec.fallback.contains(.exclude) else {
      factors = wanted
      diagnostics = []
      return
    }
    let returns = wanted.map {
      ReturnPanel.ownReturns(of: $0, in: history, window: spec.window)
    }
    factors = zip(wanted, returns).filter { $0.1 >= ReturnPanel.fewestReturns }.map(\.0)
    diagnostics = zip(wanted, returns).filter { $0.1 < ReturnPanel.fewestReturns }.map {
      Diagnostic(
        .warning, $0.0.name,
        "left out of the model: \($0.1) returns, at least \(ReturnPanel.fewestReturns) are needed")
    }
    guard !factors.isEmpty else {
      throw .data(
        history.digest.file,
        "no column has \(ReturnPanel.fewestReturns) returns in the window",
        remedy: "Give a longer history or window.")
    }
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
    let fitted = VolatilityFit(
      own, choice: spec.volatility(of: factor), law: spec.likelihood(of: factor),
      fallback: spec.fallback, name: factor.name)
    found += fitted.diagnostics
    let (volatility, filtered) = (fitted.model, fitted.filtered)
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
