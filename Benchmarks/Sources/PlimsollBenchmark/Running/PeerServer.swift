import Foundation

/// The Python process that the peers live in: `peers/serve.py`, a JSON object a line each way.
final class PeerServer {
  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()
  private var unread = Data()

  private struct Request: Encodable {
    var op: String
    var peer: String?
    var size: Int?
    var threads: Int?
    var folder: String?
    var id: Int?
    var least: Double?
  }

  private struct Prepared: Decodable { var id: Int }
  private struct Timed: Decodable { var seconds: Double }
  private struct Done: Decodable {}

  /// Starts the process, with values that replace some of the environment's.
  init(python: String, script: String, environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = requests
    process.standardOutput = replies
    try process.run()
  }

  /// Ends the process, which reads until its input ends.
  func stop() {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Sets a peer up and gives its work.
  func prepare(_ peer: String, size: Int, threads: Int, folder: String) throws -> Work {
    let prepared: Prepared = try ask(
      Request(op: "prepare", peer: peer, size: size, threads: threads, folder: folder))
    return Work(
      measure: { [self] least in
        let timed: Timed = try ask(Request(op: "run", id: prepared.id, least: least))
        return Measurement(seconds: timed.seconds)
      },
      answer: { [self] in try ask(Request(op: "answer", id: prepared.id)) })
  }

  /// Forgets everything that was set up.
  func release() throws {
    let _: Done = try ask(Request(op: "release"))
  }

  /// What the peers are, by name.
  func versions() throws -> [String: String] { try ask(Request(op: "versions")) }

  private func ask<Reply: Decodable>(_ request: Request) throws -> Reply {
    let line = try JSONEncoder().encode(request) + [UInt8(ascii: "\n")]
    try requests.fileHandleForWriting.write(contentsOf: line)
    return try JSONDecoder().decode(Reply.self, from: try readLine())
  }

  private func readLine() throws -> Data {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(unread[..<end])
        unread = Data(unread[(end + 1)...])
        return line
      }
      let more = replies.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw BenchmarkError("the peers' process ended; its own message is above")
      }
      unread.append(more)
    }
  }
}
