import Foundation
import Testing

/// What a run of the built command left behind.
struct CommandRun {
  var status: Int32
  /// Standard output.
  var output: String
  /// Standard error.
  var errors: String

  /// The command, beside the test bundle in the build folder.
  static let executable: URL? = {
    let folders = [
      Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent(),
      Bundle.main.executableURL?.deletingLastPathComponent(),
      CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent() },
    ]
    return folders.compactMap { $0?.appending(path: "plimsoll") }
      .first { url in
        (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
          && FileManager.default.isExecutableFile(atPath: url.path)
      }
  }()

  /// The command with `arguments`, silent and not started yet.
  static func process(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Process {
    let executable: URL = try #require(
      Self.executable, "the command plimsoll is not beside the test bundle")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Runs `plimsoll` with `arguments` in `folder`, with variables added to the environment, and
  /// waits for it.
  ///
  /// - Parameters:
  ///   - shell: a script that runs it, as `"$0" "$@"`, with limits or redirections; nil for none.
  ///   - input: what it reads on standard input; nil for nothing.
  init(
    shell: String? = nil, _ arguments: [String], in folder: String, input: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "plimsoll-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    // Files rather than pipes: a full pipe would stop the command.
    let streams = [place.appending(path: "output"), place.appending(path: "errors")]
    for stream in streams { try Data().write(to: stream) }
    let handles = try streams.map { try FileHandle(forWritingTo: $0) }

    let process = try Self.process(arguments, in: folder, environment: environment)
    if let shell {
      process.arguments = ["-c", shell, try #require(process.executableURL).path] + arguments
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
    }
    if let input {
      let file = place.appending(path: "input")
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    // A trap ends by a signal: no exit code, so none of ours.
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = String(decoding: try Data(contentsOf: streams[0]), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self)
  }

  /// Checks that the command refused with `status` and three facts: the error, beginning with
  /// `place`, and a remedy on a line of its own; nothing on standard output.
  func expectRefusal(
    _ status: Int32, place: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.status == status, "\(errors)", sourceLocation: sourceLocation)
    #expect(output.isEmpty, sourceLocation: sourceLocation)
    // Warnings of what was read may come before.
    let lines = errors.split(separator: "\n").drop { $0.hasPrefix("warning: ") }
    #expect(
      lines.first?.hasPrefix("error: " + place) == true, "\(errors)",
      sourceLocation: sourceLocation)
    #expect(lines.count >= 2, "no remedy: \(errors)", sourceLocation: sourceLocation)
    #expect(!errors.contains("Fatal error"), sourceLocation: sourceLocation)
  }
}
