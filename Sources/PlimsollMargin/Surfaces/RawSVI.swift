internal import Glibc

/// The total implied variance of one expiry as a function of log-moneyness: a hyperbola in its raw
/// parameters.
///
/// w(k) = a + b (ρ (k − m) + √((k − m)² + σ²)) with k = ln(strike / forward) and w = volatility² ×
/// years. The wings are straight lines, so a slice is defined for every strike.
///
/// - Source: Gatheral (2004), "A parsimonious arbitrage-free implied volatility parameterization";
///   Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14.
/// - Verified by: RawSVITests, and ReferenceTests (pricing-svi-raw) on 40-digit values.
public struct RawSVI: Sendable, Equatable {
  /// The level of total variance.
  public let a: Double
  /// Half the sum of the slopes of the wings, zero or more.
  public let b: Double
  /// How far the slice leans, between -1 and 1.
  public let rho: Double
  /// Where along log-moneyness it bends.
  public let m: Double
  /// How widely it bends, above zero.
  public let sigma: Double

  /// A slice; it may allow arbitrage.
  public init(a: Double, b: Double, rho: Double, m: Double, sigma: Double) {
    precondition(
      Self.isSlice(a, b, rho, m, sigma), "a \(a), b \(b), rho \(rho), m \(m), sigma \(sigma)")
    self.a = a
    self.b = b
    self.rho = rho
    self.m = m
    self.sigma = sigma
  }

  private static func isSlice(
    _ a: Double, _ b: Double, _ rho: Double, _ m: Double, _ sigma: Double
  ) -> Bool {
    a.isFinite && m.isFinite && b >= 0 && b < .infinity && abs(rho) <= 1 && sigma > 0
      && sigma < .infinity
  }

  /// Total implied variance at log-moneyness `k`.
  public func totalVariance(_ k: Double) -> Double {
    let x = k - m
    return a + b * (rho * x + (x * x + sigma * sigma).squareRoot())
  }

  /// The derivative of total variance by log-moneyness.
  public func slope(_ k: Double) -> Double {
    let x = k - m
    return b * (rho + x / (x * x + sigma * sigma).squareRoot())
  }

  /// The second derivative of total variance by log-moneyness.
  public func convexity(_ k: Double) -> Double {
    let x = k - m
    let square = x * x + sigma * sigma
    return b * sigma * sigma / (square * square.squareRoot())
  }

  /// Volatility a year at log-moneyness `k`, `years` before expiry; zero where total variance is
  /// negative.
  public func volatility(_ k: Double, years: Double) -> Double {
    (max(0, totalVariance(k)) / years).squareRoot()
  }

  /// The least total variance of all strikes.
  public var minimumTotalVariance: Double { a + b * sigma * (1 - rho * rho).squareRoot() }

  /// How fast total variance rises per unit of -k far on the left.
  public var leftSlope: Double { b * (1 - rho) }

  /// How fast total variance rises per unit of k far on the right.
  public var rightSlope: Double { b * (1 + rho) }

  /// The slice in terms that stay alike from expiry to expiry.
  public func jumpWings(years: Double) -> JumpWings {
    let variance = totalVariance(0)
    let root = variance.squareRoot()
    return JumpWings(
      variance: variance / years,
      skew: 0.5 * b / root * (rho - m / (m * m + sigma * sigma).squareRoot()),
      putSlope: leftSlope / root, callSlope: rightSlope / root,
      minimumVariance: minimumTotalVariance / years)
  }

  /// The jump-wings parameters of a slice, at one time to expiry.
  public struct JumpWings: Sendable, Equatable {
    /// Variance a year at the money, v.
    public var variance: Double
    /// The derivative by log-moneyness of total volatility at the money, ψ.
    public var skew: Double
    /// The slope of the left wing over the root of total variance at the money, p.
    public var putSlope: Double
    /// The slope of the right wing over the root of total variance at the money, c.
    public var callSlope: Double
    /// The least variance a year, ṽ.
    public var minimumVariance: Double
  }
}

extension RawSVI: Codable {
  private enum Key: String, CodingKey { case a, b, rho, m, sigma }

  /// Reads the five numbers; refuses those that are no slice.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let a = try values.decode(Double.self, forKey: .a)
    let b = try values.decode(Double.self, forKey: .b)
    let rho = try values.decode(Double.self, forKey: .rho)
    let m = try values.decode(Double.self, forKey: .m)
    let sigma = try values.decode(Double.self, forKey: .sigma)
    guard Self.isSlice(a, b, rho, m, sigma) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "raw SVI needs b ≥ 0, rho in [-1, 1] and sigma > 0, all finite"))
    }
    self.init(a: a, b: b, rho: rho, m: m, sigma: sigma)
  }

  /// Writes the five numbers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(a, forKey: .a)
    try values.encode(b, forKey: .b)
    try values.encode(rho, forKey: .rho)
    try values.encode(m, forKey: .m)
    try values.encode(sigma, forKey: .sigma)
  }
}
