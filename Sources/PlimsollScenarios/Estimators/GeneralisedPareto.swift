internal import Glibc

/// The generalised Pareto law of excesses over a threshold: 1 − (1 + ξ y / β)^(−1/ξ).
///
/// - Source: Pickands (1975), "Statistical inference using extreme order statistics".
/// - Verified by: GeneralisedParetoTests, ReferenceTests (estimators-gpd).
public struct GeneralisedPareto: Sendable, Equatable {
  /// The tail index ξ: 1/ξ moments exist when it is positive, the tail ends when it is negative.
  public let shape: Double
  /// The scale β.
  public let scale: Double

  /// The law with this shape and a positive scale.
  public init(shape: Double, scale: Double) {
    self.shape = shape
    self.scale = scale
  }

  /// The law with the first two L-moments of `excesses`; exists for a shape below one.
  ///
  /// - Source: Hosking and Wallis (1987), "Parameter and quantile estimation for the generalized
  ///   Pareto distribution".
  public init(lMomentsOf excesses: [Double]) {
    let (first, second) = Self.lMoments(excesses)
    let ratio = first / second
    self.init(shape: 2 - ratio, scale: first * (ratio - 1))
  }

  /// The mean, and half the mean difference of two observations.
  public static func lMoments(_ values: [Double]) -> (first: Double, second: Double) {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let weighted = sorted.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    return (mean, 2 * weighted / (count * (count - 1)) - mean)
  }

  /// The probability that an excess is above `excess`.
  public func survival(_ excess: Double) -> Double {
    guard excess > 0 else { return 1 }
    return exp(-Self.logRatio(shape, excess / scale))
  }

  /// The log-likelihood of excesses; minus infinity where one is beyond the end of the tail.
  public func logLikelihood(_ excesses: [Double]) -> Double {
    guard scale > 0 else { return -.infinity }
    var sum = 0.0
    for excess in excesses {
      let u = excess / scale
      guard 1 + shape * u > 0 else { return -.infinity }
      sum += Self.logRatio(shape, u)
    }
    return -Double(excesses.count) * log(scale) - (1 + shape) * sum
  }

  /// log(1 + ξu) / ξ, u where ξ is zero.
  static func logRatio(_ shape: Double, _ u: Double) -> Double {
    let product = shape * u
    return product == 0 ? u : log1p(product) / shape
  }

  /// (e^{ξ r} − 1) / ξ, r where ξ is zero.
  static func growth(_ shape: Double, _ r: Double) -> Double {
    let product = shape * r
    return product == 0 ? r : expm1(product) / shape
  }
}

extension GeneralisedPareto {
  /// Minus the second derivatives of the log-likelihood: (ξξ, ξβ, ββ).
  ///
  /// - Source: own derivation, with a series where ξy/β is small and the closed form cancels.
  func observedInformation(_ excesses: [Double]) -> (shape: Double, cross: Double, scale: Double) {
    var (ss, sb, bb) = (0.0, 0.0, 0.0)
    for excess in excesses {
      let u = excess / scale
      let z = 1 + shape * u
      let (first, second) = Self.logRatioSlopes(shape, u)
      let (slope, bend) = (1 / z, -shape / (z * z))
      let (byScale, twice) = (-u / scale, 2 * u / (scale * scale))
      ss += 2 * first + (1 + shape) * second
      sb += (slope - (1 + shape) * u / (z * z)) * byScale
      bb += (1 + shape) * (bend * byScale * byScale + slope * twice) - 1 / (scale * scale)
    }
    return (ss, sb, bb)
  }

  /// The first two derivatives of `logRatio` in the shape.
  private static func logRatioSlopes(_ shape: Double, _ u: Double) -> (Double, Double) {
    let product = shape * u
    guard abs(product) < 0.05 else {
      let share = u / (1 + product)
      let first = (share - logRatio(shape, u)) / shape
      return (first, (-share * share - 2 * first) / shape)
    }
    // g = Σ (−ξ)^j u^{j+1} / (j + 1), term by term.
    var (first, second) = (0.0, 0.0)
    for j in stride(from: 14, through: 1, by: -1) {
      let sign = j % 2 == 0 ? 1.0 : -1.0
      let term = sign * Double(j) / Double(j + 1)
      first = first * product + term
      if j > 1 { second = second * product + term * Double(j - 1) }
    }
    return (first * u * u, second * u * u * u)
  }
}
