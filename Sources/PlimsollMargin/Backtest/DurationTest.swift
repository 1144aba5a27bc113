internal import Glibc
internal import PlimsollNumerics

/// Christoffersen and Pelletier's test: whether the days between exceptions have no memory.
///
/// Durations are Weibull of shape b, the first and the last cut off by the sample; b = 1 is the
/// exponential law, which has no memory, b < 1 means clusters.
///
/// - Source: Christoffersen and Pelletier (2004), "Backtesting value-at-risk: a duration-based
///   approach", Journal of Financial Econometrics 2. The time before the first exception runs to it.
/// - Verified by: DurationTestTests, ReferenceTests (backtest-series).
public struct DurationTest: Sendable, Equatable {
  /// b.
  public let shape: Double
  /// The log-likelihood at b.
  public let logLikelihood: Double
  /// The log-likelihood at b = 1.
  public let exponentialLogLikelihood: Double
  /// The likelihood ratio of b = 1, one degree of freedom.
  public let test: ChiSquareTest

  /// Shapes that are searched.
  private static let shapes = 0.01...20.0

  /// The test of a sequence, oldest first; nil with fewer than two exceptions.
  ///
  /// - Complexity: O(n), and about 40 passes over the exceptions.
  public init?(_ exceptions: [Bool]) {
    let places = exceptions.indices.filter { exceptions[$0] }
    guard let first = places.first, let last = places.last, places.count >= 2 else { return nil }
    let durations = zip(places.dropFirst(), places).map { Double($0 - $1) }
    var cut: [Double] = []
    if first > 0 { cut.append(Double(first + 1)) }
    if last < exceptions.count - 1 { cut.append(Double(exceptions.count - 1 - last)) }
    let logs = durations.reduce(0) { $0 + log($1) }
    let count = Double(durations.count)
    // The scale has a closed form for each shape; only the shape is searched, by its logarithm.
    func likelihood(_ shape: Double) -> Double {
      let powers = (durations + cut).reduce(0) { $0 + pow($1, shape) }
      return count * (log(count / powers) + log(shape) - 1) + (shape - 1) * logs
    }
    let range = log(Self.shapes.lowerBound)...log(Self.shapes.upperBound)
    let best = BrentMinimiser().minimise(in: range) { -likelihood(exp($0)) }
    shape = exp(best.argument)
    logLikelihood = -best.value
    exponentialLogLikelihood = likelihood(1)
    test = ChiSquareTest(
      statistic: 2 * (logLikelihood - exponentialLogLikelihood), degreesOfFreedom: 1)
  }
}
