import Foundation
import Plimsoll

/// What the figures were measured on and with.
struct Machine {
  /// The processor's name.
  let processor: String
  /// Cores this process may use.
  let cores: Int
  /// Memory in GiB.
  let memory: Int
  /// The vector path and BLAS kernel of `plimsoll`, as its `run.json` names them.
  let vectorPath: String
  let blasKernel: String
  /// The load average of the minute before the run: near 0 on a machine that does nothing else.
  let load: String
  /// The commit, marked when files differ from it.
  let commit: String
  /// The day.
  let date: String
  /// Versions of the peers.
  let versions: [String: String]

  private struct Manifest: Decodable {
    struct Machine: Decodable {
      var blasKernel: String
      var vectorPath: String
    }
    var machine: Machine
  }

  /// Looks around.
  ///
  /// - Parameters:
  ///   - runManifest: `run.json` of a run on this machine, which names the kernels.
  ///   - versions: of the peers.
  ///   - load: the load average before the run.
  init(runManifest: Data, versions: [String: String], load: String, root: URL) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let manifest = try decoder.decode(Manifest.self, from: runManifest).machine
    vectorPath = manifest.vectorPath
    blasKernel = manifest.blasKernel
    self.versions = versions
    self.load = load
    cores = Parallel.availableThreads
    memory = Int((Double(ProcessInfo.processInfo.physicalMemory) / 0x1p30).rounded())
    processor = Self.processorName()
    commit = Self.output(of: ["git", "-C", root.path, "describe", "--always", "--dirty"])
    date = Self.output(of: ["date", "-u", "+%Y-%m-%d"])
  }

  /// The load average of the last minute.
  static func currentLoad() -> String {
    let text = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
    return text?.split(separator: " ").first.map(String.init) ?? "unknown"
  }

  /// The model of the first processor, with its family and model number, since a hypervisor may
  /// hide the name.
  private static func processorName() -> String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
      return "unknown"
    }
    func field(_ name: String) -> String {
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
      return "unknown"
    }
    return "\(field("model name")) (family \(field("cpu family")), model \(field("model")))"
  }

  private static func output(of command: [String]) -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "unknown" }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
