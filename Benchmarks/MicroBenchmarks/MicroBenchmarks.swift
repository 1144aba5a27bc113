import Benchmark
import Foundation

// Kernels in cache on one thread. Wall time, since counters of instructions are absent on most
// virtual machines; the ninth decile of many samples, with a tolerance that a busy machine stays
// within and a lost vectorisation does not. A sample lasts about 0.1 ms at most: on a busy machine
// most of such samples are not interrupted, and most of those of some milliseconds are.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], timeUnits: .nanoseconds, warmupIterations: 5,
    maxDuration: .milliseconds(300), maxIterations: 10_000,
    thresholds: [.wallClock: BenchmarkThresholds(relative: [.p90: tolerance])])
  numericsKernels()
  scenarioKernels()
  marginKernels()
}

/// Per cent by which a kernel may exceed its recorded time: slower by 2.5 times fails.
private let tolerance = 150.0

/// Times a kernel of one thread.
///
/// - Parameters:
///   - name: what the committed threshold is called by.
///   - setUp: makes its inputs, untimed and anew for every sample, and gives the work.
func kernel(_ name: String, _ setUp: @escaping @Sendable () -> () -> Void) {
  _ = Benchmark(name) { benchmark in
    let work = setUp()
    benchmark.startMeasurement()
    work()
    benchmark.stopMeasurement()
  }
}
