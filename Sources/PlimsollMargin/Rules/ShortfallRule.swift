public import PlimsollMarket
internal import PlimsollScenarios

/// Margin by the measured shortfall of net P&L: a level, a margin period of risk, a floor, a
/// maintenance fraction, and haircuts or simulation of collateral.
///
/// core = max(0, measure of net P&L); initial = max(floor, core + stress + liquidity +
/// concentration); maintenance = fraction × initial.
///
/// - Source: the project's margin convention; the form is that of expected-shortfall margins such
///   as OCC's STANS (99 % ES over two days, collateral in the same simulation).
/// - Verified by: ShortfallRuleTests.
public struct ShortfallRule: Sendable, Equatable {
  /// What results call it.
  public var name: String
  /// The confidence level.
  public var level: ConfidenceLevel
  /// The measure of net P&L.
  public var measure: RiskMeasure
  /// The horizon of the measure.
  public var marginPeriodOfRisk: MarginPeriodOfRisk
  /// Where its scenarios come from.
  public var scenarios: ScenarioPlan
  /// The least initial margin, as a fraction of gross notional.
  public var floorFraction: Double
  /// Maintenance over initial margin.
  public var maintenanceFraction: Double
  /// How collateral counts.
  public var collateral: CollateralTreatment
  /// Whether its file gives haircuts that `collateral` makes no use of; the method notes say so.
  public internal(set) var leavesHaircutsUnused = false
  /// What stress adds; nil for nothing.
  public var stress: StressCharge?
  /// What a slow close-out adds; nil for nothing.
  public var liquidity: LiquidityAddOn?
  /// What size against the market adds; nil for nothing.
  public var concentration: ConcentrationAddOn?
  /// The files it was read from.
  public var inputs: [InputDigest]

  /// How collateral other than USD counts.
  public enum CollateralTreatment: Sendable, Equatable {
    /// At market value less a haircut.
    case haircut(Haircut)
    /// At market value; its gains and losses are part of the simulated net P&L.
    case simulated
  }

  /// A rule.
  public init(
    name: String, level: ConfidenceLevel, measure: RiskMeasure,
    marginPeriodOfRisk: MarginPeriodOfRisk, scenarios: ScenarioPlan, floorFraction: Double = 0,
    maintenanceFraction: Double = 0.75, collateral: CollateralTreatment,
    stress: StressCharge? = nil, liquidity: LiquidityAddOn? = nil,
    concentration: ConcentrationAddOn? = nil, inputs: [InputDigest] = []
  ) {
    self.name = name
    self.level = level
    self.measure = measure
    self.marginPeriodOfRisk = marginPeriodOfRisk
    self.scenarios = scenarios
    self.floorFraction = floorFraction
    self.maintenanceFraction = maintenanceFraction
    self.collateral = collateral
    self.stress = stress
    self.liquidity = liquidity
    self.concentration = concentration
    self.inputs = inputs
  }

  /// What is taken off collateral; nothing when it is simulated.
  var haircut: Haircut {
    if case .haircut(let haircut) = collateral { return haircut }
    return .none
  }
}

extension ShortfallRule: MarginModel {
  /// Simulates the book's factors, nets each account, measures, and compares with collateral.
  ///
  /// - Complexity: O(scenarios × (factors² + holdings)).
  public func assess(_ book: Book, in context: RiskContext) throws(InputError) -> MarginAssessment {
    let prepared = try scenarios.prepare(
      for: book, horizon: marginPeriodOfRisk, context: context)
    let valuation = try Valuation(book)
    let addOns = try RuleAddOns(self, book: book, valuation: valuation)
    let set = NettingSet(
      book.accounts, valuation: valuation, simulatesCollateral: collateral == .simulated)
    let netting = Netting(
      UnitRows(set.units, under: prepared.source, horizon: marginPeriodOfRisk), measure: measure,
      level: level, threads: context.threads,
      progress: context.progress.map { progress in
        ScenarioProgress(total: prepared.source.count, report: progress).advance
      })
    // Few accounts are charted on the way; of many, only those that a chart will show.
    let chartsAll = context.charted > 0 && book.accounts.count <= 4 * context.charted
    let (netted, slowMeasures) = netting.net(
      set, charted: chartsAll ? Array(book.accounts.indices) : [], parts: addOns.slowParts(of: set))
    let charges = addOns.charges(
      cores: netted.map(\.core), slowMeasures: slowMeasures, context)
    var requirements = book.accounts.indices.map { index in
      requirement(
        netted[index], account: book.accounts[index].name,
        standing: AccountStanding(
          book.accounts[index], valuation: valuation, haircut: haircut),
        charges: charges[index])
    }
    if !chartsAll, context.charted > 0 {
      let shown = requirements.lowestLevels(context.charted)
      for (index, histogram) in zip(shown, netting.histograms(of: shown, in: set)) {
        requirements[index].histogram = histogram
      }
    }
    return MarginAssessment(
      rule: name, level: level, requirements: requirements, horizon: marginPeriodOfRisk,
      model: prepared.model,
      scenarioCount: prepared.source.count, coverage: prepared.coverage,
      diagnostics: prepared.diagnostics + addOns.diagnostics,
      method: [prepared.summary] + methodNotes + addOns.methodNotes
        + Valuation.methodNotes(of: book))
  }

  private func requirement(
    _ net: NetResult, account: String, standing: AccountStanding, charges: AccountCharges
  ) -> MarginRequirement {
    let floor = floorFraction * standing.grossNotional
    let initial = max(floor, net.core + charges.total)
    return MarginRequirement(
      account: account, standing: standing, initial: initial,
      maintenance: maintenanceFraction * initial, netMeasure: net.measure,
      valueAtRisk: net.valueAtRisk,
      expectedShortfall: net.expectedShortfall,
      stress: charges.stress?.amount, bindingStress: charges.stress?.binding,
      liquidityAddOn: charges.liquidity, concentrationAddOn: charges.concentration,
      floor: floor,
      gross: net.gross, contributions: net.contributions, histogram: net.histogram)
  }

  private var methodNotes: [String] {
    let measured = measure == .expectedShortfall ? "Expected shortfall" : "Value at risk"
    var notes = [
      "\(measured) of net P&L at \(level) over \(marginPeriodOfRisk).",
      "Initial margin = max(floor, core + add-ons); floor = \(floorFraction) of gross notional; "
        + "maintenance = \(maintenanceFraction) of initial.",
    ]
    switch collateral {
    case .simulated:
      notes.append(
        "Collateral counts at market value and moves in the same scenarios."
          + (leavesHaircutsUnused ? " The rule's haircuts are not used." : ""))
    case .haircut(let haircut):
      let named = haircut.fractions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      notes.append(
        "Collateral counts at market value less a haircut: "
          + (named + ["any other \(haircut.defaultFraction)"]).joined(separator: ", ") + ".")
    }
    if measure == .valueAtRisk {
      notes.append(
        "Value at risk is not sub-additive: a netting benefit below zero means that the netted "
          + "loss at this level is larger than the parts'. Parts are those of one scenario, noisy.")
    }
    return notes
  }
}
