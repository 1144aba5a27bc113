import Foundation
import Plimsoll

/// One run: the peers' process, a folder for files, and the tables that come out.
struct Benchmark {
  private let root: URL
  private let programs: Programs
  private let isQuick: Bool

  /// A run that measures the command at `plimsoll`.
  init(plimsoll: String, isQuick: Bool) {
    root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    programs = Programs(
      plimsoll: URL(fileURLWithPath: plimsoll).path,
      python: root.appendingPathComponent(".venv/bin/python").path,
      peers: root.appendingPathComponent("peers"))
    self.isQuick = isQuick
  }

  /// Races and measures.
  ///
  /// - Parameter keeping: whether the files of the repository are written.
  /// - Returns: the workloads whose answers disagree; then no file is written.
  func run(
    _ workloads: [Workload], _ series: [ScalingSeries], keeping: Bool
  ) throws -> [String] {
    let load = Machine.currentLoad()
    say("load average \(load) before the run; above 0.5 others disturb it")
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("plimsoll-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = programs.peers.appendingPathComponent("serve.py").path
    let server = try PeerServer(python: programs.python, script: script)
    defer { server.stop() }
    let narrowServer = try PeerServer(
      python: programs.python, script: script, environment: Programs.withoutAVX512)
    defer { narrowServer.stop() }
    let arena = Arena(
      root: root, folder: folder.path, server: server, narrowServer: narrowServer,
      programs: programs, isQuick: isQuick)

    let races = try workloads.map { workload in
      say("racing \(workload.name)")
      return try Race(workload, in: arena)
    }
    show(.races(races))
    let disagreeing = races.filter { !$0.agrees }.map(\.workload.name)
    guard disagreeing.isEmpty else { return disagreeing }
    let scaling = try series.map { series in
      say("scaling by \(series.name)")
      let points = try series.run(in: arena)
      show(.scaling(series, points))
      return (series, points)
    }
    show(.targets(races, scaling))
    if keeping { try keep(races, scaling, load, arena) }
    return []
  }

  private func keep(
    _ races: [Race], _ scaling: [(ScalingSeries, [ScalingSeries.Point])], _ load: String,
    _ arena: Arena
  ) throws {
    let manifest = URL(fileURLWithPath: arena.path("sample/run.json"))
    let machine = try Machine(
      runManifest: Data(contentsOf: manifest), versions: arena.server.versions(), load: load,
      root: root)
    for (name, table) in [
      ("comparison.csv", ComparisonTable.csv(races)), ("scaling.csv", ScalingTable.csv(scaling)),
    ] {
      try OutputFolder.write(
        table.encoded(significantDigits: 4),
        toFile: root.appendingPathComponent(name).path)
    }
    try ReadmeSection(races: races, scaling: scaling, machine: machine)
      .write(to: root.appendingPathComponent("README.md").path)
  }

  /// A table at once, in order with the progress; nothing without rows.
  private func show(_ table: PeopleTable) {
    guard !table.rows.isEmpty else { return }
    FileHandle.standardOutput.write(Data("\(table.terminal)\n".utf8))
  }

  /// Progress, apart from the tables.
  private func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}
