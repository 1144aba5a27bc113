internal import Glibc
import PlimsollNumerics

/// Turns standard normal numbers into draws of a spliced law, order kept.
///
/// A number is first brought to its depth, −log of twice its tail probability with its sign, by one
/// table for all laws: in it a tail is β (e^{ξ d} − 1) / ξ and the body linear in e^−depth.
///
/// - Source: the inverse-function method; `SplicedInnovations` for the law.
/// - Verified by: SplicedInnovationsTests (against its quantile).
struct SplicedDraw: Sendable {
  /// Residuals of the body as draws.
  private let body: [Double]
  private let lowerShare: Double
  private let placesPerProbability: Double
  private let lower: Tail
  private let upper: Tail

  /// A tail as a function of depth.
  private struct Tail: Sendable {
    /// The depth of the threshold.
    var start: Double
    var shape: Double
    /// The draw at the threshold.
    var threshold: Double
    /// What the excess is multiplied by: negative below, divided by the shape unless that is zero.
    var factor: Double
    /// The draw at the cut.
    var cut: Double

    init(_ tail: SplicedInnovations.Tail, sign: Double, cut: Double, unit: (Double) -> Double) {
      start = log(0.5 / tail.share)
      shape = tail.shape
      threshold = unit(tail.threshold)
      let scale = unit(sign * tail.scale) - unit(0)
      factor = shape == 0 ? scale : scale / shape
      self.cut = unit(sign * cut)
    }

    /// The excess beyond the threshold, given the depth beyond it and e^{shape × depth} − 1.
    @inline(__always)
    func draw(_ depth: Double, _ growth: Double) -> Double {
      threshold + factor * (shape == 0 ? depth : growth)
    }
  }

  /// −log(2 P(X > x)).
  private static let depths = OddFunctionTable(end: 12) {
    -log(2 * NormalDistribution.survival($0))
  }

  /// Draws of `law` brought to mean zero and unit variance, times `scale`.
  init(_ law: SplicedInnovations, scale: Double) {
    let (mean, unitScale) = (law.mean, scale / law.deviation)
    let unit = { (residual: Double) in (residual - mean) * unitScale }
    body = law.body.map(unit)
    lowerShare = law.lower.share
    placesPerProbability = 1 / law.bodyStep
    lower = Tail(law.lower, sign: -1, cut: law.cut, unit: unit)
    upper = Tail(law.upper, sign: 1, cut: law.cut, unit: unit)
  }

  /// Transforms `values[range]` in place.
  func apply(_ values: inout [Double], range: Range<Int>) {
    Self.depths.apply(&values, range: range)
    var exponents = [Double](repeating: 0, count: range.count)
    for (place, index) in range.enumerated() {
      let depth = values[index]
      exponents[place] =
        depth > upper.start
        ? upper.shape * (depth - upper.start)
        : -depth > lower.start ? lower.shape * (-depth - lower.start) : -abs(depth)
    }
    var growths = exponents
    VectorMath.expMinusOne(exponents, into: &growths, count: range.count)
    for (place, index) in range.enumerated() {
      let (depth, growth) = (values[index], growths[place])
      if depth > upper.start {
        values[index] = min(upper.cut, upper.draw(depth - upper.start, growth))
      } else if -depth > lower.start {
        values[index] = max(lower.cut, lower.draw(-depth - lower.start, growth))
      } else {
        // growth = e^−|depth| − 1, so that a tail has ½ (1 + growth).
        values[index] = inBody(depth < 0 ? 0.5 + 0.5 * growth : 0.5 - 0.5 * growth)
      }
    }
  }

  /// The draw at a probability between the thresholds.
  @inline(__always)
  private func inBody(_ probability: Double) -> Double {
    let last = body.count - 1
    let place = min(max((probability - lowerShare) * placesPerProbability, 0), Double(last))
    let index = min(Int(place), last - 1)
    return body[index] + (place - Double(index)) * (body[index + 1] - body[index])
  }
}
