internal import Glibc
public import PlimsollNumerics

/// A portfolio's loss to second order in a model's own numbers, and the numbers in which it is a sum.
///
/// The loss is taken as a sum over factors of a quadratic in each factor's correlated number Y, fitted
/// through the losses at Y = −reach, 0 and reach: a secant across the body of the law, not a tangent at
/// its centre.
///
/// - Source: Glasserman, Heidelberger and Shahabuddin (2000), Management Science 46, with the Greeks
///   replaced by divided differences.
/// - Verified by: VarianceReducedTests.
public struct LossQuadratic: Sendable, Equatable {
  /// The loss in rotated independent numbers U.
  public let form: QuadraticForm
  /// factors × factors: Y = loading × U.
  public let loading: Matrix

  /// The quadratic through each factor's losses, those of a factor alone.
  ///
  /// - Parameters:
  ///   - still: the loss when nothing moves.
  ///   - down: by factor, the loss at −reach.
  ///   - up: by factor, the loss at reach.
  ///   - factor: of the correlation: factor × factorᵀ.
  public init(still: Double, down: [Double], up: [Double], reach: Double, factor: Matrix) {
    let slopes = zip(down, up).map { ($1 - $0) / (2 * reach) }
    let curves = zip(down, up).map { ($1 + $0 - 2 * still) / (2 * reach * reach) }
    let (form, rotation) = QuadraticForm.diagonal(
      constant: still, slopes: slopes, curvatures: .diagonal(curves), factor: factor)
    // The numbers that matter most first: they get the best points.
    let weights = zip(form.linear, form.curvature).map { $0 * $0 + 2 * $1 * $1 }
    let order = weights.indices.sorted {
      weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1
    }
    self.form = QuadraticForm(
      constant: form.constant, linear: order.map { form.linear[$0] },
      curvature: order.map { form.curvature[$0] })
    let loading = factor.multiplied(by: rotation)
    var ordered = loading
    for row in 0..<loading.rows {
      for (place, column) in order.enumerated() { ordered[row, place] = loading[row, column] }
    }
    self.loading = ordered
  }
}
