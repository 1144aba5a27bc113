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
  public var innovations: InnovationModel.Kind = .studentT
  /// The estimator of the correlation.
  public var correlation = CorrelationChoice()
  /// The copula.
  public var copula: Dependence.Copula = .gaussian
  /// Choices for single factors.
  public var factors: [String: FactorChoice] = [:]

  /// EWMA volatility, Student-t innovations, Ledoit–Wolf correlation, Gaussian copula.
  public init() {}

  /// A volatility model with its parameter.
  public struct VolatilityChoice: Sendable, Equatable, Codable {
    /// The model.
    public var model: VolatilityModel.Kind
    /// The weight of the past, for `ewma`.
    public var decay: Double

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
    public var innovations: InnovationModel.Kind?

    /// A choice for one factor.
    public init(volatility: VolatilityChoice? = nil, innovations: InnovationModel.Kind? = nil) {
      self.volatility = volatility
      self.innovations = innovations
    }
  }

  /// The volatility choice of `factor`.
  func volatility(of factor: RiskFactor) -> VolatilityChoice {
    factors[factor.name]?.volatility ?? volatility
  }

  /// The innovations of `factor`.
  func innovations(of factor: RiskFactor) -> InnovationModel.Kind {
    factors[factor.name]?.innovations ?? innovations
  }
}
