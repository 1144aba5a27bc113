internal import PlimsollMargin
internal import PlimsollMarket
internal import PlimsollScenarios

extension MarginReport {
  /// What the accounts together must post, rule by rule; of a single account also where it stands.
  ///
  /// The standard error is the root of the sum of squares of the accounts' own: right for accounts
  /// whose errors are independent, a guide for those that share scenarios.
  var figures: [Report.Figure] {
    assessments.flatMap { assessment in
      let subject = assessments.count > 1 ? assessment.rule : nil
      let all = assessment.requirements
      func total(_ value: (MarginRequirement) -> Double) -> Double {
        all.reduce(0) { $0 + value($1) }
      }
      let squares = all.compactMap(\.netMeasure.standardError).map { $0 * $0 }
      var figures: [(String, Double?)] = [
        ("initial_margin", total(\.initial)),
        ("standard_error", squares.isEmpty ? nil : squares.reduce(0, +).squareRoot()),
        ("call_amount", total(\.callAmount)),
        ("lowest_margin_level", all.compactMap { $0.marginLevel?.value }.min()),
        ("netting_benefit", total(\.nettingBenefit)),
        ("accounts_short", Double(all.count { $0.status != .healthy })),
        ("maintenance_margin", total(\.maintenance)), ("core", total(\.core)),
        ("gross_margin", total(\.gross)),
      ]
      if let only = all.first, all.count == 1 {
        figures += [
          ("equity", only.standing.equity), ("collateral_value", only.standing.collateralValue),
          ("excess", only.excess), ("stress", only.stress),
          ("liquidity_addon", only.liquidityAddOn),
          ("concentration_addon", only.concentrationAddOn), ("floor", only.floor),
        ]
      }
      return figures.map { Report.Figure($0.0, of: subject, $0.1) }
    }
  }
}

extension RiskReport {
  /// VaR and ES, the sums of the accounts' own, by method, level and horizon where there are several.
  var figures: [Report.Figure] {
    let several = cells.count > 1 || (cells.first?.accounts.first?.figures.count ?? 0) > 1
    return cells.flatMap { cell in
      (cell.accounts.first?.figures.indices ?? 0..<0).flatMap { level in
        let all = cell.accounts.map { $0.figures[level] }
        let subject =
          "\(cell.method.rawValue).\(all[0].level).\(cell.horizon)"
        func total(_ estimates: [Estimate?]) -> Double? {
          let values = estimates.compactMap { $0?.value }
          return values.count == estimates.count ? values.reduce(0, +) : nil
        }
        let errors = all.compactMap { $0.expectedShortfall?.standardError }.map { $0 * $0 }
        return [
          ("es", total(all.map(\.expectedShortfall))), ("var", total(all.map(\.valueAtRisk))),
          ("es_standard_error", errors.isEmpty ? nil : errors.reduce(0, +).squareRoot()),
        ].map { Report.Figure($0.0, of: several ? subject : nil, $0.1) }
      }
    }
  }
}

extension StressReport {
  /// The worst of the accounts' losses, how many accounts they sink, and the shortest distances that
  /// were asked for.
  var figures: [Report.Figure] {
    let outcomes = test.accounts.flatMap(\.outcomes)
    let worst = test.accounts.compactMap(\.worst)
    let totals = (test.accounts.first?.outcomes.indices ?? 0..<0).map { scenario in
      test.accounts.reduce(0) { $0 + $1.outcomes[scenario].pnl }
    }
    return [
      Report.Figure("worst_pnl", outcomes.map(\.pnl).min()),
      Report.Figure("worst_total_pnl", totals.min()),
      Report.Figure("lowest_equity_after", outcomes.map(\.equityAfter).min()),
      Report.Figure(
        "lowest_margin_level_after", outcomes.compactMap { $0.marginLevelAfter?.value }.min()),
      Report.Figure(
        "accounts_under_water", Double(worst.count { ($0.marginLevelAfter?.value ?? 1) < 1 })),
      Report.Figure("accounts_bankrupt", Double(worst.count { $0.equityAfter < 0 })),
    ] + distances
  }

  private var distances: [Report.Figure] {
    let toLoss = reverse.map { reverse in
      Report.Figure(
        "shortest_distance_to_loss", reverse.accounts.compactMap { $0.scenario?.distance }.min())
    }
    let toLiquidation = surface.map { surface in
      Report.Figure(
        "shortest_distance_to_liquidation",
        surface.accounts.compactMap { $0.nearest.scenario?.distance }.min())
    }
    return [toLoss, toLiquidation].compactMap(\.self)
  }
}

extension BacktestReport {
  /// Rule by rule over all accounts: exceptions pooled, the least p-values, the sum of margins.
  var figures: [Report.Figure] {
    findings.flatMap { accounts in
      let subject = findings.count > 1 ? accounts.first?.rule : nil
      let (bars, exceptions) = accounts.reduce((0, 0)) { sum, one in
        (sum.0 + one.coverage.observations, sum.1 + one.coverage.exceptions)
      }
      let figures: [(String, Double?)] = [
        ("coverage", bars > 0 ? 1 - Double(exceptions) / Double(bars) : nil),
        ("average_margin", accounts.reduce(0) { $0 + $1.procyclicality.average }),
        ("peak_to_trough", accounts.compactMap(\.procyclicality.peakToTrough).max()),
        ("kupiec_p", accounts.map(\.coverage.likelihoodRatio.pValue).min()),
        ("conditional_p", accounts.map(\.transitions.conditionalCoverage.pValue).min()),
        ("rejected", Double(accounts.count { $0.verdict.outcome == .rejected })),
        ("exceptions", Double(exceptions)),
        ("margin_breaches", Double(accounts.reduce(0) { $0 + $1.margin.breaches })),
      ]
      return figures.map { Report.Figure($0.0, of: subject, $0.1) }
    }
  }
}

extension ModelTables {
  /// A model in a few numbers: its volatilities, tails and matrix.
  static func figures(_ model: RiskModel) -> [Report.Figure] {
    let volatilities = model.factors.map { $0.volatility.annualised(bar: model.bar) }
    let degrees = model.factors.compactMap { factor -> Double? in
      guard case .studentT(let law) = factor.innovations else { return nil }
      return law.degreesOfFreedom
    }
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    return [
      Report.Figure("mean_volatility", mean(volatilities)),
      Report.Figure("largest_volatility", volatilities.max()),
      Report.Figure("mean_degrees_of_freedom", mean(degrees)),
      Report.Figure("copula_degrees_of_freedom", model.dependence.degreesOfFreedom),
      Report.Figure("mean_correlation", model.dependence.meanCorrelation),
      Report.Figure("smallest_eigenvalue", model.dependence.smallestEigenvalue),
      Report.Figure("condition_number", model.dependence.finiteConditionNumber),
      Report.Figure("factors", Double(model.factors.count)),
      Report.Figure("warnings", Double(model.diagnostics.count { $0.severity == .warning })),
    ]
  }
}

extension Dependence {
  /// Largest over smallest eigenvalue; nil of a singular matrix.
  var finiteConditionNumber: Double? { conditionNumber.isFinite ? conditionNumber : nil }
}
