internal import PlimsollNumerics

/// Measures of a loss known by its first four moments: the normal quantile bent by skewness and
/// kurtosis.
///
/// Good for small departures from the normal law. Where `isMonotone` is false the bent map folds
/// back, and a quantile of a high level may be below that of a lower one: do not use it there.
///
/// - Source: Cornish and Fisher (1938); Boudt, Peterson and Croux (2008), "Estimation and
///   decomposition of downside risk for portfolios with non-normal returns", J. Risk 11; Maillard
///   (2012), "A user's guide to the Cornish Fisher expansion".
/// - Verified by: CornishFisherTests, ReferenceTests (risk-cornish-fisher).
public struct CornishFisher: Sendable, Equatable {
  /// The mean P&L, a gain.
  public let mean: Double
  /// The standard deviation of P&L.
  public let standardDeviation: Double
  /// The third standardised moment of P&L; negative when large losses are likelier than gains.
  public let skewness: Double
  /// The fourth standardised moment less three.
  public let excessKurtosis: Double

  /// A law with given moments.
  public init(
    mean: Double = 0, standardDeviation: Double = 1, skewness: Double, excessKurtosis: Double
  ) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.skewness = skewness
    self.excessKurtosis = excessKurtosis
  }

  /// The population moments of gains, which must not all be equal.
  public init(_ pnl: PnLVector) {
    let count = Double(pnl.gains.count)
    let mean = pnl.gains.reduce(0, +) / count
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for gain in pnl.gains {
      let deviation = gain - mean
      let square = deviation * deviation
      second += square / count
      third += square * deviation / count
      fourth += square * square / count
    }
    let deviation = second.squareRoot()
    self.init(
      mean: mean, standardDeviation: deviation, skewness: third / (second * deviation),
      excessKurtosis: fourth / (second * second) - 3)
  }

  /// The quantile of standardised P&L that a standard normal z becomes:
  /// z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36.
  public func quantile(_ z: Double) -> Double {
    let (s, k) = (skewness, excessKurtosis)
    return z + (z * z - 1) * s / 6 + (z * z - 3) * z * k / 24 - (2 * z * z - 5) * z * s * s / 36
  }

  /// The slope of the quantile's map, a z² + b z + c.
  private var slope: (a: Double, b: Double, c: Double) {
    let (s, k) = (skewness, excessKurtosis)
    return (k / 8 - s * s / 6, s / 3, 1 - k / 8 + 5 * s * s / 36)
  }

  /// Whether the map rises everywhere, as the quantiles of a law do.
  ///
  /// - Source: Maillard (2012): the domain of validity.
  public var isMonotone: Bool {
    let (a, b, c) = slope
    if a == 0 { return b == 0 && c >= 0 }
    return a > 0 && b * b <= 4 * a * c
  }

  /// Whether the map rises between the quantiles of 1 − level and level.
  public func isMonotone(at level: ConfidenceLevel) -> Bool {
    let (a, b, c) = slope
    let end = abs(NormalDistribution.quantile(level.value))
    var points = [-end, end]
    if a != 0, abs(b / (2 * a)) < end { points.append(-b / (2 * a)) }
    return points.allSatisfy { a * $0 * $0 + b * $0 + c >= 0 }
  }

  /// Modified value at risk, as a loss.
  public func valueAtRisk(at level: ConfidenceLevel) -> Double {
    -mean - standardDeviation * quantile(-NormalDistribution.quantile(level.value))
  }

  /// Expected shortfall as the mean of the bent quantiles beyond `level`: coherent with
  /// `valueAtRisk` wherever the map rises.
  ///
  /// - Source: Maillard (2012), in closed form by Hermite polynomials.
  public func expectedShortfall(at level: ConfidenceLevel) -> Double {
    let z = -NormalDistribution.quantile(level.value)
    let (s, k) = (skewness, excessKurtosis)
    let bend = 1 + s / 6 * z + k / 24 * (z * z - 1) - s * s / 36 * (2 * z * z - 1)
    return -mean + standardDeviation * NormalDistribution.density(z) / level.tailProbability * bend
  }

  /// Expected shortfall under the Edgeworth density beyond the bent quantile; may be below value at
  /// risk, or negative, where the expansion fails.
  ///
  /// - Source: Boudt, Peterson and Croux (2008), in closed form by Hermite polynomials.
  public func edgeworthShortfall(at level: ConfidenceLevel) -> Double {
    let h = quantile(-NormalDistribution.quantile(level.value))
    let (s, k) = (skewness, excessKurtosis)
    let square = h * h
    let ofSkewness = square * h
    let ofKurtosis = square * (square - 2) - 1
    let ofBoth = square * (square * (square - 9) + 9) + 3
    let bend = 1 + s / 6 * ofSkewness + k / 24 * ofKurtosis + s * s / 72 * ofBoth
    return -mean + standardDeviation * NormalDistribution.density(h) / level.tailProbability * bend
  }

  /// The Edgeworth shortfall, but never below modified value at risk.
  ///
  /// - Source: Boudt, Peterson and Croux (2008), "operational" modified expected shortfall.
  public func modifiedShortfall(at level: ConfidenceLevel) -> Double {
    max(edgeworthShortfall(at: level), valueAtRisk(at: level))
  }
}
