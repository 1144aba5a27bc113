public import PlimsollMarket

/// What a new model must pass to replace the last one; a gate that is nil is open.
public struct CalibrationGates: Sendable, Equatable, Codable {
  /// The largest relative change of a parameter against the previous model.
  public var maxParameterChange: Double?
  /// The largest relative change of a forecast volatility against the previous model.
  public var maxVolatilityChange: Double?
  /// The largest change of a correlation against the previous model.
  public var maxCorrelationChange: Double?
  /// The largest fall of the log-likelihood of a fitted volatility, per return, against the previous
  /// model.
  public var maxLikelihoodDrop: Double?
  /// The largest condition number of the correlation.
  public var maxConditionNumber: Double?
  /// The farthest a repair may move the correlation, in Frobenius distance.
  public var maxRepairDistance: Double?
  /// The oldest the last return may be at the as-of time.
  public var maxAge: TimeSpan?
  /// The most factors that may be left out.
  public var maxExcluded: Int?

  /// All open.
  public init() {}

  /// Reads the gates of a spec.
  init(yaml node: ConfigNode) throws(InputError) {
    let keys = try node.mapping([
      "max_parameter_change", "max_volatility_change", "max_correlation_change",
      "max_likelihood_drop", "max_condition_number", "max_repair_distance", "max_age",
      "max_excluded",
    ])
    func limit(_ key: String) throws(InputError) -> Double? {
      try keys[key]?.number("above 0") { $0 > 0 }
    }
    maxParameterChange = try limit("max_parameter_change")
    maxVolatilityChange = try limit("max_volatility_change")
    maxCorrelationChange = try limit("max_correlation_change")
    maxLikelihoodDrop = try limit("max_likelihood_drop")
    maxConditionNumber = try limit("max_condition_number")
    maxRepairDistance = try limit("max_repair_distance")
    maxAge = try keys["max_age"]?.timeSpan()
    maxExcluded = try keys["max_excluded"].map { node throws(InputError) in
      let number = try node.number("a whole number from 0") { $0 >= 0 && $0 == $0.rounded() }
      return Int(number)
    }
  }
}
