internal import Glibc
internal import PlimsollNumerics

/// Berkowitz's test of the tail: the normal quantiles of ranks below a cut are those of a standard
/// normal law, what is above the cut counting by its number alone.
///
/// - Source: Berkowitz (2001), section 3.2; the parametrisation 1/σ, μ/σ, in which the likelihood is
///   concave, after Olsen (1978), "Note on the uniqueness of the maximum likelihood estimator for
///   the Tobit model", Econometrica 46.
/// - Verified by: AutoregressionTestTests, ReferenceTests (backtest-series).
public struct TailDensityTest: Sendable, Equatable {
  /// μ.
  public let mean: Double
  /// σ.
  public let deviation: Double
  /// The likelihood ratio of μ = 0 and σ = 1, two degrees of freedom.
  public let test: ChiSquareTest

  /// The test of the normal quantiles of ranks; nil unless at least two of them, not all alike, are
  /// below the quantile of `cut`.
  ///
  /// - Parameter cut: the share of observations that is the tail, such as 0.05.
  /// - Complexity: O(n).
  public init?(_ scores: [Double], cut: Double) {
    let likelihood = CensoredLikelihood(scores, bound: NormalDistribution.quantile(cut))
    guard let best = likelihood.maximum() else { return nil }
    mean = best.shift / best.slope
    deviation = 1 / best.slope
    test = ChiSquareTest(
      statistic: 2 * (likelihood.value(best) - likelihood.value((slope: 1, shift: 0))),
      degreesOfFreedom: 2)
  }
}

/// The likelihood of a normal law of which only what is below a bound is seen, in slope = 1/σ and
/// shift = μ/σ; constants are left out.
private struct CensoredLikelihood {
  typealias Point = (slope: Double, shift: Double)

  private let bound: Double
  private let seen: Double
  private let hidden: Double
  private let sum: Double
  private let squares: Double

  init(_ scores: [Double], bound: Double) {
    self.bound = bound
    let tail = scores.filter { $0 < bound }
    seen = Double(tail.count)
    hidden = Double(scores.count - tail.count)
    sum = tail.reduce(0, +)
    squares = tail.reduce(0) { $0 + $1 * $1 }
  }

  func value(_ point: Point) -> Double {
    let (slope, shift) = point
    let errors = slope * slope * squares - 2 * slope * shift * sum + seen * shift * shift
    return seen * log(slope) - errors / 2
      + hidden * NormalDistribution.logCumulative(shift - slope * bound)
  }

  /// Newton's method on a concave function, the step halved while it does not gain.
  func maximum() -> Point? {
    guard seen >= 2, squares - sum * sum / seen > 1e-12 * squares else { return nil }
    var point: Point = (slope: 1, shift: 0)
    var best = value(point)
    for _ in 0..<100 {
      guard let step = newtonStep(at: point) else { return point }
      var share = 1.0
      var gained = false
      while share > 1e-12 {
        let next = (
          slope: point.slope + share * step.slope, shift: point.shift + share * step.shift
        )
        if next.slope > 0, value(next) > best {
          (point, best, gained) = (next, value(next), true)
          break
        }
        share /= 2
      }
      if !gained { return point }
    }
    return point
  }

  private func newtonStep(at point: Point) -> Point? {
    let (slope, shift) = point
    let a = shift - slope * bound
    let mills = exp(-a * a / 2 - 0.918_938_533_204_672_74 - NormalDistribution.logCumulative(a))
    let curvature = -hidden * mills * (a + mills)
    let gradient = (
      seen / slope - slope * squares + shift * sum - bound * hidden * mills,
      slope * sum - seen * shift + hidden * mills
    )
    let hessian = (
      -seen / (slope * slope) - squares + bound * bound * curvature, sum - bound * curvature,
      -seen + curvature
    )
    let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1
    guard determinant > 0 else { return nil }
    return (
      slope: -(hessian.2 * gradient.0 - hessian.1 * gradient.1) / determinant,
      shift: -(hessian.0 * gradient.1 - hessian.1 * gradient.0) / determinant
    )
  }
}
