internal import Glibc

/// A mixture of normal laws: one of them is chosen by its weight, then drawn from.
///
/// - Verified by: NormalMixtureTests, ReferenceTests (montecarlo-merton).
public struct NormalMixture: Sendable, Equatable {
  /// One of the mixed laws.
  public struct Component: Sendable, Equatable {
    /// The probability of being chosen.
    public var weight: Double
    /// The mean.
    public var mean: Double
    /// The standard deviation, positive.
    public var deviation: Double

    /// A normal law with its weight.
    public init(weight: Double, mean: Double, deviation: Double) {
      self.weight = weight
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// The components, heaviest first, their weights summing to one.
  public let components: [Component]
  /// The weight of all components from each on.
  private let remaining: [Double]

  /// A mixture of components; weights are divided by their sum.
  ///
  /// - Parameter components: at least one; weights zero or more with a positive sum, deviations
  ///   positive, all finite.
  public init(_ components: [Component]) {
    let total = components.reduce(0) { $0 + $1.weight }
    precondition(total > 0 && total.isFinite, "the weights must have a positive sum")
    precondition(
      components.allSatisfy { $0.weight >= 0 && $0.deviation > 0 && $0.deviation.isFinite },
      "weights must not be negative, deviations must be positive")
    let ordered = components.enumerated().sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }
    self.components = ordered.map {
      Component(
        weight: $0.element.weight / total, mean: $0.element.mean, deviation: $0.element.deviation)
    }
    var rest = 0.0
    remaining = self.components.reversed().map { component in
      rest += component.weight
      return rest
    }.reversed()
  }

  /// The mean.
  public var mean: Double { components.reduce(0) { $0 + $1.weight * $1.mean } }

  /// The variance.
  public var variance: Double {
    let mean = mean
    return components.reduce(0) {
      let offset = $1.mean - mean
      return $0 + $1.weight * (offset * offset + $1.deviation * $1.deviation)
    }
  }

  /// The density.
  public func density(_ x: Double) -> Double {
    components.reduce(0) { sum, component in
      let z = (x - component.mean) / component.deviation
      return sum + component.weight / component.deviation * NormalDistribution.density(z)
    }
  }

  /// The probability P(X ≤ x), accurate relatively.
  public func cumulative(_ x: Double) -> Double { tail(x, isUpper: false).probability }

  /// The probability P(X > x), accurate relatively.
  public func survival(_ x: Double) -> Double { tail(x, isUpper: true).probability }

  /// The value below which the probability is `p`.
  ///
  /// Edge cases: infinite at 0 and 1, NaN outside. Where modes lie far apart the density between
  /// them is next to nothing and the quantile as uncertain as that makes it.
  ///
  /// - Complexity: five to forty times O(components).
  /// - Source: Newton's method on the logarithm of the nearer tail, between the least and the
  ///   largest quantile of the components.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 && p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    return p <= 0.5
      ? quantile(tail: p, isUpper: false) : quantile(tail: 1 - p, isUpper: true)
  }

  /// The value beyond which the probability on one side is `tail`, in (0, 1).
  ///
  /// - Parameter near: a guess, such as the quantile of a tail close by.
  public func quantile(tail: Double, isUpper: Bool, near: Double? = nil) -> Double {
    let size = NormalDistribution.quantile(tail)
    var (low, high) = (Double.infinity, -Double.infinity)
    for component in components {
      let end = component.mean + (isUpper ? -size : size) * component.deviation
      low = min(low, end)
      high = max(high, end)
    }
    guard low < high else { return low }
    let start = near.map { min(max($0, low), high) } ?? 0.5 * (low + high)
    let target = log(tail)
    return MonotoneRoot.solve(from: start, in: low...high) { x in
      let (probability, density) = self.tail(x, isUpper: isUpper)
      let residual = log(probability) - target
      return (isUpper ? -residual : residual, density / probability)
    }
  }

  /// E[e^(kX); X ≤ x], the part of an exponential moment from below a bound.
  ///
  /// - Source: a normal law's exponential moment is a shift of its mean by k times its variance.
  public func exponentialMoment(_ k: Double, below x: Double = .infinity) -> Double {
    components.reduce(0) { sum, component in
      let (mean, deviation) = (component.mean, component.deviation)
      let whole = exp(k * mean + 0.5 * k * k * deviation * deviation)
      let part = NormalDistribution.cumulative((x - mean) / deviation - k * deviation)
      return sum + component.weight * whole * part
    }
  }

  /// The probability of one tail, and the density.
  private func tail(_ x: Double, isUpper: Bool) -> (probability: Double, density: Double) {
    var (probability, density) = (0.0, 0.0)
    for (place, component) in components.enumerated() {
      // What is left cannot change the sums any more.
      if remaining[place] < 1e-17 * probability { break }
      let z = (x - component.mean) / component.deviation
      probability += component.weight * NormalDistribution.survival(isUpper ? z : -z)
      density += component.weight / component.deviation * NormalDistribution.density(z)
    }
    return (probability, density)
  }
}
