internal import Glibc

extension GeneralisedPareto {
  /// The first two moments of an excess of which what is beyond `cut` counts as `cut`.
  ///
  /// With L = log(1 + ξ cut / β) / ξ they are β G(ξ − 1, L) and 2 β² L² exp[0, (ξ − 1) L, (2ξ − 1) L],
  /// where G(a, L) = (e^{aL} − 1) / a and the brackets are a divided difference: right for every shape,
  /// also where one of the exponents vanishes.
  ///
  /// - Parameter cut: positive.
  /// - Source: own derivation: ∫ S(y) dy and 2 ∫ y S(y) dy in the variable log(1 + ξy/β) / ξ.
  /// - Verified by: GeneralisedParetoMomentsTests.
  func momentsCut(at cut: Double) -> (first: Double, second: Double) {
    // A law that ends before the cut, or a depth at which nothing is left, is not cut at all.
    let reach = shape < 0 ? min(cut, -scale / shape) : cut
    let depth = min(Self.logRatio(shape, reach / scale), Self.deepest)
    let first = scale * Self.growth(shape - 1, depth)
    let difference = Self.exponentialDifference((shape - 1) * depth, (2 * shape - 1) * depth)
    return (first, 2 * scale * scale * depth * depth * difference)
  }

  /// e^−depth is zero beyond it.
  private static let deepest = 800.0

  /// The divided difference of the exponential function over 0, x and y.
  private static func exponentialDifference(_ x: Double, _ y: Double) -> Double {
    let ordered = [0, x, y].sorted()
    let (low, middle, high) = (ordered[0], ordered[1], ordered[2])
    guard high - low > 1e-2 else { return 0.5 * (1 + (x + y) / 3 + (x * x + x * y + y * y) / 12) }
    return (pairDifference(middle, high) - pairDifference(low, middle)) / (high - low)
  }

  /// (e^right − e^left) / (right − left), e^left where they are equal.
  private static func pairDifference(_ left: Double, _ right: Double) -> Double {
    let width = right - left
    guard width < 1 else { return (exp(right) - exp(left)) / width }
    return width == 0 ? exp(left) : exp(left) * expm1(width) / width
  }
}
