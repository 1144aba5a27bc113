import PlimsollMarket
import PlimsollNumerics
import PlimsollScenarios

/// What a rule charges for correlations that may break: weight × max(0, stressed shortfall − core).
///
/// The stressed shortfall is the larger of two, at a level of its own: that of the account when all
/// factors move as one, and the sum of the shortfalls of its two largest underlyings, each by itself.
///
/// - Source: METHODS F, the stress component of OCC's STANS as remembered: the form is assumed, its
///   methodology is confidential.
/// - Verified by: DependenceStressTests.
public struct DependenceStress: Sendable, Equatable {
  /// The part of the excess that is charged, from 0 to 1.
  public var weight: Double
  /// The level of the stressed shortfalls.
  public var level: ConfidenceLevel

  /// A charge.
  public init(weight: Double, level: ConfidenceLevel) {
    self.weight = weight
    self.level = level
  }

  /// Reads the `dependence_stress` of a rule.
  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping(["weight", "level"])
    guard let weight = keys["weight"], let level = keys["level"] else {
      throw node.error("weight or level is missing", remedy: "Write {weight: 0.25, level: 0.995}.")
    }
    guard let confidence = ConfidenceLevel(try level.number()) else {
      throw level.error("is not between 0 and 1", remedy: "Give a level such as 0.995.")
    }
    self.init(weight: try weight.fraction(), level: confidence)
  }

  /// The scenarios in which all factors move as one.
  ///
  /// - Throws: an `InputError` when the rule draws from no model.
  func scenarios(
    of plan: ScenarioPlan, model: RiskModel?, book: Book, horizon: TimeSpan, context: RiskContext
  ) throws(InputError) -> (source: any ScenarioSource, diagnostics: [Diagnostic]) {
    guard let model else {
      throw .usage(
        "`dependence_stress` needs a model whose correlations it can raise",
        remedy: "Use scenarios of method monte-carlo, or leave it out.")
    }
    let (broken, repair) = CorrelationBreak(name: "all as one", blend: 1, toward: 1).breaking(model)
    var context = context
    context.model = broken
    let notes = repair.map {
      [
        Diagnostic(
          .note, "dependence stress",
          "the correlation of one was repaired by a Frobenius distance of \($0.distance)")
      ]
    }
    return (
      try plan.prepare(for: book, horizon: horizon, context: context).source, notes ?? []
    )
  }
}

extension RuleMeasurement {
  /// The stressed shortfall of each account, with what sets it.
  func dependenceLosses(
    _ stress: DependenceStress, asOne: any ScenarioSource, base: any ScenarioSource
  ) -> [StressLoss] {
    func netting(_ source: any ScenarioSource) -> Netting {
      Netting(
        UnitRows(set.units, under: source, horizon: rule.marginPeriodOfRisk),
        measure: .expectedShortfall, level: stress.level, threads: context.threads)
    }
    let whole = netting(asOne).measures(of: set.lines.map { $0.flatMap(\.holdings) })
    let parts = set.lines.map { lines in
      Dictionary(grouping: lines) { $0.kind.underlying.name }.sorted { $0.key < $1.key }
        .map { $0.value.flatMap(\.holdings) }
    }
    let alone = netting(base).measures(of: parts.flatMap { $0 })
    var next = 0
    return zip(whole, parts).map { whole, parts in
      let largest = alone[next..<(next + parts.count)].sorted(by: >).prefix(2)
      next += parts.count
      let two = largest.reduce(0) { $0 + max(0, $1) }
      return two > whole
        ? StressLoss(scenario: "two largest underlyings together", loss: two)
        : StressLoss(scenario: "all factors as one", loss: whole)
    }
  }
}
