/// Acerbi and Székely's tests of expected shortfall.
///
/// Both statistics are expected to be zero when the forecasts are right and negative when losses are
/// larger than forecast. Their laws are simulated, by `SimulatedNull`.
///
/// - Source: Acerbi and Székely (2014), "Back-testing expected shortfall", Risk: with X the gain
///   and I its exception, Z1 = Σ X I / ES / N + 1 and Z2 = Σ X I / ES / (T (1 − α)) + 1.
/// - Verified by: ShortfallTestTests, ReferenceTests (backtest-series).
public struct ShortfallTest: Sendable, Equatable {
  /// Z1: how large losses are where there is an exception; nil without one.
  public let conditional: Double?
  /// Z2: how many and how large.
  public let unconditional: Double
  /// The places of the exceptions.
  let places: [Int]
  let observations: Int
  let rate: Double

  /// The statistics of a series; nil when it is empty or a forecast shortfall is not positive.
  ///
  /// - Complexity: O(n).
  public init?(_ series: BacktestSeries) {
    guard series.count > 0, series.expectedShortfall.allSatisfy({ $0 > 0 }) else { return nil }
    places = series.exceptionPlaces
    observations = series.count
    rate = series.rate
    let sum = places.reduce(0) { $0 + series.pnl[$1] / series.expectedShortfall[$1] }
    conditional = places.isEmpty ? nil : sum / Double(places.count) + 1
    unconditional = sum / (Double(series.count) * series.rate) + 1
  }
}

extension ShortfallTest {
  /// The law of Z2 when exceptions are as frequent as the level says and losses in them are
  /// `losses`.
  ///
  /// - Complexity: O(runs × expected exceptions).
  public func unconditionalNull(
    _ losses: ExceptionLosses, runs: Int = SimulatedNull.usualRuns, seed: UInt64 = 1,
    threads: Int? = nil
  ) -> SimulatedNull {
    SimulatedNull.unconditional(
      losses, observations: observations, rate: rate, runs: runs, seed: seed, threads: threads)
  }

  /// The law of Z1 given where the exceptions were; nil without exception.
  ///
  /// - Complexity: O(runs × exceptions).
  public func conditionalNull(
    _ losses: ExceptionLosses, runs: Int = SimulatedNull.usualRuns, seed: UInt64 = 1,
    threads: Int? = nil
  ) -> SimulatedNull? {
    places.isEmpty
      ? nil
      : SimulatedNull.conditional(
        losses, places: places, runs: runs, seed: seed, threads: threads)
  }
}
