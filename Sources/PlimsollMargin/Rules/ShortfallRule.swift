public import PlimsollMarket
internal import PlimsollScenarios

/// Margin by the measured shortfall of net P&L: a level, a margin period of risk, a floor, a
/// maintenance fraction, and haircuts or simulation of collateral.
///
/// core = max(0, measure of net P&L); initial = max(floor, core + stress + liquidity +
/// concentration), which an anti-procyclicality option adjusts; maintenance = fraction × initial.
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
  /// What correlations that break add; nil for nothing.
  public var dependenceStress: DependenceStress?
  /// What a slow close-out adds; nil for nothing.
  public var liquidity: LiquidityAddOn?
  /// What size against the market adds; nil for nothing.
  public var concentration: ConcentrationAddOn?
  /// What keeps the initial margin from following calm times down; nil for nothing.
  public var antiProcyclicality: AntiProcyclicality?
  /// Whose rules it follows, with the evidence of its figures; nil for a rule of our own.
  public var pack: VenuePack?
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
    concentration: ConcentrationAddOn? = nil, antiProcyclicality: AntiProcyclicality? = nil,
    inputs: [InputDigest] = []
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
    self.antiProcyclicality = antiProcyclicality
    self.inputs = inputs
  }

  /// What is taken off collateral; nothing when it is simulated.
  public var haircut: Haircut {
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
    var measurement = try RuleMeasurement(self, of: book, in: context)
    let asOne = try dependenceStress.map { stress throws(InputError) in
      try stress.scenarios(
        of: scenarios, model: prepared.model, book: book, horizon: marginPeriodOfRisk,
        context: context)
    }
    measurement.asOne = asOne?.source
    let option = try antiProcyclicality.map { option throws(InputError) in
      try option.prepare(
        beside: prepared, plan: scenarios, book: book, horizon: marginPeriodOfRisk,
        knowsPrevious: context.previousCharges != nil)
    }
    let addOns = measurement.addOns
    return MarginAssessment(
      rule: name, level: level,
      requirements: requirements(
        measurement, under: prepared.source, option: option, bar: book.prices.bar,
        context: context),
      horizon: marginPeriodOfRisk, model: prepared.model,
      scenarioCount: prepared.source.count, coverage: prepared.coverage,
      diagnostics: prepared.diagnostics + addOns.diagnostics + (asOne?.diagnostics ?? [])
        + (option?.diagnostics ?? []),
      method: [prepared.summary] + methodNotes + addOns.methodNotes
        + (option.map { [$0.note] } ?? [])
        + Valuation.methodNotes(of: book, under: prepared),
      joint: prepared.joint, comparedWith: option?.compared, pack: pack)
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
    if let stress = dependenceStress {
      notes.append(
        "Dependence stress = \(stress.weight) × max(0, shortfall at \(stress.level) − core), the "
          + "larger of all factors moving as one and the two largest underlyings added.")
    }
    if measure == .valueAtRisk {
      notes.append(
        "Value at risk is not sub-additive: a netting benefit below zero means that the netted "
          + "loss at this level is larger than the parts'. Parts are those of one scenario, noisy.")
    }
    return notes
  }
}
