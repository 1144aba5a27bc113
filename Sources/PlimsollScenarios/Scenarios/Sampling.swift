/// How scenarios are drawn from a model.
public enum Sampling: String, Sendable, Codable, CaseIterable {
  /// Independently.
  case plain
  /// In pairs, each number of one the negative of the other's.
  ///
  /// - Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 4.2.
  case antithetic
  /// At scrambled Sobol points.
  case sobol
  /// Independently, where losses are large, and weighted for it.
  case importance
  /// At scrambled Sobol points, where losses are large.
  case importanceSobol = "importance-sobol"

  /// Whether scenarios are drawn where a portfolio loses much.
  public var isTwisted: Bool { self == .importance || self == .importanceSobol }

  /// Which scenarios know nothing of each other.
  public var design: SampleDesign {
    switch self {
    case .plain, .importance: .independent
    case .antithetic: .pairs
    case .sobol, .importanceSobol: .scrambles
    }
  }
}
