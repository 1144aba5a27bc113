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
    let (found, rotation) = QuadraticForm.diagonal(
      constant: still, slopes: slopes, curvatures: .diagonal(curves), factor: factor)
    var form = found
    var loading = factor.multiplied(by: rotation)
    Self.gatherSlopes(&form, &loading)
    // The numbers that matter most first: they get the best points.
    let weights = zip(form.linear, form.curvature).map { $0 * $0 + 2 * $1 * $1 }
    let order = weights.indices.sorted {
      weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1
    }
    self.form = QuadraticForm(
      constant: form.constant, linear: order.map { form.linear[$0] },
      curvature: order.map { form.curvature[$0] })
    var ordered = loading
    for row in 0..<loading.rows {
      for (place, column) in order.enumerated() { ordered[row, place] = loading[row, column] }
    }
    self.loading = ordered
  }

  /// A curvature below this part of the slopes' length is none.
  private static let leastCurvature = 1e-6

  /// Turns the numbers without curvature so that one of them has all their slope, and every number so
  /// that its slope is not negative: what eigenvectors leave open is settled, and a linear book hangs on
  /// one number.
  ///
  /// - Source: Householder (1958), for the reflection.
  private static func gatherSlopes(_ form: inout QuadraticForm, _ loading: inout Matrix) {
    let length = form.linear.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let flat = form.curvature.indices.filter {
      abs(form.curvature[$0]) <= leastCurvature * length
    }
    if let first = flat.first {
      let slope = flat.reduce(0) { $0 + form.linear[$1] * form.linear[$1] }.squareRoot()
      var mirror = flat.map { form.linear[$0] }
      mirror[0] -= slope
      let square = mirror.reduce(0) { $0 + $1 * $1 }
      if square > 0 {
        for row in 0..<loading.rows {
          let along = zip(flat, mirror).reduce(0) { $0 + loading[row, $1.0] * $1.1 }
          for (column, part) in zip(flat, mirror) {
            loading[row, column] -= 2 * along / square * part
          }
        }
      }
      for column in flat { (form.linear[column], form.curvature[column]) = (0, 0) }
      form.linear[first] = slope
    }
    for column in form.linear.indices where form.linear[column] < 0 {
      form.linear[column].negate()
      for row in 0..<loading.rows { loading[row, column].negate() }
    }
  }
}
