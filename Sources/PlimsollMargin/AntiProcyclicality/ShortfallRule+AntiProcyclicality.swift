import PlimsollMarket
import PlimsollScenarios

extension ShortfallRule {
  /// The requirements of all accounts with the rule's anti-procyclicality option, if it has one.
  func requirements(
    _ measurement: RuleMeasurement, under base: any ScenarioSource, option: OptionScenarios?,
    bar: TimeSpan, context: RiskContext
  ) -> [MarginRequirement] {
    let progress = context.progress.map {
      ScenarioProgress(total: base.count + (option?.source?.count ?? 0), report: $0)
    }
    let mixes = antiProcyclicality?.method == .stressedObservations
    var own = measurement.requirements(under: base, charting: !mixes, progress: progress)
    var shown = base
    if let antiProcyclicality {
      let other = option?.source.map {
        measurement.requirements(under: $0, charting: mixes, progress: progress)
      }
      for (place, unadjusted) in own.enumerated() {
        let charge = antiProcyclicality.charge(
          unadjusted.initial, other: other?[place].initial,
          previous: context.previousCharges?[unadjusted.account], bar: bar)
        // Where the sample itself is another one, so are its core and parts.
        if mixes, let other { own[place] = other[place] }
        own[place].antiProcyclicality = charge
        if charge.adjusted > own[place].initial { own[place].binding = charge.method.rawValue }
        own[place].initial = charge.adjusted
        own[place].maintenance = maintenanceFraction * charge.adjusted
      }
      if mixes, let source = option?.source { shown = source }
    }
    measurement.chart(&own, under: shown)
    measurement.explain(&own, under: shown)
    return own
  }
}

extension AntiProcyclicality {
  /// What one account is charged.
  ///
  /// - Parameter other: its margin under the option's own scenarios; nil when it has none.
  fileprivate func charge(
    _ unadjusted: Double, other: Double?, previous: Double?, bar: TimeSpan
  ) -> AntiProcyclicalCharge {
    let compared = other ?? unadjusted
    func charge(_ adjusted: Double, against compared: Double) -> AntiProcyclicalCharge {
      AntiProcyclicalCharge(
        method: method, unadjusted: unadjusted, adjusted: adjusted, compared: compared)
    }
    switch self {
    case .buffer(let buffer):
      return charge(
        buffer.next(unadjusted: unadjusted, previous: previous, bar: bar),
        against: buffer.full(unadjusted))
    case .stressedObservations:
      return charge(compared, against: compared)
    case .stressedBlend(let blend):
      return charge(blend.margin(unadjusted: unadjusted, stressed: compared), against: compared)
    case .longFloor:
      return charge(max(unadjusted, compared), against: compared)
    }
  }
}
