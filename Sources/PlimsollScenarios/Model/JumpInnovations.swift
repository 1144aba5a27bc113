internal import Glibc
public import PlimsollNumerics

/// Innovations of a bar that may hold jumps: a Poisson mixture of normal laws, brought to mean zero
/// and variance one.
///
/// With a constant volatility the sum over the bars of a horizon is Merton's jump-diffusion at that
/// time. Every exponential moment exists, so nothing is cut.
///
/// - Source: Merton (1976); see `JumpDiffusion`.
/// - Verified by: JumpInnovationsTests, ReferenceTests (montecarlo-merton).
public struct JumpInnovations: Sendable, Equatable, Codable {
  /// The expected number of jumps in a bar.
  public var intensity: Double
  /// The mean of a jump, in the units of `diffusionDeviation`.
  public var jumpMean: Double
  /// The standard deviation of a jump, in the same units.
  public var jumpDeviation: Double
  /// The standard deviation of a bar without jumps.
  public var diffusionDeviation: Double

  /// Expected jumps a bar beyond this are a diffusion.
  public static let largestIntensity = 1e4

  /// Innovations in any units; they are brought to mean zero and variance one.
  ///
  /// - Parameters:
  ///   - intensity: zero or more, at most ten thousand.
  ///   - diffusionDeviation: positive.
  public init(
    intensity: Double, jumpMean: Double, jumpDeviation: Double, diffusionDeviation: Double
  ) {
    self.intensity = intensity
    self.jumpMean = jumpMean
    self.jumpDeviation = jumpDeviation
    self.diffusionDeviation = diffusionDeviation
    if let flaw { preconditionFailure(flaw) }
  }

  /// The innovations of a bar of a jump-diffusion.
  public init(_ law: JumpDiffusion) {
    self.init(
      intensity: law.intensity, jumpMean: law.jumpMean, jumpDeviation: law.jumpDeviation,
      diffusionDeviation: law.volatility)
  }

  /// The law of mean zero and variance one.
  public var law: NormalMixture {
    let square = jumpMean * jumpMean + jumpDeviation * jumpDeviation
    let unit = 1 / (diffusionDeviation * diffusionDeviation + intensity * square).squareRoot()
    return JumpDiffusion(
      drift: -intensity * jumpMean * unit, volatility: diffusionDeviation * unit,
      intensity: intensity, jumpMean: jumpMean * unit, jumpDeviation: jumpDeviation * unit
    ).terminal()
  }

  /// The share of the variance that comes from jumps.
  public var jumpShare: Double {
    let jumps = intensity * (jumpMean * jumpMean + jumpDeviation * jumpDeviation)
    return jumps / (jumps + diffusionDeviation * diffusionDeviation)
  }
}

extension JumpInnovations {
  private enum CodingKeys: String, CodingKey {
    case intensity, jumpMean, jumpDeviation, diffusionDeviation
  }

  /// Reads parameters that make a law.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    intensity = try values.decode(Double.self, forKey: .intensity)
    jumpMean = try values.decode(Double.self, forKey: .jumpMean)
    jumpDeviation = try values.decode(Double.self, forKey: .jumpDeviation)
    diffusionDeviation = try values.decode(Double.self, forKey: .diffusionDeviation)
    if let flaw {
      throw DecodingError.dataCorruptedError(
        forKey: .intensity, in: values, debugDescription: flaw)
    }
  }

  /// What is wrong with the parameters; nil when they make a law.
  private var flaw: String? {
    guard (0...Self.largestIntensity).contains(intensity) else {
      return "the intensity of jumps must be from 0 to \(Self.largestIntensity)"
    }
    guard jumpMean.isFinite, jumpDeviation.isFinite, jumpDeviation >= 0 else {
      return "jumps need a mean and a deviation of zero or more"
    }
    guard diffusionDeviation > 0, diffusionDeviation.isFinite else {
      return "the diffusion's deviation must be above 0"
    }
    return nil
  }
}
