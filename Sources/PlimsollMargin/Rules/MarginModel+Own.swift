public import PlimsollMarket

extension MarginRequirement {
  /// What a model of your own says of an account: its figures, and where the account stands.
  ///
  /// A model that nets no tail has no measure; what is added to it is then all of the initial margin.
  ///
  /// - Parameters:
  ///   - initial: in USD, at least zero, as is `maintenance`.
  ///   - core: the measure of net P&L behind it, with its error; nil when the model measures none.
  ///   - gross: the sum of the cores of each holding alone; nil where nothing is netted.
  public init(
    account: String, standing: AccountStanding, initial: Double, maintenance: Double,
    core: Estimate? = nil, gross: Double? = nil
  ) {
    let core = core ?? Estimate(value: 0, standardError: nil)
    self.init(
      account: account, standing: standing, initial: initial, maintenance: maintenance,
      netMeasure: core, valueAtRisk: nil, expectedShortfall: nil,
      gross: gross ?? max(0, core.value), contributions: [])
  }
}

extension MarginAssessment {
  /// What a model of your own says of a book.
  ///
  /// - Parameters:
  ///   - requirements: one an account, in the book's order.
  ///   - method: how the figures were made, sentence by sentence, for reports.
  public init(
    rule: String, requirements: [MarginRequirement], diagnostics: [Diagnostic] = [],
    method: [String] = []
  ) {
    self.init(
      rule: rule, level: nil, requirements: requirements, horizon: nil, model: nil,
      scenarioCount: 0, coverage: [], diagnostics: diagnostics, method: method, joint: nil,
      comparedWith: nil, pack: nil)
  }
}
