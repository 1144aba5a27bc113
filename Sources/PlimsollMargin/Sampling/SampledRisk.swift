public import PlimsollScenarios

/// Value at risk and expected shortfall of a portfolio by scenarios drawn for it alone.
public struct SampledRisk: Sendable, Codable {
  /// The figures.
  public let figures: TailFigures
  /// How the scenarios were drawn.
  public let sampling: Sampling
  /// How many were drawn, those of the pilot aside.
  public let scenarios: Int
  /// How many plain ones would have the shortfall's standard error; nil when it has none.
  public let plainScenarios: Double?
  /// (Σ w)² / Σ w² over the scenarios of the tail: how many equal ones they are worth.
  public let effectiveTail: Double
  /// Whether a loss of known law took off part of the error.
  public let usesControl: Bool
  /// Whether drawing stops when the interval is tight enough.
  public let hasPrecision: Bool
  /// Whether the interval is as tight as was asked for.
  public let isPrecise: Bool
  /// Why they were drawn so.
  public let reason: String
  /// By holding, its part of the shortfall; they add up.
  public let components: [Component]

  /// A holding's part.
  public struct Component: Sendable, Equatable, Codable {
    /// The instrument.
    public let instrument: String
    /// E[its loss | the tail].
    public let value: Double
  }
}
