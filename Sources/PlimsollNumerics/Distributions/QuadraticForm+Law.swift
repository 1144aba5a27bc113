internal import Glibc

extension QuadraticForm {
  /// What is known of the law at a place.
  public struct Tail: Sendable, Equatable {
    /// P(Q > x).
    public let survival: Double
    /// The density at x.
    public let density: Double
    /// E max(0, Q − x).
    public let meanExcess: Double
  }

  /// The upper tail at x.
  ///
  /// The moment generating function is inverted on a contour from a point of the real axis outwards
  /// at sixty degrees, to the right or to the left as it falls off faster: no oscillation, and within
  /// about 1e-11 of the largest of the law's own figures.
  ///
  /// Edge cases: a form without slope and curvature has no density; all three are as of a point.
  ///
  /// - Complexity: O(numbers), some hundred complex logarithms each.
  /// - Source: P(Q > x) = (1/2πi) ∫ e^{K(s) − s x} ds / s, and so with 1 and 1/s²; Imhof (1961),
  ///   "Computing the distribution of quadratic forms in normal variables", Biometrika 48.
  /// - Verified by: QuadraticFormTests, ReferenceTests (montecarlo-delta-gamma).
  public func tail(at x: Double) -> Tail {
    guard deviation > 0 else {
      return Tail(survival: constant > x ? 1 : 0, density: 0, meanExcess: max(0, constant - x))
    }
    guard x >= mean else {
      let lower = negated.upperTail(at: -x)
      return Tail(
        survival: 1 - lower.survival, density: lower.density,
        meanExcess: mean - x + lower.meanExcess)
    }
    return upperTail(at: x)
  }

  private static let step = 1.0 / 24
  private static let steps = -96...120

  private func upperTail(at x: Double) -> Tail {
    // The saddle point; a little off zero, where survival has its pole.
    let least = 0.25 / deviation
    guard let saddle = twist(toMean: x) else {
      return Tail(survival: 0, density: 0, meanExcess: 0)
    }
    let start = min(max(saddle, least), 0.5 * (saddle + largestTwist))
    let width = 1 / logMoment(start).curve.squareRoot()
    let fall = zip(linear, curvature).reduce(x - constant) { sum, pair in
      pair.1 == 0 ? sum : sum + pair.0 * pair.0 / (4 * pair.1)
    }
    let direction = Complex(fall >= 0 ? 0.5 : -0.5, 0.75.squareRoot())
    var (survival, density, excess) = (0.0, 0.0, 0.0)
    for number in Self.steps {
      let place = Double(number) * Self.step
      // From zero, doubly exponentially, to infinity, where the integrand falls exponentially.
      let radius = width * exp(place - exp(-place))
      let weight = radius * (1 + exp(-place)) * Self.step / .pi
      let s = Complex(start, 0) + direction * radius
      guard let value = moment(s, less: x) else { continue }
      let term = value * direction * weight
      density += term.imaginary
      let once = term / s
      survival += once.imaginary
      excess += (once / s).imaginary
    }
    return Tail(survival: max(0, survival), density: max(0, density), meanExcess: max(0, excess))
  }

  /// exp(ln E e^{s Q} − s x); nil where it is too small to count.
  private func moment(_ s: Complex, less x: Double) -> Complex? {
    var exponent = s * (constant - x)
    for (slope, curve) in zip(linear, curvature) {
      let rest = Complex(1, 0) - s * (2 * curve)
      exponent = exponent + s * s / rest * (0.5 * slope * slope) - rest.logarithm * 0.5
    }
    return exponent.real > -80 ? exponent.exponential : nil
  }

  /// The number exceeded with probability `survival`, between 0 and 1.
  ///
  /// - Complexity: about ten tails.
  public func quantile(survival: Double) -> Double {
    precondition(survival > 0 && survival < 1, "a probability lies between 0 and 1")
    guard deviation > 0 else { return constant }
    // A bracket by Cantelli's inequality, then Newton's steps on ln P, kept inside.
    let reach = deviation * ((1 - survival) / survival).squareRoot()
    let depth = deviation * (survival / (1 - survival)).squareRoot()
    var (low, high) = (mean - depth, mean + reach)
    var x = min(mean - deviation * NormalDistribution.quantile(survival), high)
    x = max(x, low)
    for _ in 0..<100 {
      let tail = tail(at: x)
      if tail.survival > survival { low = x } else { high = x }
      let newton =
        x + tail.survival * log(tail.survival / survival) / tail.density
      let next = newton > low && newton < high ? newton : 0.5 * (low + high)
      if abs(next - x) <= 1e-11 * max(abs(x), deviation) { return next }
      x = next
    }
    return x
  }
}

/// A complex number, for the contour.
private struct Complex {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  var logarithm: Complex {
    Complex(0.5 * log(real * real + imaginary * imaginary), atan2(imaginary, real))
  }
  var exponential: Complex {
    let size = exp(real)
    return Complex(size * cos(imaginary), size * sin(imaginary))
  }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
  static func / (a: Complex, b: Complex) -> Complex {
    let size = b.real * b.real + b.imaginary * b.imaginary
    return Complex(
      (a.real * b.real + a.imaginary * b.imaginary) / size,
      (a.imaginary * b.real - a.real * b.imaginary) / size)
  }
}
