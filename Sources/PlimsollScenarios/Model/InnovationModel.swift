internal import PlimsollNumerics

/// The law of a factor's standardised residuals, of mean zero and variance one.
public enum InnovationModel: Sendable, Equatable {
  /// Standard normal.
  case normal
  /// Student-t, cut.
  case studentT(StudentTInnovations)
  /// The observed residuals themselves, ascending, each as likely as the next.
  case empirical([Double])
  /// The observed residuals between two thresholds, generalised Pareto tails beyond them, cut.
  case gpd(SplicedInnovations)
  /// Normal with jumps: a Poisson mixture.
  case jumps(JumpInnovations)

  /// The name a spec calls it by.
  public var kind: Kind {
    switch self {
    case .normal: .normal
    case .studentT: .studentT
    case .empirical: .empirical
    case .gpd: .gpd
    case .jumps: .jumps
    }
  }

  /// The largest absolute draw before the law is scaled back to unit variance; nil where nothing is
  /// cut.
  public var cut: Double? {
    switch self {
    case .studentT(let law): law.cut
    case .gpd(let law): law.cut
    case .normal, .empirical, .jumps: nil
    }
  }

  /// The choices of a spec.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Standard normal.
    case normal
    /// Student-t by maximum likelihood.
    case studentT = "student-t"
    /// The observed residuals.
    case empirical
    /// The observed residuals with generalised Pareto tails.
    case gpd
    /// Merton's jumps by maximum likelihood.
    case jumps
  }
}

/// A Student-t law of unit variance whose draws are cut.
///
/// The mean of e^X does not exist under any t law, so draws beyond `cut` count as `cut`, and the
/// rest is scaled so that the variance is one again.
///
/// - Source: the project's conventions on Student-t innovations; the second moment of the cut law
///   in closed form by the incomplete beta function.
/// - Verified by: InnovationModelTests.
public struct StudentTInnovations: Sendable, Equatable, Codable {
  /// Degrees of freedom, above 2.
  public var degreesOfFreedom: Double
  /// The largest absolute draw, in standard deviations of the law before cutting.
  public var cut: Double

  /// The fewest degrees of freedom of a model.
  public static let fewestDegreesOfFreedom = 2.5

  /// A law with `degreesOfFreedom` above 2, cut at `cut` standard deviations.
  public init(degreesOfFreedom: Double, cut: Double) {
    precondition(degreesOfFreedom > 2 && cut > 0)
    self.degreesOfFreedom = degreesOfFreedom
    self.cut = cut
  }

  /// The cut for residuals whose largest absolute value is `largest`: max(10, 1.5 × largest).
  public static func cut(largestResidual largest: Double) -> Double { max(10, 1.5 * largest) }

  /// Turns a draw of the plain t law into one of unit variance.
  var unitScale: Double { ((degreesOfFreedom - 2) / degreesOfFreedom).squareRoot() }

  /// The standard deviation of the unit-variance law once cut, below one.
  public var deviationAfterCut: Double {
    let law = StudentTDistribution(degreesOfFreedom: degreesOfFreedom)
    let bound = cut / unitScale
    let inside = law.partialSecondMoment(within: bound) * unitScale * unitScale
    return (inside + 2 * law.survival(bound) * cut * cut).squareRoot()
  }
}

extension InnovationModel: Codable {
  private enum Key: String, CodingKey { case model, degreesOfFreedom, cut, residuals }

  /// Reads the law's name and its parameters.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    switch try values.decode(Kind.self, forKey: .model) {
    case .normal:
      self = .normal
    case .studentT:
      let law = try StudentTInnovations(from: decoder)
      guard law.degreesOfFreedom >= StudentTInnovations.fewestDegreesOfFreedom, law.cut > 0,
        law.cut.isFinite
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .degreesOfFreedom, in: values,
          debugDescription: "degrees of freedom must be at least 2.5 and the cut above 0")
      }
      self = .studentT(law)
    case .empirical:
      let residuals = try values.decode([Double].self, forKey: .residuals)
      guard !residuals.isEmpty, residuals == residuals.sorted() else {
        throw DecodingError.dataCorruptedError(
          forKey: .residuals, in: values, debugDescription: "residuals must be ascending")
      }
      self = .empirical(residuals)
    case .gpd: self = .gpd(try SplicedInnovations(from: decoder))
    case .jumps: self = .jumps(try JumpInnovations(from: decoder))
    }
  }

  /// Writes the law's name and its parameters.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: .model)
    switch self {
    case .normal: break
    case .studentT(let law): try law.encode(to: encoder)
    case .empirical(let residuals): try values.encode(residuals, forKey: .residuals)
    case .gpd(let law): try law.encode(to: encoder)
    case .jumps(let law): try law.encode(to: encoder)
    }
  }
}
