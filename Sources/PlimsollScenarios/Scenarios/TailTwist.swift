internal import Glibc
public import PlimsollNumerics

/// A change of the law of a model's numbers that makes large losses common.
///
/// With normal numbers the density is multiplied by e^{θQ − ψ(θ)}, which shifts and stretches each
/// number by itself. Under a t copula the mixing variable is twisted too, through
/// (Q − x) / g², g² = ν/χ²: normal numbers are shifted the less the larger g is, and one step's χ² is
/// divided by s² = 1 − 2α(θ)/ν.
///
/// One scenario in ten is drawn without any of it, chosen by a number of its own, and every weight is
/// that of the mixture: it is at most ten, however poor the quadratic.
///
/// - Source: Glasserman, Heidelberger and Shahabuddin (2000), Management Science 46, and (2002),
///   "Portfolio value-at-risk with heavy-tailed risk factors", Mathematical Finance 12; the mixture
///   after Hesterberg (1995), "Weighted average importance sampling and defensive mixture
///   distributions", Technometrics 37.
/// - Verified by: VarianceReducedTests.
public struct TailTwist: Sendable, Equatable {
  /// The share of scenarios drawn without a twist.
  public static let defensiveShare = 0.1

  /// The loss that becomes common.
  public let target: Double
  /// θ.
  public let twist: Double
  /// By number, its shift at g = 1.
  let shifts: [Double]
  /// By number, its standard deviation.
  let deviations: [Double]
  /// What the twisted step's g is multiplied by; one under a Gaussian copula.
  let stretch: Double

  /// The twist under which losses of `target` are common; nil when no twist gets there, or none is
  /// needed.
  ///
  /// - Parameter degrees: of freedom of a t copula; nil for a Gaussian one.
  public init?(_ form: QuadraticForm, toLoss target: Double, degreesOfFreedom degrees: Double?) {
    let twist: Double
    if let degrees {
      guard let found = Self.heavyTwist(form, target, degrees) else { return nil }
      twist = found
      stretch = (1 - 2 * Self.mixingTwist(form, target, found) / degrees).squareRoot()
    } else {
      guard let found = form.twist(toMean: target) else { return nil }
      twist = found
      stretch = 1
    }
    guard twist > 0, twist.isFinite, stretch.isFinite else { return nil }
    self.target = target
    self.twist = twist
    shifts = zip(form.linear, form.curvature).map { twist * $0 / (1 - 2 * twist * $1) }
    deviations = form.curvature.map { 1 / (1 - 2 * twist * $0).squareRoot() }
  }

  /// α(θ) = θ (c − x) + ½ Σ (θb)² / (1 − 2θλ).
  private static func mixingTwist(_ form: QuadraticForm, _ target: Double, _ twist: Double)
    -> Double
  {
    zip(form.linear, form.curvature).reduce(twist * (form.constant - target)) { sum, pair in
      sum + 0.5 * twist * twist * pair.0 * pair.0 / (1 - 2 * twist * pair.1)
    }
  }

  /// The θ with ψₓ'(θ) = 0: where −(ν/2) ln(1 − 2α/ν) − ½ Σ ln(1 − 2θλ) is least.
  private static func heavyTwist(_ form: QuadraticForm, _ target: Double, _ degrees: Double)
    -> Double?
  {
    func slope(_ twist: Double) -> Double {
      var alpha = form.constant - target
      var ofCurves = 0.0
      for (slope, curve) in zip(form.linear, form.curvature) {
        let rest = 1 - 2 * twist * curve
        alpha += twist * slope * slope * (1 - twist * curve) / (rest * rest)
        ofCurves += curve / rest
      }
      let left = 1 - 2 * mixingTwist(form, target, twist) / degrees
      return left > 0 ? alpha / left + ofCurves : .infinity
    }
    guard slope(0) < 0 else { return nil }
    var (low, high) = (0.0, form.largestTwist)
    if high == .infinity {
      high = 1 / form.deviation
      while slope(high) < 0 {
        high *= 2
        guard high < 1e300 else { return nil }
      }
    }
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return low
  }
}
