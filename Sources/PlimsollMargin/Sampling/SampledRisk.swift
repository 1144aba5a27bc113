public import PlimsollScenarios

/// Value at risk and expected shortfall of a portfolio by scenarios drawn for it alone.
public struct SampledRisk: Sendable {
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
  public struct Component: Sendable, Equatable {
    /// The instrument.
    public let instrument: String
    /// E[its loss | the tail].
    public let value: Double
  }
}

/// How tails are to be sampled.
public struct SamplingChoice: Sendable, Hashable, Codable {
  /// How scenarios are drawn; nil chooses.
  public var sampling: Sampling?
  /// The half-width of the shortfall's 95 % interval wanted, as a part of the shortfall; nil draws a
  /// given number.
  public var precision: Double?

  /// Whether a loss of known law, the quadratic one, takes off part of the error; under a Gaussian
  /// copula only.
  public var controls = false

  /// More scenarios than this are not drawn for a precision unless asked for.
  public static let usualMost = 1 << 24

  /// The least and the most of a precision that can be asked for.
  public static let precisions = 1e-4...0.5

  /// A precision such as `1%` or `0.01`; nil when it is not one.
  public static func precision(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? text.dropLast() : text[...]) else { return nil }
    let precision = isPercent ? number / 100 : number
    return precisions.contains(precision) ? precision : nil
  }

  /// A way of drawing by name, or `auto`; the outer nil when there is none of that name.
  public static func sampling(_ name: String) -> Sampling?? {
    if name == "auto" { return .some(nil) }
    return Sampling(rawValue: name).map { .some($0) }
  }

  /// The names of ways of drawing.
  public static let samplings = ["auto"] + Sampling.allCases.map(\.rawValue)

  /// A way of drawing, or a precision, or both.
  public init(sampling: Sampling? = nil, precision: Double? = nil, controls: Bool = false) {
    self.sampling = sampling
    self.precision = precision
    self.controls = controls
  }
}
