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
    if let asked = spec.minimumHistory, let first = history.times.first,
      let last = history.times.last, (last - first).seconds < asked.seconds
    {
      diagnostics.append(
        Diagnostic(
          .warning, "history",
          "the prices go back \(last - first), the spec asks for \(asked): the model rests on little"
        ))
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
    let innovations = InnovationFit(
      standardised, largest: largest, choice: spec.innovations(of: factor), name: factor.name)
    found += innovations.diagnostics
    model = FactorModel(
      factor: factor, volatility: volatility, innovations: innovations.model, residualScale: scale,
      largestResidual: largest)
    var next = standardised.makeIterator()
    residuals = returns.map { $0.isNaN ? .nan : next.next() ?? .nan }
    diagnostics = found
  }
}
