internal import PlimsollMarket
internal import PlimsollScenarios

/// The parameters of models through time.
///
/// - Verified by: DriftReportTests.
struct ModelDrift: Sendable {
  /// One parameter of one model.
  struct Step: Sendable, Equatable {
    var asOf: Timestamp
    /// Empty for a parameter of the dependence.
    var factor: String
    var parameter: String
    var value: Double
    /// Of the model before; nil when that has no such parameter.
    var before: Double?
    /// Relative to the size of the value before; nil from zero to something.
    var change: Double? {
      guard let before else { return nil }
      if before == value { return 0 }
      return before == 0 ? nil : (value - before) / before.magnitude
    }
  }

  /// Model by model, each in its own order.
  let steps: [Step]
  /// Factors of a model that the one before has not, and the other way round.
  let comings: [(asOf: Timestamp, new: [String], gone: [String])]

  private struct Name: Hashable {
    var factor: String
    var parameter: String
  }

  init(_ models: [RiskModel]) {
    var steps: [Step] = []
    var comings: [(asOf: Timestamp, new: [String], gone: [String])] = []
    var before: [Name: Double] = [:]
    for (place, model) in models.enumerated() {
      var now: [Name: Double] = [:]
      for (factor, parameter, value) in model.parameters where value.isFinite {
        let name = Name(factor: factor, parameter: parameter)
        now[name] = value
        steps.append(
          Step(
            asOf: model.asOf, factor: factor, parameter: parameter, value: value,
            before: before[name]))
      }
      before = now
      guard place > 0 else { continue }
      let (old, new) = (
        models[place - 1].factors.map(\.factor.name), model.factors.map(\.factor.name)
      )
      let added = new.filter { !old.contains($0) }
      let gone = old.filter { !new.contains($0) }
      if !added.isEmpty || !gone.isEmpty { comings.append((model.asOf, added, gone)) }
    }
    self.steps = steps
    self.comings = comings
  }

  /// Changes larger than `threshold`, the largest first.
  func jumps(over threshold: Double) -> [Step] {
    steps.enumerated()
      .filter { ($0.element.change?.magnitude ?? 0) > threshold }
      .sorted { left, right in
        let (a, b) = (left.element.change?.magnitude ?? 0, right.element.change?.magnitude ?? 0)
        return a != b ? a > b : left.offset < right.offset
      }.map(\.element)
  }

  /// A parameter of a factor through time.
  func path(_ parameter: String, of factor: String) -> [Step] {
    steps.filter { $0.parameter == parameter && $0.factor == factor }
  }

  /// Diagnostics of a model that the one before does not have; numbers in them do not count.
  static func newDiagnostics(of model: RiskModel, since before: RiskModel) -> [Diagnostic] {
    func kind(_ diagnostic: Diagnostic) -> [String] {
      [diagnostic.subject, diagnostic.message.filter { !$0.isNumber }]
    }
    let known = Set(before.diagnostics.map(kind))
    return model.diagnostics.filter { !known.contains(kind($0)) }
  }
}
