public import PlimsollMarket
public import PlimsollScenarios

/// What a plan estimated from a history: parameters, which stay while later prices move its forecasts
/// on.
///
/// - Verified by: FittedPlanTests.
public struct FittedPlan: Sendable {
  /// The model that a Monte Carlo plan draws from; nil for another plan.
  public let model: RiskModel?
  /// The volatilities that a filtered replay divides by; nil for another plan.
  let volatilities: Volatilities?
  /// Tables of the model's laws, which stay as the parameters do.
  let tables = InnovationTables()

  /// The states that a regime-switching plan draws; nil for another plan.
  let regimes: (model: RegimeModel, diagnostics: [Diagnostic])?

  init(
    model: RiskModel? = nil, volatilities: Volatilities? = nil,
    regimes: (model: RegimeModel, diagnostics: [Diagnostic])? = nil
  ) {
    self.model = model
    self.volatilities = volatilities
    self.regimes = regimes
  }

  /// Volatilities by factor.
  struct Volatilities: Sendable {
    let factors: [RiskFactor]
    let models: [VolatilityModel]
    let diagnostics: [Diagnostic]

    private init(_ factors: [RiskFactor], _ models: [VolatilityModel], _ diagnostics: [Diagnostic])
    {
      self.factors = factors
      self.models = models
      self.diagnostics = diagnostics
    }

    /// Fitted to the rows of `panel`.
    init(_ panel: ReturnPanel, spec: CalibrationSpec, threads: Int?) {
      let fit = FilteredReplay.volatilities(of: panel, spec: spec, threads: threads)
      self.init(panel.factors, fit.models, fit.diagnostics)
    }

    /// The same parameters with the forecasts that follow the rows of `panel`.
    ///
    /// - Throws: an `InputError` when a factor was not fitted.
    func broughtForward(to panel: ReturnPanel) throws(InputError) -> Volatilities {
      var forward: [VolatilityModel] = []
      for (factor, returns) in zip(panel.factors, panel.returns) {
        guard let place = factors.firstIndex(of: factor) else {
          throw InputError(
            .data, "the plan was fitted without the factor \(factor)",
            remedy: "Fit it to the factors of the book.")
        }
        forward.append(models[place].broughtForward(to: returns))
      }
      return Volatilities(panel.factors, forward, diagnostics)
    }
  }
}

extension ScenarioPlan {
  /// Estimates what the plan needs of a history, once for many uses.
  ///
  /// - Parameters:
  ///   - history: up to the time of the fit; nothing later is known to it.
  ///   - factors: those of the books it will be prepared for.
  /// - Throws: an `InputError` when a factor is unknown or has too few returns.
  public func fitted(
    to history: PriceHistory, factors: [RiskFactor], threads: Int? = nil
  ) throws(InputError) -> FittedPlan {
    switch method {
    case .historical, .file:
      return FittedPlan()
    case .filteredHistorical:
      let panel = try ReturnPanel(
        history, factors: factors, window: spec.window, missing: spec.missing, proxy: spec.proxy)
      return FittedPlan(
        volatilities: FittedPlan.Volatilities(panel, spec: spec, threads: threads))
    case .monteCarlo:
      return FittedPlan(
        model: try RiskModel.calibrated(
          to: history, factors: factors, spec: spec, threads: threads))
    case .regimeSwitching:
      let panel = try ReturnPanel(
        history, factors: factors, window: spec.window, missing: spec.missing, proxy: spec.proxy)
      return FittedPlan(regimes: try RegimeModel.fitted(to: panel))
    }
  }
}
