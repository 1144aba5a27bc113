import Foundation
import Plimsoll

/// A workload run by both sides in turn, with the answers compared.
struct Race {
  let workload: Workload
  let ours: (seconds: Double, answer: Double)
  let peer: (seconds: Double, answer: Double)

  /// Whether both sides found the same.
  var agrees: Bool {
    abs(ours.answer - peer.answer) <= workload.tolerance * abs(peer.answer)
  }

  private static let repeats = 5

  init(_ workload: Workload, python: String, script: String) throws {
    self.workload = workload
    peer = try Self.runPeer(workload, python: python, script: script)
    var best: (seconds: Double, answer: Double)?
    for _ in 0..<Self.repeats {
      let start = ContinuousClock.now
      let answer = try workload.run()
      let spent = (ContinuousClock.now - start).components
      let seconds = Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
      if seconds < best?.seconds ?? .infinity { best = (seconds, answer) }
    }
    ours = best ?? (.infinity, .nan)
  }

  private struct PeerResult: Decodable {
    var seconds: Double
    var answer: Double
  }

  private static func runPeer(_ workload: Workload, python: String, script: String) throws -> (
    Double, Double
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [python, script, workload.name, "\(workload.size)"] + (workload.file.map { [$0] } ?? [])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let result = try JSONDecoder().decode(PeerResult.self, from: output)
    return (result.seconds, result.answer)
  }

  /// The row of `comparison.csv`; no limits are known for these workloads yet.
  var row: [CSVValue] {
    [
      .text(workload.name), .integer(workload.size), .number(ours.seconds), "numpy",
      .number(peer.seconds), .number(peer.seconds / ours.seconds), .blank, .blank,
      .text(agrees ? "yes" : "no"),
    ]
  }
}
