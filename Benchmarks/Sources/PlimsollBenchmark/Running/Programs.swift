import Foundation

/// The programs that are run as a user would, and measured from outside.
struct Programs {
  /// `plimsoll`.
  let plimsoll: String
  /// Python of the peers' environment.
  let python: String
  /// The folder of the peers' scripts.
  let peers: URL

  /// What a run of a program took.
  struct Usage: Decodable {
    /// Wall time.
    var seconds: Double
    /// Processor time of all its threads.
    var processorSeconds: Double
    /// The most memory it held at a time.
    var peakMebibytes: Double
  }

  /// Has NumPy use AVX2 where it would use AVX-512.
  static let withoutAVX512 = ["NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"]

  /// Runs a program to its end; its standard output is dropped.
  ///
  /// - Parameter environment: values that replace some of this process's.
  /// - Throws: `BenchmarkError` when it does not exit with 0.
  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Usage {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    // Isolated and without site packages, so that the watcher stays small.
    process.arguments =
      ["-I", "-S", peers.appendingPathComponent("watch.py").path, program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError(
        "exit code \(process.terminationStatus) of \(program) \(arguments.joined(separator: " "))")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Usage.self, from: output)
  }

  /// A run of a program as work.
  func work(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    answer: @escaping () throws -> Figures = { Figures(values: []) }
  ) -> Work {
    Work(
      measure: { _ in
        let usage = try run(program, arguments, environment: environment)
        return Measurement(seconds: usage.seconds, peakMebibytes: usage.peakMebibytes)
      },
      answer: answer)
  }
}
