internal import Glibc

/// A variance that reacts to the last return and remembers the last variance:
/// σ²(t) = ω + α e²(t−1) + γ e²(t−1)·1[e(t−1) < 0] + β σ²(t−1).
///
/// With γ = 0 it is GARCH(1,1), else that of Glosten, Jagannathan and Runkle (GJR).
///
/// - Source: Bollerslev (1986), "Generalized autoregressive conditional heteroskedasticity";
///   Glosten, Jagannathan and Runkle (1993), J. Finance 48.
/// - Verified by: GARCHTests, ReferenceTests (estimators-garch).
public struct GARCH: Sendable, Equatable, Codable {
  /// The constant, a squared return per bar.
  public var omega: Double
  /// The weight of the last squared return.
  public var alpha: Double
  /// What a negative return weighs more.
  public var gamma: Double
  /// The weight of the last variance.
  public var beta: Double

  /// A recursion with these coefficients.
  public init(omega: Double, alpha: Double, gamma: Double = 0, beta: Double) {
    self.omega = omega
    self.alpha = alpha
    self.gamma = gamma
    self.beta = beta
  }

  /// The share of a shock to variance that is left a bar later, returns being symmetric.
  public var persistence: Double { alpha + gamma / 2 + beta }

  /// The variance it returns to; nil when it returns to none.
  public var longRunVariance: Double? { persistence < 1 ? omega / (1 - persistence) : nil }

  /// The bars until half of a shock to variance is gone; nil when it never is.
  public var halfLife: Double? {
    persistence > 0 && persistence < 1 ? log(0.5) / log(persistence) : nil
  }

  /// Whether every variance it gives is positive and its persistence at most one.
  public var isUsable: Bool {
    omega > 0 && omega.isFinite && alpha >= 0 && alpha + gamma >= 0 && beta >= 0
      && persistence <= 1 + 1e-9
  }

  /// The variance of the bar after one of `variance` with the residual `residual`.
  @inline(__always)
  public func variance(after residual: Double, of variance: Double) -> Double {
    omega + (residual < 0 ? alpha + gamma : alpha) * residual * residual + beta * variance
  }

  /// Variances: entry t is the forecast for residual t made before it; the last, number n, is the
  /// forecast for the next bar.
  ///
  /// - Parameters:
  ///   - residuals: returns less their mean, oldest first.
  ///   - first: the variance of the first residual.
  /// - Complexity: O(n).
  public func variances(_ residuals: [Double], first: Double) -> [Double] {
    var path = [first]
    path.reserveCapacity(residuals.count + 1)
    var latest = first
    for residual in residuals {
      latest = variance(after: residual, of: latest)
      path.append(latest)
    }
    return path
  }

  /// Variances with the recursion started by `start`.
  public func variances(_ residuals: [Double], start: Start = .backcast) -> [Double] {
    variances(residuals, first: firstVariance(presample: start.moment(of: residuals), start))
  }

  /// The first variance, given what stands for the squares before the sample.
  func firstVariance(presample: Double, _ start: Start) -> Double {
    start == .firstIsMeanSquare ? presample : omega + persistence * presample
  }

  /// Expected variances of the next `bars` bars, the first being `next`.
  public func expectedVariances(from next: Double, bars: Int) -> [Double] {
    var path: [Double] = []
    var variance = next
    for _ in 0..<bars {
      path.append(variance)
      variance = omega + persistence * variance
    }
    return path
  }

  /// What stands for the squared residual and the variance before the sample.
  public enum Start: String, Sendable, Codable, CaseIterable {
    /// The mean of the first 75 squares with weights falling by 0.94 each.
    case backcast
    /// The mean of all squares.
    case meanSquare = "mean-square"
    /// The mean of all squares, as the first variance itself.
    case firstIsMeanSquare = "first-is-mean-square"

    private static let backcastBars = 75
    private static let backcastDecay = 0.94

    /// Its value for residuals.
    public func moment(of residuals: [Double]) -> Double {
      guard self == .backcast else {
        return residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)
      }
      var (sum, weights, weight) = (0.0, 0.0, 1.0)
      for residual in residuals.prefix(Self.backcastBars) {
        sum += weight * residual * residual
        weights += weight
        weight *= Self.backcastDecay
      }
      return sum / weights
    }
  }
}
