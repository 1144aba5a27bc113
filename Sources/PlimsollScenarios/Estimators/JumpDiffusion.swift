internal import Glibc
public import PlimsollNumerics

/// Merton's jump-diffusion: log prices move with a constant drift and volatility, and jump by normal
/// amounts at the times of a Poisson process.
///
/// Over a time T the log return is a Poisson mixture of normal laws: with n jumps its mean is
/// drift × T + n m and its variance σ²T + n δ².
///
/// - Source: Merton (1976), "Option pricing when underlying stock returns are discontinuous", J.
///   Financial Economics 3.
/// - Verified by: JumpDiffusionTests, ReferenceTests (montecarlo-merton).
public struct JumpDiffusion: Sendable, Equatable {
  /// The drift of the log price between jumps, per unit of time.
  public var drift: Double
  /// The volatility σ between jumps, per root of the unit of time.
  public var volatility: Double
  /// The expected number of jumps λ per unit of time.
  public var intensity: Double
  /// The mean m of a jump of the log price.
  public var jumpMean: Double
  /// The standard deviation δ of a jump of the log price.
  public var jumpDeviation: Double

  /// A law with this drift of the log price between jumps.
  public init(
    drift: Double, volatility: Double, intensity: Double, jumpMean: Double, jumpDeviation: Double
  ) {
    self.drift = drift
    self.volatility = volatility
    self.intensity = intensity
    self.jumpMean = jumpMean
    self.jumpDeviation = jumpDeviation
  }

  /// The law whose expected price grows at the rate `growth`: E[S(T)/S(0)] = e^(growth × T).
  public init(
    priceGrowth growth: Double, volatility: Double, intensity: Double, jumpMean: Double,
    jumpDeviation: Double
  ) {
    let meanRelativeJump = expm1(jumpMean + 0.5 * jumpDeviation * jumpDeviation)
    self.init(
      drift: growth - 0.5 * volatility * volatility - intensity * meanRelativeJump,
      volatility: volatility, intensity: intensity, jumpMean: jumpMean,
      jumpDeviation: jumpDeviation)
  }

  /// The first four cumulants of the log return over a time.
  public func cumulants(_ time: Double = 1) -> [Double] {
    let (m, square) = (jumpMean, jumpDeviation * jumpDeviation)
    let moments = [
      m, m * m + square, m * m * m + 3 * m * square,
      m * m * m * m + 6 * m * m * square + 3 * square * square,
    ]
    var cumulants = moments.map { intensity * time * $0 }
    cumulants[0] += drift * time
    cumulants[1] += volatility * volatility * time
    return cumulants
  }

  /// The law of the log return over a time.
  ///
  /// - Parameter time: positive, with a volatility or jumps that vary; at most a million expected
  ///   jumps.
  /// - Complexity: O(√(λT)) components for many jumps, about fifteen for few.
  public func terminal(_ time: Double = 1) -> NormalMixture {
    let expected = intensity * time
    precondition(expected >= 0 && expected <= 1e6, "\(expected) expected jumps")
    return NormalMixture(
      Self.poissonWeights(expected).map { count, weight in
        let jumps = Double(count)
        let variance =
          volatility * volatility * time + jumps * (jumpDeviation * jumpDeviation)
        return .init(
          weight: weight, mean: drift * time + jumps * jumpMean, deviation: variance.squareRoot())
      })
  }

  /// Weights below this share of the largest are left out.
  private static let leastWeight = 1e-25

  /// The counts of a Poisson law that matter, with their probabilities.
  private static func poissonWeights(_ mean: Double) -> [(count: Int, weight: Double)] {
    guard mean > 0 else { return [(0, 1)] }
    let mode = Int(mean)
    let largest = exp(Double(mode) * log(mean) - mean - SpecialFunctions.logGamma(Double(mode) + 1))
    var weights = [(count: mode, weight: largest)]
    var weight = largest
    for count in stride(from: mode, to: 0, by: -1) {
      weight *= Double(count) / mean
      guard weight > leastWeight * largest else { break }
      weights.append((count - 1, weight))
    }
    (weight, weights) = (largest, weights.reversed())
    var count = mode + 1
    while true {
      weight *= mean / Double(count)
      guard weight > leastWeight * largest else { return weights }
      weights.append((count, weight))
      count += 1
    }
  }
}
