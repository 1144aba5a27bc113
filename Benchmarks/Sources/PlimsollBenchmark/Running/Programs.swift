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

  /// Runs a program to its end; its standard output is dropped.
  ///
  /// - Throws: `BenchmarkError` when it does not exit with 0.
  func run(_ program: String, _ arguments: [String]) throws -> Usage {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    // Isolated and without site packages, so that the watcher stays small.
    process.arguments =
      ["-I", "-S", peers.appendingPathComponent("watch.py").path, program] + arguments
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
    _ program: String, _ arguments: [String],
    answer: @escaping () throws -> Figures = { Figures(values: []) }
  ) -> Work {
    Work(
      measure: { _ in
        let usage = try run(program, arguments)
        return Measurement(seconds: usage.seconds, peakMebibytes: usage.peakMebibytes)
      },
      answer: answer)
  }
}
