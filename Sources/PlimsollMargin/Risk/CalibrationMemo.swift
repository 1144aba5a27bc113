internal import FoundationEssentials
internal import PlimsollMarket
internal import PlimsollNumerics
internal import PlimsollScenarios

/// What plans estimate from history, kept so that cells of a sweep which need the same estimate it
/// once.
///
/// - Verified by: SharedWorkTests.
public final class CalibrationMemo: Sendable {
  /// What an estimate depends on; the rows kept tell as-of times apart.
  private struct Key: Hashable {
    var prices: InputDigest
    var rows: Int
    var factors: [RiskFactor]
    var spec: [UInt8]

    init(_ history: PriceHistory, _ factors: [RiskFactor], _ spec: CalibrationSpec) {
      prices = history.digest
      rows = history.times.count
      self.factors = factors
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      do {
        self.spec = Array(try encoder.encode(spec))
      } catch {
        preconditionFailure("a spec holds only finite numbers and text: \(error)")
      }
    }
  }

  /// An estimate for the plans of one method.
  private struct PlanKey: Hashable {
    var method: ScenarioPlan.Method
    var key: Key
  }

  /// Tables of the models' laws.
  let tables = InnovationTables()
  private let models = Memo<Key, RiskModel, InputError>()
  private let plans = Memo<PlanKey, FittedPlan, InputError>()
  private let volatilities = Memo<Key, FittedPlan.Volatilities, Never>()

  /// No estimates.
  public init() {}

  /// How many models were calibrated.
  public var modelCount: Int { models.count }
  /// How many times a plan was fitted.
  public var fitCount: Int { plans.count }

  /// What `ScenarioPlan.fitted` gives, the same value whether kept or new.
  func fitted(
    _ plan: ScenarioPlan, to history: PriceHistory, factors: [RiskFactor], threads: Int?
  ) throws(InputError) -> FittedPlan {
    let key = PlanKey(method: plan.method, key: Key(history, factors, plan.spec))
    return try plans.value(for: key) { () throws(InputError) in
      try plan.fitted(to: history, factors: factors, threads: threads)
    }
  }

  /// The model that `RiskModel.calibrated` gives, the same value whether kept or new.
  func model(
    of history: PriceHistory, factors: [RiskFactor], spec: CalibrationSpec, threads: Int?
  ) throws(InputError) -> RiskModel {
    try models.value(for: Key(history, factors, spec)) { () throws(InputError) in
      try RiskModel.calibrated(to: history, factors: factors, spec: spec, threads: threads)
    }
  }

  /// The volatilities of the rows of `panel`, which come from `history` by `spec`.
  func volatilities(
    of panel: ReturnPanel, from history: PriceHistory, spec: CalibrationSpec, threads: Int?
  ) -> FittedPlan.Volatilities {
    volatilities.value(for: Key(history, panel.factors, spec)) {
      FittedPlan.Volatilities(panel, spec: spec, threads: threads)
    }
  }
}
