public import PlimsollMarket

/// The volatility of a factor's next bars.
public struct VolatilityModel: Sendable, Equatable, Codable {
  /// How it was estimated.
  public var model: Kind
  /// The weight of the past in an exponentially weighted variance; nil for another one.
  public var decay: Double?
  /// The recursion of a GARCH or GJR variance; nil for another one.
  public var recursion: GARCH?
  /// How that recursion starts.
  public var start: GARCH.Start?
  /// Standard deviation of a one-bar log return, zero for a factor that never moved.
  public var perBar: Double
  /// How sure the recursion is; nil for a volatility that was not fitted.
  public var estimate: VolatilityEstimate?

  /// The choices of a spec.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The root mean square of all returns of the window.
    case constant
    /// Exponentially weighted: recent returns count more.
    case ewma
    /// GARCH(1,1): as much of the last return and of the last variance as the past says.
    case garch
    /// GARCH with a weight of its own for falls, after Glosten, Jagannathan and Runkle.
    case gjr

    /// Whether its parameters come from a likelihood.
    public var isFitted: Bool { self == .garch || self == .gjr }
  }

  /// A volatility per bar beyond this is a mistake in the prices or the file.
  public static let largest = 5.0

  /// A volatility of `perBar`.
  public init(
    model: Kind, decay: Double? = nil, recursion: GARCH? = nil, start: GARCH.Start? = nil,
    perBar: Double, estimate: VolatilityEstimate? = nil
  ) {
    self.model = model
    self.decay = decay
    self.recursion = recursion
    self.start = start
    self.perBar = perBar
    self.estimate = estimate
  }

  /// Per year of 365 days.
  public func annualised(bar: TimeSpan) -> Double {
    perBar * (365 * Double(TimeSpan.day.seconds) / Double(bar.seconds)).squareRoot()
  }

  /// Volatilities under its parameters: entry t is the forecast for return t made before it; the
  /// last is the forecast for the next bar.
  ///
  /// - Complexity: O(n).
  /// - Verified by: VolatilityModelTests.
  public func path(of returns: [Double]) -> [Double] {
    switch model {
    case .constant:
      return [Double](repeating: perBar, count: returns.count + 1)
    case .ewma:
      return ExponentialWeighting(decay: decay ?? CalibrationSpec.VolatilityChoice.dailyDecay)
        .variances(returns).map { $0.squareRoot() }
    case .garch, .gjr:
      guard let recursion else { return [Double](repeating: perBar, count: returns.count + 1) }
      return recursion.variances(returns, start: start ?? .backcast).map { $0.squareRoot() }
    }
  }

  /// The same parameters with the forecast that follows `returns`.
  public func broughtForward(to returns: [Double]) -> VolatilityModel {
    guard let latest = path(of: returns).last, perBar > 0 else { return self }
    var model = self
    model.perBar = latest
    return model
  }
}

/// How a fitted recursion came about.
public struct VolatilityEstimate: Sendable, Equatable, Codable {
  /// The law of residuals that its likelihood is made of.
  public var likelihood: GARCHFit.Law
  /// The degrees of freedom of that law; nil for the normal.
  public var degreesOfFreedom: Double?
  /// The log-likelihood of all returns.
  public var logLikelihood: Double
  /// Returns it was fitted to.
  public var observations: Int
  /// Robust standard errors by parameter; nil where they mean nothing: on a bound, or under a
  /// variance target.
  public var standardErrors: [String: Double]?
  /// The persistence that a fit without the bound of one has; nil when the bound does not bind.
  public var unboundedPersistence: Double?

  /// An estimate stated rather than fitted.
  public init(
    likelihood: GARCHFit.Law, degreesOfFreedom: Double? = nil, logLikelihood: Double,
    observations: Int, standardErrors: [String: Double]? = nil, unboundedPersistence: Double? = nil
  ) {
    self.likelihood = likelihood
    self.degreesOfFreedom = degreesOfFreedom
    self.logLikelihood = logLikelihood
    self.observations = observations
    self.standardErrors = standardErrors
    self.unboundedPersistence = unboundedPersistence
  }
}
