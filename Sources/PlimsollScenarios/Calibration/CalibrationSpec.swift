public import PlimsollMarket

/// How a model is calibrated.
public struct CalibrationSpec: Sendable, Equatable, Codable {
  /// How far back returns go; nil for all.
  public var window: TimeSpan?
  /// What is done where histories are unequal.
  public var missing: MissingPrices = .complete
  /// The factor that stands in under `missing: proxy`; nil takes the longest listed.
  public var proxy: RiskFactor?
  /// The volatility of every factor without a choice of its own.
  public var volatility = VolatilityChoice()
  /// The innovations of every factor without a choice of its own.
  public var innovations = InnovationChoice()
  /// The estimator of the correlation.
  public var correlation = CorrelationChoice()
  /// The copula.
  public var copula: Dependence.Copula = .gaussian
  /// Choices for single factors.
  public var factors: [String: FactorChoice] = [:]
  /// What a factor whose choice cannot be fitted takes instead, in this order.
  public var fallback: [Fallback] = [.ewma, .constant]
  /// How long a column must have been listed, where `fallback` lets columns go; nil asks for nothing.
  public var minimumHistory: TimeSpan?
  /// What a new model must pass to replace the last one.
  public var gates = CalibrationGates()

  /// EWMA volatility, Student-t innovations, Ledoit–Wolf correlation, Gaussian copula.
  public init() {}

  /// What takes the place of a choice that cannot be fitted.
  public enum Fallback: String, Sendable, Codable, CaseIterable {
    /// A volatility model.
    case gjr, garch, ewma, constant
    /// A model of a whole price file goes without the factor; a book's own factors never go.
    case exclude

    /// The volatility model; nil for going without.
    var volatility: VolatilityModel.Kind? { VolatilityModel.Kind(rawValue: rawValue) }
  }

  /// A volatility model with its parameter.
  public struct VolatilityChoice: Sendable, Equatable, Codable {
    /// The model.
    public var model: VolatilityModel.Kind
    /// The weight of the past, for `ewma`.
    public var decay: Double
    /// The law of residuals in the likelihood of `garch` and `gjr`; nil takes that of Student-t
    /// innovations, else the normal, which is right for the variance under any law.
    public var likelihood: GARCHFit.Law?
    /// Whether the long-run variance of `garch` and `gjr` is held at the window's.
    public var targetsVariance = false
    /// How the recursion of `garch` and `gjr` starts.
    public var start = GARCH.Start.backcast

    /// RiskMetrics' daily decay.
    ///
    /// - Source: RiskMetrics Technical Document (1996), section 5.3.2.
    public static let dailyDecay = 0.94

    /// A choice of volatility model.
    public init(model: VolatilityModel.Kind = .ewma, decay: Double = dailyDecay) {
      self.model = model
      self.decay = decay
    }
  }

  /// A correlation estimator with its parameter.
  public struct CorrelationChoice: Sendable, Equatable, Codable {
    /// The estimator.
    public var estimator: CorrelationEstimator
    /// The weight of the past, for `ewma`.
    public var decay: Double

    /// RiskMetrics' monthly decay: correlations need a longer memory than volatilities.
    ///
    /// - Source: RiskMetrics Technical Document (1996), section 5.3.2.
    public static let slowDecay = 0.97

    /// A choice of estimator.
    public init(estimator: CorrelationEstimator = .ledoitWolfIdentity, decay: Double = slowDecay) {
      self.estimator = estimator
      self.decay = decay
    }
  }

  /// What one factor does differently.
  public struct FactorChoice: Sendable, Equatable, Codable {
    /// Its volatility.
    public var volatility: VolatilityChoice?
    /// Its innovations.
    public var innovations: InnovationChoice?

    /// A choice for one factor.
    public init(volatility: VolatilityChoice? = nil, innovations: InnovationChoice? = nil) {
      self.volatility = volatility
      self.innovations = innovations
    }
  }

  /// Whether both make the same model of the same prices: gates and fallbacks do not count.
  public func makesTheSameModel(as other: CalibrationSpec) -> Bool {
    var mine = self
    mine.gates = other.gates
    mine.fallback = other.fallback
    mine.minimumHistory = other.minimumHistory
    return mine == other
  }

  /// The volatility choice of `factor`.
  func volatility(of factor: RiskFactor) -> VolatilityChoice {
    factors[factor.name]?.volatility ?? volatility
  }

  /// The law in the likelihood of `factor`'s volatility.
  func likelihood(of factor: RiskFactor) -> GARCHFit.Law {
    volatility(of: factor).likelihood
      ?? (innovations(of: factor).model == .studentT ? .studentT : .normal)
  }

  /// The innovations of `factor`.
  func innovations(of factor: RiskFactor) -> InnovationChoice {
    factors[factor.name]?.innovations ?? innovations
  }
}

extension CalibrationSpec {
  /// Reads a spec as a model file keeps it; keys that an older release did not write have their
  /// defaults.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    window = try values.decodeIfPresent(TimeSpan.self, forKey: .window)
    missing = try values.decode(MissingPrices.self, forKey: .missing)
    proxy = try values.decodeIfPresent(RiskFactor.self, forKey: .proxy)
    volatility = try values.decode(VolatilityChoice.self, forKey: .volatility)
    innovations = try values.decode(InnovationChoice.self, forKey: .innovations)
    correlation = try values.decode(CorrelationChoice.self, forKey: .correlation)
    copula = try values.decode(Dependence.Copula.self, forKey: .copula)
    factors = try values.decode([String: FactorChoice].self, forKey: .factors)
    fallback = try values.decodeIfPresent([Fallback].self, forKey: .fallback) ?? fallback
    minimumHistory = try values.decodeIfPresent(TimeSpan.self, forKey: .minimumHistory)
    gates = try values.decodeIfPresent(CalibrationGates.self, forKey: .gates) ?? gates
  }
}

extension CalibrationSpec.VolatilityChoice {
  /// Reads a choice; keys that an older release did not write have their defaults.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      model: try values.decode(VolatilityModel.Kind.self, forKey: .model),
      decay: try values.decode(Double.self, forKey: .decay))
    likelihood = try values.decodeIfPresent(GARCHFit.Law.self, forKey: .likelihood)
    targetsVariance = try values.decodeIfPresent(Bool.self, forKey: .targetsVariance) ?? false
    start = try values.decodeIfPresent(GARCH.Start.self, forKey: .start) ?? .backcast
  }
}
