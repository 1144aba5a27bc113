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
  /// The lower and the upper one.
  private let tails: [Tail]

  /// A tail as a function of depth.
  private struct Tail: Sendable {
    /// The depth of the threshold.
    var start: Double
    var shape: Double
    /// The draw at the threshold.
    var threshold: Double
    /// What the excess is multiplied by: negative below, divided by the shape unless that is zero.
    var factor: Double
    /// The largest excess, as a draw.
    var reach: Double

    init(_ tail: SplicedInnovations.Tail, sign: Double, cut: Double, unit: (Double) -> Double) {
      start = log(0.5 / tail.share)
      shape = tail.shape
      threshold = unit(tail.threshold)
      let scale = unit(sign * tail.scale) - unit(0)
      factor = shape == 0 ? scale : scale / shape
      reach = unit(sign * cut) - threshold
    }

    /// The draw at a depth beyond the threshold, given e^{shape × depth} − 1.
    @inline(__always)
    func draw(_ depth: Double, _ growth: Double) -> Double {
      let excess = factor * (shape == 0 ? depth : growth)
      return threshold + (abs(excess) < abs(reach) ? excess : reach)
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
    tails = [
      Tail(law.lower, sign: -1, cut: law.cut, unit: unit),
      Tail(law.upper, sign: 1, cut: law.cut, unit: unit),
    ]
  }

  /// Transforms `values[range]` in place.
  ///
  /// Sides are told apart by an index, not a branch: which one comes next is anyone's guess.
  func apply(_ values: inout [Double], range: Range<Int>) {
    Self.depths.apply(&values, range: range)
    var exponents = [Double](repeating: 0, count: range.count)
    for (place, index) in range.enumerated() {
      let depth = values[index]
      let tail = tails[depth < 0 ? 0 : 1]
      let beyond = abs(depth) - tail.start
      exponents[place] = beyond > 0 ? tail.shape * beyond : -abs(depth)
    }
    var growths = exponents
    VectorMath.expMinusOne(exponents, into: &growths, count: range.count)
    for (place, index) in range.enumerated() {
      let (depth, growth) = (values[index], growths[place])
      let tail = tails[depth < 0 ? 0 : 1]
      let beyond = abs(depth) - tail.start
      // In the body growth = e^−|depth| − 1, and the tail probability ½ (1 + growth).
      values[index] =
        beyond > 0
        ? tail.draw(beyond, growth)
        : inBody(0.5 - Double(signOf: depth, magnitudeOf: 0.5) * growth)
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
