public import PlimsollNumerics

/// A normally distributed loss: value at risk, expected shortfall and their parts in closed form.
///
/// - Source: McNeil, Frey and Embrechts (2015), "Quantitative Risk Management", section 2.3.4.
/// - Verified by: NormalLawTests, ReferenceTests (risk-euler-components-normal, montecarlo-linear).
public struct NormalLaw: Sendable, Equatable {
  /// The mean P&L, a gain.
  public let mean: Double
  /// The standard deviation of P&L.
  public let standardDeviation: Double

  /// A law with a mean gain and a standard deviation.
  public init(mean: Double = 0, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The law of the P&L of `exposures` in returns with a mean and a covariance.
  public init(exposures: [Double], mean: [Double], covariance: Matrix) {
    let variance = zip(exposures, covariance.multiplied(by: exposures)).reduce(0) {
      $0 + $1.0 * $1.1
    }
    self.init(
      mean: zip(exposures, mean).reduce(0) { $0 + $1.0 * $1.1 },
      standardDeviation: variance.squareRoot())
  }

  /// Standard deviations from mean to measure: z for VaR, φ(z) / (1 − α) for ES.
  public static func multiplier(_ measure: RiskMeasure, at level: ConfidenceLevel) -> Double {
    let quantile = NormalDistribution.quantile(level.value)
    switch measure {
    case .valueAtRisk: return quantile
    case .expectedShortfall: return NormalDistribution.density(quantile) / level.tailProbability
    }
  }

  /// The measure as a loss.
  public func value(of measure: RiskMeasure, at level: ConfidenceLevel) -> Double {
    Self.multiplier(measure, at: level) * standardDeviation - mean
  }

  /// The standard error of the measure estimated from `count` independent draws.
  ///
  /// - Source: √(α(1−α)) / f(VaR) / √n, and Manistre and Hancock (2005) for ES.
  public func standardError(of measure: RiskMeasure, at level: ConfidenceLevel, count: Int)
    -> Double
  {
    let z = NormalDistribution.quantile(level.value)
    let density = NormalDistribution.density(z)
    let tail = level.tailProbability
    let root = Double(count).squareRoot()
    switch measure {
    case .valueAtRisk:
      return standardDeviation * (level.value * tail).squareRoot() / density / root
    case .expectedShortfall:
      let shortfall = density / tail
      let variance = 1 + z * shortfall - shortfall * shortfall
      let excess = shortfall - z
      return standardDeviation
        * ((variance + level.value * excess * excess) / tail).squareRoot() / root
    }
  }

  /// The part of each exposure in the measure: wᵢ (multiplier × (Σw)ᵢ / σ − μᵢ). They add up.
  ///
  /// - Source: Tasche (1999), "Risk contributions and performance measurement".
  public static func components(
    of measure: RiskMeasure, at level: ConfidenceLevel, exposures: [Double], mean: [Double],
    covariance: Matrix
  ) -> [Double] {
    let law = NormalLaw(exposures: exposures, mean: mean, covariance: covariance)
    let slopes = covariance.multiplied(by: exposures)
    let scale = multiplier(measure, at: level)
    return exposures.indices.map { i in
      exposures[i] * (scale * slopes[i] / law.standardDeviation - mean[i])
    }
  }
}
