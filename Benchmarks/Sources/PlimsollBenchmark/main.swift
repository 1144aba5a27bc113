import Foundation
import Plimsoll

// Races NumPy on the same machine in the same run, asserts that the answers agree, and writes
// comparison.csv. PYTHON names an interpreter with NumPy.
let folder = FileManager.default.temporaryDirectory
  .appendingPathComponent("plimsoll-benchmark-\(ProcessInfo.processInfo.processIdentifier)").path
defer { try? FileManager.default.removeItem(atPath: folder) }

let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
var table = CSVTable(columns: [
  "workload", "size", "ours_seconds", "peer", "peer_seconds", "ratio", "limit_seconds",
  "limit_ratio", "answers_agree",
])
var races: [Race] = []
for workload in [
  Workload.correlated(1_000_000), try .selection(1_000_000, folder: folder),
  try .reading(20_000, folder: folder),
] {
  let race = try Race(
    workload, python: python, script: root.appendingPathComponent("peers/numpy_peer.py").path)
  table.append(race.row)
  races.append(race)
}
try OutputFolder.write(
  Array(table.encoded(significantDigits: 4).utf8),
  toFile: root.appendingPathComponent("comparison.csv").path)
print(
  TerminalTable.render(
    ["workload", .right("size"), .right("ours, s"), .right("numpy, s"), .right("ratio"), "agree"],
    races.map { race in
      [
        race.workload.name, "\(race.workload.size)",
        NumberText.plain(race.ours.seconds, significantDigits: 3),
        NumberText.plain(race.peer.seconds, significantDigits: 3),
        NumberText.ratio(race.peer.seconds / race.ours.seconds), race.agrees ? "yes" : "NO",
      ]
    }))
guard races.allSatisfy(\.agrees) else {
  FileHandle.standardError.write(Data("error: the answers do not agree\n".utf8))
  exit(1)
}
