internal import Glibc
internal import PlimsollNumerics

/// An interval; an end is nil where the data do not bound it.
public struct ProfileInterval: Sendable, Equatable {
  /// The lower end.
  public let lower: Double?
  /// The upper end.
  public let upper: Double?
}

/// Profile-likelihood intervals: all values of a quantity that a likelihood-ratio test does not
/// reject. They lean to the side where the data say little, as symmetric ones cannot.
///
/// - Source: Coles (2001), "An Introduction to Statistical Modeling of Extreme Values", sections
///   2.6.6 and 4.3.3.
/// - Verified by: GeneralisedParetoFitTests.
extension GeneralisedParetoFit {
  /// The interval of the shape ξ.
  public func shapeInterval(confidence: Double = 0.95) -> ProfileInterval {
    interval(around: law.shape, step: standardErrors.shape, confidence: confidence) { shape in
      bestLikelihood(overLogScale: shape)
    }
  }

  /// The interval of value at risk at `level`.
  public func valueAtRiskInterval(_ level: Double, confidence: Double = 0.95) -> ProfileInterval {
    let depth = depth(level)
    let centre = valueAtRisk(level)
    return interval(around: centre, step: 0.1 * (centre - threshold), confidence: confidence) {
      value in
      guard value > threshold else { return -.infinity }
      return bestLikelihood { shape in
        (value - threshold) / GeneralisedPareto.growth(shape, depth)
      }
    }
  }

  /// The interval of expected shortfall at `level`; nil for a fitted shape of one or more.
  public func expectedShortfallInterval(_ level: Double, confidence: Double = 0.95)
    -> ProfileInterval?
  {
    guard law.shape < 1 else { return nil }
    let depth = depth(level)
    let centre = expectedShortfall(level)
    return interval(around: centre, step: 0.1 * (centre - threshold), confidence: confidence) {
      value in
      guard value > threshold else { return -.infinity }
      return bestLikelihood { shape in
        // ES = u + β (1 + growth) / (1 − ξ).
        shape < 1
          ? (value - threshold) * (1 - shape) / (1 + GeneralisedPareto.growth(shape, depth)) : .nan
      }
    }
  }

  /// The best likelihood over scales for a given shape.
  private func bestLikelihood(overLogScale shape: Double) -> Double {
    let centre = log(law.scale)
    return ScannedMaximum.find(in: (centre - 4)...(centre + 4), points: 40) { logarithm in
      GeneralisedPareto(shape: shape, scale: exp(logarithm)).logLikelihood(excesses)
    }.value
  }

  /// The best likelihood over shapes when the scale follows from the shape.
  private func bestLikelihood(_ scale: (Double) -> Double) -> Double {
    ScannedMaximum.find(in: -0.99...3, points: 60) { shape in
      let scale = scale(shape)
      return scale > 0
        ? GeneralisedPareto(shape: shape, scale: scale).logLikelihood(excesses) : -.infinity
    }.value
  }

  /// The values around `centre` whose profile is within half a chi-square quantile of the best.
  private func interval(
    around centre: Double, step: Double, confidence: Double, profile: (Double) -> Double
  ) -> ProfileInterval {
    let allowed = ChiSquareDistribution(degreesOfFreedom: 1).quantile(confidence) / 2
    func excess(_ value: Double) -> Double {
      max(-1e6, profile(value) - logLikelihood + allowed)
    }
    func end(_ direction: Double) -> Double? {
      var (inside, distance) = (centre, step)
      for _ in 0..<24 {
        let outside = centre + direction * distance
        if excess(outside) < 0 {
          let range = min(inside, outside)...max(inside, outside)
          return BrentRootFinder(tolerance: 1e-9 * step).root(in: range, excess)
        }
        (inside, distance) = (outside, 2 * distance)
      }
      return nil
    }
    return ProfileInterval(lower: end(-1), upper: end(1))
  }
}
