public import PlimsollMarket

extension RiskModel {
  /// The same parameters, with volatilities that follow the returns up to the last row of `history`.
  ///
  /// What a model in use does between two calibrations: laws, correlations and recursions stay, only
  /// what the last returns say of the next bar's volatility moves on.
  ///
  /// - Throws: an `InputError` when a factor has no column or too few returns.
  /// - Complexity: O(factors × rows).
  /// - Verified by: RiskModelForwardTests.
  public func broughtForward(to history: PriceHistory) throws(InputError) -> RiskModel {
    let panel = try ReturnPanel(
      history, factors: factors.map(\.factor), window: spec.window, missing: spec.missing,
      proxy: spec.proxy)
    var model = self
    for place in factors.indices {
      let own = panel.returns[place].filter { !$0.isNaN }
      model.factors[place].volatility = factors[place].volatility.broughtForward(to: own)
    }
    model.asOf = panel.times.last ?? asOf
    model.coverage = panel.coverage
    model.inputs = [history.digest] + inputs.filter { $0.file != history.digest.file }
    return model
  }
}
