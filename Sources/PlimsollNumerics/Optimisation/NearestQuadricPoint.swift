internal import Glibc

/// The point nearest to the origin at which a quadratic function falls to zero.
///
/// Minimises |z|² subject to q(z) = c + bᵀz + ½ zᵀA z ≤ 0 for c > 0, the global minimum whatever the
/// signs of A's eigenvalues: a trust-region problem with the roles of objective and constraint
/// exchanged. In the eigenvectors of A the stationary points are yᵢ = −μβᵢ / (1 + μλᵢ); the global
/// minimum is the one whose multiplier μ > 0 keeps every 1 + μλᵢ ≥ 0, where q falls with μ, so a
/// single root is looked for. When q stays positive up to the pole of the lowest eigenvalue, the hard
/// case, a step along its eigenvector makes up the rest; the step of the other sign is as near.
///
/// - Source: Moré (1993), "Generalizations of the trust region problem"; Moré and Sorensen (1983)
///   for the hard case.
/// - Verified by: NearestQuadricPointTests.
public enum NearestQuadricPoint {
  /// The point; the origin when c ≤ 0, nil when the function is positive everywhere.
  ///
  /// - Parameters:
  ///   - constant: c.
  ///   - linear: b, n values.
  ///   - quadratic: A, n × n and symmetric.
  /// - Complexity: O(n³).
  public static func find(constant: Double, linear: [Double], quadratic: Matrix) -> [Double]? {
    let n = linear.count
    precondition(quadratic.rows == n && quadratic.columns == n, "one row and column a coefficient")
    guard constant > 0 else { return [Double](repeating: 0, count: n) }
    guard n > 0 else { return nil }
    let eigen = SymmetricEigen(quadratic)
    let quadric = Quadric(
      constant: constant, slopes: eigen.vectors.transposed.multiplied(by: linear),
      curvatures: eigen.values)
    return quadric.nearest().map { eigen.vectors.multiplied(by: $0) }
  }
}

/// The function in the eigenvectors of its matrix: c + Σ βᵢyᵢ + ½ Σ λᵢyᵢ².
private struct Quadric {
  let constant: Double
  let slopes: [Double]
  /// Ascending; rounding noise is zero.
  let curvatures: [Double]

  init(constant: Double, slopes: [Double], curvatures: [Double]) {
    let noise = 4 * Double(slopes.count) * Double.ulpOfOne
    let largest = curvatures.reduce(0) { max($0, $1.magnitude) }
    let steepest = slopes.reduce(0) { max($0, $1.magnitude) }
    self.constant = constant
    self.slopes = slopes.map { $0.magnitude > noise * steepest ? $0 : 0 }
    self.curvatures = curvatures.map { $0.magnitude > noise * largest ? $0 : 0 }
  }

  func value(_ y: [Double]) -> Double {
    y.indices.reduce(constant) { $0 + y[$1] * (slopes[$1] + 0.5 * curvatures[$1] * y[$1]) }
  }

  func nearest() -> [Double]? {
    let lowest = curvatures[0]
    guard let found = lowest < 0 ? beforePole(lowest) : beyondLinear() else { return nil }
    return onSurface(found)
  }

  /// The farthest that the multiplier goes towards its pole: 1 + μλ₁ = e⁻ᵘ.
  private static let nearestToPole = 690.0

  /// With a falling direction: the root lies before the pole of the lowest curvature, or at it.
  private func beforePole(_ lowest: Double) -> [Double]? {
    // 1 + μλᵢ without cancellation: with μ = (1 − t)/|λ₁| it is (1 − ρᵢ) + tρᵢ for ρᵢ = λᵢ/λ₁.
    let ratios = curvatures.map { (ratio: $0 / lowest, rest: (lowest - $0) / lowest) }
    func point(_ u: Double) -> [Double] {
      let (t, multiplier) = (exp(-u), expm1(-u) / lowest)
      return slopes.indices.map { i in
        slopes[i] == 0 ? 0 : -multiplier * slopes[i] / (ratios[i].rest + t * ratios[i].ratio)
      }
    }
    if let root = BrentRootFinder(tolerance: 0).root(
      in: 0...Self.nearestToPole, { value(point($0)) })
    {
      return point(root)
    }
    var y = point(Self.nearestToPole)
    y[0] = (2 * value(y) / -lowest).squareRoot()
    return y
  }

  /// Without one: at least as far as the linear part alone would go.
  private func beyondLinear() -> [Double]? {
    let square = slopes.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return nil }
    func point(_ multiplier: Double) -> [Double] {
      slopes.indices.map { -multiplier * slopes[$0] / (1 + multiplier * curvatures[$0]) }
    }
    var low = 0.0
    var high = constant / square
    while value(point(high)) > 0 {
      low = high
      high *= 2
      guard high < 1e280 else { return nil }
    }
    return BrentRootFinder(tolerance: 0).root(in: low...high) { value(point($0)) }.map(point)
  }

  /// The same direction to where the function is zero: takes out what the root's rounding left.
  private func onSurface(_ y: [Double]) -> [Double] {
    let slope = y.indices.reduce(0) { $0 + y[$1] * (slopes[$1] + curvatures[$1] * y[$1]) }
    let step = -value(y) / slope
    return step.magnitude < 1e-3 ? y.map { $0 * (1 + step) } : y
  }
}
