internal import PlimsollNumerics

/// A Student-t distributed loss: value at risk and expected shortfall in closed form.
///
/// - Source: McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 2.3.4.
/// - Verified by: StudentTLawTests, ReferenceTests (risk-parametric, montecarlo-linear).
public struct StudentTLaw: Sendable, Equatable {
  /// The mean P&L, a gain.
  public let mean: Double
  /// The scale of the plain t law; not the standard deviation.
  public let scale: Double
  /// Degrees of freedom, above 1: expected shortfall does not exist otherwise.
  public let degreesOfFreedom: Double

  /// A law with a mean gain and the scale of a plain t law.
  public init(mean: Double = 0, scale: Double, degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 1, "no mean at one degree of freedom or fewer")
    self.mean = mean
    self.scale = scale
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// A law with a mean gain and a standard deviation, which takes more than two degrees.
  public init(mean: Double = 0, standardDeviation: Double, degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 2, "no variance at two degrees of freedom or fewer")
    self.init(
      mean: mean,
      scale: standardDeviation * ((degreesOfFreedom - 2) / degreesOfFreedom).squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }

  private var law: StudentTDistribution { StudentTDistribution(degreesOfFreedom: degreesOfFreedom) }

  /// The quantile of the plain law, exact in the tail.
  private func quantile(_ level: ConfidenceLevel) -> Double {
    level.value > 0.5 ? -law.quantile(level.tailProbability) : law.quantile(level.value)
  }

  /// Scales from mean to measure: q for VaR, (ν + q²) / (ν − 1) × f(q) / (1 − α) for ES.
  public func multiplier(_ measure: RiskMeasure, at level: ConfidenceLevel) -> Double {
    let q = quantile(level)
    switch measure {
    case .valueAtRisk:
      return q
    case .expectedShortfall:
      return (degreesOfFreedom + q * q) / (degreesOfFreedom - 1) * law.density(q)
        / level.tailProbability
    }
  }

  /// The measure as a loss.
  public func value(of measure: RiskMeasure, at level: ConfidenceLevel) -> Double {
    multiplier(measure, at: level) * scale - mean
  }

  /// The standard error of the measure estimated from `count` independent draws; that of expected
  /// shortfall takes more than two degrees of freedom.
  ///
  /// - Source: √(α(1−α)) / f(VaR) / √n, and Manistre and Hancock (2005) for ES.
  public func standardError(of measure: RiskMeasure, at level: ConfidenceLevel, count: Int)
    -> Double
  {
    let q = quantile(level)
    let tail = level.tailProbability
    let root = Double(count).squareRoot()
    switch measure {
    case .valueAtRisk:
      return scale * (level.value * tail).squareRoot() / law.density(q) / root
    case .expectedShortfall:
      let shortfall = multiplier(.expectedShortfall, at: level)
      let whole = degreesOfFreedom / (degreesOfFreedom - 2)
      // The second moment beyond q, from that within its size.
      let within = law.partialSecondMoment(within: abs(q))
      let beyond = q > 0 ? (whole - within) / 2 : (whole + within) / 2
      let variance = beyond / tail - shortfall * shortfall
      let excess = shortfall - q
      return scale * ((variance + level.value * excess * excess) / tail).squareRoot() / root
    }
  }
}
