internal import PlimsollScenarios

/// How risk is measured: scenarios whose tail is read off, or a law fitted to an account's past P&L.
public enum RiskMethod: String, Sendable, Codable, CaseIterable {
  /// Past windows on today's prices.
  case historical
  /// Past windows brought to today's volatility, factor by factor.
  case filteredHistorical = "filtered-historical"
  /// Draws from a calibrated model.
  case monteCarlo = "monte-carlo"
  /// Draws from a market that is calm or stressed.
  case regimeSwitching = "regime-switching"
  /// Scenarios of a file.
  case file
  /// Past windows, recent ones counting more.
  case ageWeighted = "age-weighted"
  /// The account's past P&L brought to its volatility of today.
  case volatilityWeighted = "volatility-weighted"
  /// A normal law with the past P&L's mean and deviation.
  case normal
  /// A Student-t law by maximum likelihood.
  case studentT = "student-t"
  /// A normal quantile bent by skewness and kurtosis.
  case cornishFisher = "cornish-fisher"
  /// A generalised Pareto law for the worst tenth.
  case peaksOverThreshold = "peaks-over-threshold"

  /// Where the scenarios come from; fitted laws rest on past windows.
  public var scenarios: ScenarioPlan.Method {
    switch self {
    case .filteredHistorical: .filteredHistorical
    case .monteCarlo: .monteCarlo
    case .regimeSwitching: .regimeSwitching
    case .file: .file
    default: .historical
    }
  }

  /// Whether figures are read off the tail of scenarios; else a law is fitted to past P&L.
  public var readsTails: Bool { summary == nil }

  /// One sentence on what is done with past P&L; nil when the tail of scenarios is read off.
  public var summary: String? {
    switch self {
    case .historical, .filteredHistorical, .monteCarlo, .regimeSwitching, .file:
      nil
    case .ageWeighted:
      "age-weighted: each window counts \(Self.ageDecay) times the next newer one."
    case .volatilityWeighted:
      "volatility-weighted: each account's past P&L times its EWMA deviation of today over that of "
        + "the day."
    case .normal:
      "normal: mean and deviation of past P&L."
    case .studentT:
      "student-t: location, scale and degrees of freedom of past P&L by maximum likelihood."
    case .cornishFisher:
      "cornish-fisher: a normal quantile bent by the skewness and kurtosis of past P&L."
    case .peaksOverThreshold:
      "peaks-over-threshold: a generalised Pareto law fitted to the worst tenth of past P&L; "
        + "intervals by profile likelihood."
    }
  }

  /// The weight of a window relative to the next newer one.
  ///
  /// - Source: Boudoukh, Richardson and Whitelaw (1998), "The best of both worlds", Risk 11.
  static let ageDecay = 0.98
  /// The share of losses a Pareto law is fitted to.
  ///
  /// - Source: McNeil and Frey (2000), J. Empirical Finance 7: the largest tenth.
  static let tailShare = 0.1
}
