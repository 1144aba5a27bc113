import Foundation
import Plimsoll

/// How time and memory of `plimsoll risk` grow with one quantity.
struct ScalingSeries {
  /// Its name on the command line and in `scaling.csv`.
  let name: String
  /// What grows, for a reader.
  let title: String
  /// The sizes, in order.
  let sizes: [Int]
  /// What is to be reached.
  var targets: [ScalingTarget] = []
  /// The command for one of them, after whatever it needs has been made.
  let prepare: (_ size: Int, Arena) throws -> [String]

  /// One size measured.
  struct Point {
    var size: Int
    var usage: Programs.Usage
  }

  /// Measures every size, in a process of its own each time.
  func run(in arena: Arena) throws -> [Point] {
    try sizes.map { size in
      let arguments = try prepare(size, arena)
      var best: Programs.Usage?
      var spent = 0.0
      // The best of three, or of what fits into a few seconds.
      for _ in 0..<3 where best == nil || spent < 3 {
        let usage = try arena.programs.run(arena.programs.plimsoll, arguments)
        spent += usage.seconds
        if usage.seconds < best?.seconds ?? .infinity { best = usage }
      }
      guard let best else { preconditionFailure("the first run is always made") }
      return Point(size: size, usage: best)
    }
  }
}

extension ScalingSeries {
  /// Every series.
  static func all(isQuick: Bool) -> [ScalingSeries] {
    [
      scenarios(isQuick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000, 10_000_000]),
      factors(isQuick ? [5, 50] : [5, 20, 50, 200, 500]),
      accounts(isQuick ? [1, 1000] : [1, 10, 100, 1000, 10_000, 100_000]),
      threadsOnScenarios(isQuick ? 100_000 : 1_000_000), threadsOnAccounts(isQuick ? 1000 : 20_000),
    ]
  }

  private static func scenarios(_ sizes: [Int]) -> ScalingSeries {
    ScalingSeries(
      name: "scenarios", title: "scenarios, of the sample book with all defaults", sizes: sizes,
      targets: [.peak(mebibytes: 300, at: 10_000_000)]
    ) { size, arena in sampleArguments(size, arena) }
  }

  private static func factors(_ sizes: [Int]) -> ScalingSeries {
    ScalingSeries(
      name: "factors", title: "factors, of one account that holds each; 100,000 scenarios",
      sizes: sizes
    ) { size, arena in
      try bookArguments(
        arena, ["--accounts", "1", "--positions", "\(size)", "--factors", "\(size)"],
        scenarios: 100_000)
    }
  }

  private static func accounts(_ sizes: [Int]) -> ScalingSeries {
    ScalingSeries(
      name: "accounts", title: "accounts of 10 positions in 500 factors; 10,000 scenarios",
      sizes: sizes,
      targets: [
        .peak(mebibytes: 2048, at: 100_000), .growth(times: 11, from: 10_000, to: 100_000),
      ]
    ) { size, arena in
      try bookArguments(arena, ["--accounts", "\(size)"], scenarios: 10_000)
    }
  }

  private static func threadsOnScenarios(_ count: Int) -> ScalingSeries {
    ScalingSeries(
      name: "threads-scenarios", title: "threads, on the sample book with \(count) scenarios",
      sizes: threadCounts
    ) { size, arena in sampleArguments(count, arena) + ["--threads", "\(size)"] }
  }

  private static func threadsOnAccounts(_ count: Int) -> ScalingSeries {
    ScalingSeries(
      name: "threads-accounts", title: "threads, on \(count) accounts of 10 positions",
      sizes: threadCounts
    ) { size, arena in
      try bookArguments(arena, ["--accounts", "\(count)"], scenarios: 10_000)
        + ["--threads", "\(size)"]
    }
  }

  /// One, and all in powers of two.
  private static var threadCounts: [Int] {
    sequence(first: 1) { $0 * 2 }.prefix { $0 <= Parallel.availableThreads }.map { $0 }
  }

  private static func sampleArguments(_ scenarios: Int, _ arena: Arena) -> [String] {
    [
      "risk", arena.sampleBook, "--scenarios", "\(scenarios)", "--quiet", "-o",
      arena.path("scaling"),
    ]
  }

  private static func bookArguments(
    _ arena: Arena, _ sizes: [String], scenarios: Int
  ) throws -> [String] {
    let book = arena.path("scaling-book")
    _ = try arena.programs.run(
      arena.root.appendingPathComponent("make-book").path, [book] + sizes)
    return Workload.riskArguments(
      book: book, scenarios: scenarios, output: arena.path("scaling"))
  }
}
