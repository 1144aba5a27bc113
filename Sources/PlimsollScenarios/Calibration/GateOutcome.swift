public import PlimsollMarket
import PlimsollNumerics

/// What a gate of the spec found in a new model.
public struct GateOutcome: Sendable, Equatable, Codable {
  /// The gate, as the spec calls it.
  public var gate: String
  /// What it looked at: a factor's parameter, the matrix, the model.
  public var subject: String
  /// What it found.
  public var value: Double
  /// The most it lets through.
  public var limit: Double

  /// Whether the model passes.
  public var passed: Bool { value <= limit }
}

extension RiskModel {
  /// The outcomes of the spec's gates: all that fail, and of a gate that passes the nearest to its
  /// limit.
  ///
  /// Gates against the previous model look at what both have.
  ///
  /// - Parameters:
  ///   - previous: the last good model; nil leaves the gates against it out.
  ///   - end: the as-of time, which the model's age is reckoned at.
  ///   - excluded: how many factors were left out.
  /// - Throws: an `InputError` when the previous model is of another universe or bar.
  /// - Verified by: GateTests.
  public func gateOutcomes(previous: RiskModel?, end: Timestamp, excluded: Int)
    throws(InputError) -> [GateOutcome]
  {
    let gates = spec.gates
    var outcomes: [GateOutcome] = []
    func check(_ gate: String, _ limit: Double?, _ found: [(subject: String, value: Double)]) {
      guard let limit else { return }
      let all = found.map {
        GateOutcome(gate: gate, subject: $0.subject, value: $0.value, limit: limit)
      }
      let failed = all.filter { !$0.passed }
      outcomes += failed.isEmpty ? all.max { $0.value < $1.value }.map { [$0] } ?? [] : failed
    }
    check(
      "max_age", gates.maxAge.map { Double($0.seconds) / 86_400 },
      [("days since the last return", Double((end - asOf).seconds) / 86_400)])
    check("max_excluded", gates.maxExcluded.map(Double.init), [("factors", Double(excluded))])
    check(
      "max_condition_number", gates.maxConditionNumber,
      [("correlation", dependence.conditionNumber)])
    check(
      "max_repair_distance", gates.maxRepairDistance,
      [("correlation", dependence.repairDistance ?? 0)])
    guard let previous else { return outcomes }
    try requireComparable(to: previous)
    let comparison = ModelComparison(self, with: previous)
    check("max_parameter_change", gates.maxParameterChange, comparison.parameterChanges)
    check("max_volatility_change", gates.maxVolatilityChange, comparison.volatilityChanges)
    check("max_correlation_change", gates.maxCorrelationChange, comparison.correlationChanges)
    check("max_likelihood_drop", gates.maxLikelihoodDrop, comparison.likelihoodDrops)
    return outcomes
  }

  /// Factors that came or went against the previous model.
  public func universeChanges(from previous: RiskModel) -> [Diagnostic] {
    let (old, new) = (Set(previous.factors.map(\.factor)), Set(factors.map(\.factor)))
    return factors.map(\.factor).filter { !old.contains($0) }.map {
      Diagnostic(.note, $0.name, "new: the previous model of \(previous.asOf) has no such factor")
    }
      + previous.factors.map(\.factor).filter { !new.contains($0) }.map {
        Diagnostic(.warning, $0.name, "gone: the previous model of \(previous.asOf) had it")
      }
  }

  private func requireComparable(to previous: RiskModel) throws(InputError) {
    guard previous.bar == bar else {
      throw .usage(
        "the previous model is of bars of \(previous.bar), the new one of \(bar)",
        remedy: "Give the last model of the same prices, or leave --previous out.")
    }
    let known = Set(previous.factors.map(\.factor))
    guard factors.contains(where: { known.contains($0.factor) }) else {
      throw .usage(
        "the previous model has none of the factors of the new one: it is of another universe ("
          + previous.factors.prefix(3).map(\.factor.name).joined(separator: ", ") + ", …)",
        remedy: "Give the last model of the same prices, or leave --previous out.")
    }
  }
}

/// What differs between a model and the one before.
struct ModelComparison {
  private let now: RiskModel
  private let before: RiskModel
  /// Places of the factors that both have.
  private let shared: [(now: Int, before: Int)]

  init(_ now: RiskModel, with before: RiskModel) {
    self.now = now
    self.before = before
    shared = now.factors.indices.compactMap { place in
      before.factors.firstIndex { $0.factor == now.factors[place].factor }.map { (place, $0) }
    }
  }

  /// Relative changes of parameters that should not jump.
  var parameterChanges: [(subject: String, value: Double)] {
    var old: [String: Double] = [:]
    for parameter in before.parameters {
      old["\(parameter.factor) \(parameter.name)"] = parameter.value
    }
    return now.parameters.compactMap { parameter in
      guard RiskModel.gatedParameters.contains(parameter.name),
        let value = old["\(parameter.factor) \(parameter.name)"], value != 0
      else { return nil }
      let subject =
        parameter.factor.isEmpty ? parameter.name : "\(parameter.factor) \(parameter.name)"
      return (subject, abs(parameter.value / value - 1))
    }
  }

  /// Relative changes of forecast volatilities.
  var volatilityChanges: [(subject: String, value: Double)] {
    shared.compactMap { place in
      let (new, old) = (now.factors[place.now], before.factors[place.before])
      guard old.volatility.perBar > 0 else { return nil }
      return (
        "\(new.factor) volatility", abs(new.volatility.perBar / old.volatility.perBar - 1)
      )
    }
  }

  /// Absolute changes of correlations.
  var correlationChanges: [(subject: String, value: Double)] {
    var found: [(subject: String, value: Double)] = []
    for (row, i) in shared.enumerated() {
      for j in shared.prefix(row) {
        let change =
          now.dependence.correlation[i.now, j.now]
          - before.dependence.correlation[i.before, j.before]
        found.append(
          ("\(now.factors[i.now].factor)–\(now.factors[j.now].factor)", abs(change)))
      }
    }
    return found
  }

  /// Falls of the log-likelihood per return, of factors fitted in the same way.
  var likelihoodDrops: [(subject: String, value: Double)] {
    shared.compactMap { place in
      let (new, old) = (
        now.factors[place.now].volatility, before.factors[place.before].volatility
      )
      guard new.model == old.model, let fit = new.estimate, let past = old.estimate,
        fit.likelihood == past.likelihood
      else { return nil }
      let drop =
        past.logLikelihood / Double(past.observations) - fit.logLikelihood
        / Double(fit.observations)
      return ("\(now.factors[place.now].factor) log-likelihood per return", drop)
    }
  }
}
