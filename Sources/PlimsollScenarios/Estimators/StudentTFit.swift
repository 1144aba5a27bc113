internal import Glibc
internal import PlimsollNumerics

/// A Student-t law fitted by maximum likelihood.
///
/// - Source: Lange, Little and Taylor (1989), "Robust statistical modeling using the t
///   distribution"; location and scale by the EM step of Kent, Tyler and Vardi (1994) for given
///   degrees of freedom, these by a search on the profile likelihood.
/// - Verified by: StudentTFitTests, ReferenceTests (estimators-student-t).
public struct StudentTFit: Sendable, Equatable {
  /// Degrees of freedom.
  public let degreesOfFreedom: Double
  /// Location.
  public let location: Double
  /// Scale; not the standard deviation.
  public let scale: Double
  /// The log-likelihood at the fit.
  public let logLikelihood: Double

  /// The searched range of degrees of freedom of the unbounded fit.
  static let searched = 0.1...1e4

  /// Fits location, scale and degrees of freedom.
  ///
  /// - Parameters:
  ///   - values: at least two different observations.
  ///   - location: a fixed location, such as zero; nil fits it.
  /// - Complexity: O(n) per step, some thousand steps.
  public init(_ values: [Double], location: Double? = nil) {
    var state = LocationScale(values, fixedLocation: location)
    let range = log(Self.searched.lowerBound)...log(Self.searched.upperBound)
    let best = BrentMinimiser(tolerance: 1e-9).minimise(in: range) { logarithm in
      state.converge(degreesOfFreedom: exp(logarithm))
      return -state.logLikelihood(degreesOfFreedom: exp(logarithm))
    }
    degreesOfFreedom = exp(best.argument)
    state.converge(degreesOfFreedom: degreesOfFreedom)
    self.location = state.location
    scale = state.scale
    logLikelihood = state.logLikelihood(degreesOfFreedom: degreesOfFreedom)
  }

  /// Fits the degrees of freedom of a unit-variance law of mean zero to standardised residuals.
  ///
  /// - Parameter fewest: the smallest number allowed, above 2.
  public init(standardised values: [Double], fewest: Double = 2.000_001) {
    precondition(fewest > 2)
    let range = (1 / Self.searched.upperBound)...(1 / fewest)
    let likelihood = { (degrees: Double) -> Double in
      let scale = ((degrees - 2) / degrees).squareRoot()
      return Self.logLikelihood(values, degreesOfFreedom: degrees, location: 0, scale: scale)
    }
    let best = BrentMinimiser(tolerance: 1e-9).minimise(in: range) { -likelihood(1 / $0) }
    let atBound = likelihood(fewest)
    degreesOfFreedom = atBound >= -best.value ? fewest : 1 / best.argument
    location = 0
    scale = ((degreesOfFreedom - 2) / degreesOfFreedom).squareRoot()
    logLikelihood = max(atBound, -best.value)
  }

  /// The log-likelihood of values under a location-scale t law.
  static func logLikelihood(
    _ values: [Double], degreesOfFreedom: Double, location: Double, scale: Double
  ) -> Double {
    let half = (degreesOfFreedom + 1) / 2
    let constant =
      -SpecialFunctions.logBeta(0.5, degreesOfFreedom / 2) - 0.5 * log(degreesOfFreedom)
      - log(scale)
    let sum = values.reduce(0) { total, value in
      let z = (value - location) / scale
      return total + log1p(z * z / degreesOfFreedom)
    }
    return Double(values.count) * constant - half * sum
  }
}

/// Location and scale for given degrees of freedom; keeps its place from one call to the next.
private struct LocationScale {
  let values: [Double]
  let isLocationFixed: Bool
  var location: Double
  var scale: Double

  private static let tolerance = 1e-13
  private static let mostSteps = 10_000

  init(_ values: [Double], fixedLocation: Double?) {
    self.values = values
    isLocationFixed = fixedLocation != nil
    let sorted = values.sorted()
    let start = fixedLocation ?? sorted[sorted.count / 2]
    location = start
    let deviations = values.map { abs($0 - start) }.filter { $0 > 0 }.sorted()
    precondition(!deviations.isEmpty, "at least two different observations are needed")
    scale = deviations[deviations.count / 2]
  }

  /// EM steps with the weights' sum as divisor, until neither parameter moves.
  mutating func converge(degreesOfFreedom: Double) {
    for _ in 0..<Self.mostSteps {
      var (weights, weighted) = (0.0, 0.0)
      for value in values {
        let z = (value - location) / scale
        let weight = (degreesOfFreedom + 1) / (degreesOfFreedom + z * z)
        weights += weight
        weighted += weight * value
      }
      let next = isLocationFixed ? location : weighted / weights
      var squares = 0.0
      for value in values {
        let z = (value - location) / scale
        let weight = (degreesOfFreedom + 1) / (degreesOfFreedom + z * z)
        squares += weight * (value - next) * (value - next)
      }
      let nextScale = (squares / weights).squareRoot()
      let moved = max(abs(next - location) / nextScale, abs(nextScale / scale - 1))
      location = next
      scale = nextScale
      if moved < Self.tolerance { return }
    }
  }

  func logLikelihood(degreesOfFreedom: Double) -> Double {
    StudentTFit.logLikelihood(
      values, degreesOfFreedom: degreesOfFreedom, location: location, scale: scale)
  }
}
