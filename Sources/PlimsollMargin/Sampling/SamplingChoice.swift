public import PlimsollScenarios

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
