import ArgumentParser
import Foundation
import Plimsoll

/// Races peers and measures how the command scales, in one run on one machine.
@main
struct PlimsollBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plimsoll-benchmark",
    abstract: "Race NumPy, SciPy and QuantLib, and measure how the command scales.",
    discussion: """
      A full run writes comparison.csv, scaling.csv and the results in README.md. A quick or \
      partial one only prints. Exits with 1 when answers disagree.
      """)

  @Option(help: "The command to measure.")
  var plimsoll: String

  @Option(help: "Only these workloads and scaling series, with commas; --list names them.")
  var only: String?

  @Flag(help: "Small sizes and one round, to see that everything works.")
  var quick = false

  @Flag(help: "Name the workloads and scaling series.")
  var list = false

  func run() throws {
    var workloads = Workload.all(isQuick: quick)
    var series = ScalingSeries.all(isQuick: quick)
    if list {
      print((workloads.map(\.name) + series.map(\.name)).joined(separator: "\n"))
      return
    }
    if let only {
      let names = Set(only.split(separator: ",").map(String.init))
      let unknown = names.subtracting(workloads.map(\.name) + series.map(\.name))
      guard unknown.isEmpty else {
        throw ValidationError("no workload or series \(unknown.sorted().joined(separator: ", "))")
      }
      workloads = workloads.filter { names.contains($0.name) }
      series = series.filter { names.contains($0.name) }
    }
    try Self.requirePlainEnvironment()
    let disagreeing = try Benchmark(plimsoll: plimsoll, isQuick: quick).run(
      workloads, series, keeping: only == nil && !quick)
    guard disagreeing.isEmpty else {
      throw BenchmarkError("the answers do not agree: \(disagreeing.joined(separator: ", "))")
    }
  }

  /// Exported values would change the speed that is measured, on either side.
  private static func requirePlainEnvironment() throws {
    for name in [
      "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
    ]
    where ProcessInfo.processInfo.environment[name] != nil {
      throw BenchmarkError("\(name) is set; run this through make benchmark, which unsets it")
    }
  }
}
