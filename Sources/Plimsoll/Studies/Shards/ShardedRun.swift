internal import FoundationEssentials
public import PlimsollMarket
public import PlimsollNumerics

/// A study done in parts by several processes, and the parts put together.
///
/// Every process reads and calibrates; of the long loops, over scenarios, bars, paths or cells, each does its
/// part. Putting them together runs the study once more with these loops done, so the answer has the
/// bytes of a run that was never divided.
///
/// - Verified by: ShardCommandTests.
public struct ShardedRun: Sendable {
  private let manifest: ShardManifest

  /// The study of a file, divided into `count` parts.
  ///
  /// - Throws: an `InputError` when it cannot be divided, or what it reads cannot be read.
  public init(_ file: StudyFile, count: Int) throws(InputError) {
    guard let study = file.study as? any FileStudy else {
      preconditionFailure("\(type(of: file.study)) was read from a file")
    }
    manifest = try ShardManifest(study, count: count)
  }

  /// Where a part goes.
  public static func path(of shard: Shard, in folder: String) -> String {
    folder + "/" + ShardFile.name(of: shard)
  }

  /// Whether the folder holds a part of this very run already: a job that was started again has then
  /// nothing to do.
  public func isDone(_ shard: Shard, in folder: String) -> Bool {
    guard let file = try? ShardFile(path: Self.path(of: shard, in: folder)) else { return false }
    return file.shard == shard && file.manifest.digest == manifest.digest
  }

  /// Does one part.
  ///
  /// - Returns: the bytes of its file.
  /// - Throws: an `InputError` as the study does.
  public func part(_ shard: Shard, in environment: RunEnvironment) throws(InputError) -> [UInt8] {
    precondition(shard.count == manifest.count, "\(shard) of \(manifest.count)")
    var environment = environment
    let share = WorkShare(doing: shard)
    environment.share = share
    environment.progress = nil
    _ = try manifest.study.run(in: environment)
    return ShardFile(shard, manifest, share.results).bytes
  }

  /// Puts parts together.
  ///
  /// - Parameters:
  ///   - paths: files, and folders of which all parts are taken.
  ///   - environment: what the run may use; nothing in it changes the answer.
  /// - Returns: the report of the whole run.
  /// - Throws: an `InputError` unless these are all the parts of one run, each once, and what it reads is
  ///   still the same.
  public static func merged(_ paths: [String], in environment: RunEnvironment) throws(InputError)
    -> Report
  {
    var files: [(path: String, file: ShardFile)] = []
    for path in paths {
      for shard in try shards(at: path) { files.append((shard, try ShardFile(path: shard))) }
    }
    guard let first = files.first else {
      throw .usage("no shard is given", remedy: "Name the shards, or the folder that holds them.")
    }
    let now = try ShardManifest(first.file.manifest.study, count: first.file.manifest.count)
    for (path, file) in files {
      if let difference = first.file.manifest.difference(from: file.manifest) {
        throw .data(
          InputFile.displayName(of: path),
          "does not belong to \(InputFile.displayName(of: first.path)): it is \(difference)",
          remedy: "Merge shards of one run alone.")
      }
    }
    if let difference = now.difference(from: first.file.manifest) {
      throw .data(
        InputFile.displayName(of: first.path),
        "does not fit this run any more: it is \(difference)",
        remedy: "Merge with what the shards were made with, or do them again.")
    }
    try requireEachOnce(files)
    var environment = environment
    environment.share = WorkShare(
      from: files.sorted { $0.file.shard.number < $1.file.shard.number }.map(\.file.results))
    return try now.study.run(in: environment)
  }

  private static func requireEachOnce(_ files: [(path: String, file: ShardFile)]) throws(InputError)
  {
    var seen: [Int: String] = [:]
    for (path, file) in files {
      if let other = seen[file.shard.number] {
        throw .usage(
          "shard \(file.shard) is given twice: \(other) and \(path)",
          remedy: "Name each shard once.")
      }
      seen[file.shard.number] = path
    }
    let count = files.first?.file.manifest.count ?? 0
    let missing = (1...max(1, count)).filter { seen[$0] == nil }
    guard missing.isEmpty else {
      let named = missing.prefix(10).map { "\($0)/\(count)" }.joined(separator: ", ")
      throw .usage(
        "\(missing.count) of \(count) shards are missing: \(named)"
          + (missing.count > 10 ? ", …" : ""),
        remedy: "Do these, then merge.")
    }
  }

  /// The parts in a folder, or the one file.
  private static func shards(at path: String) throws(InputError) -> [String] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
      return [path]
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let found = names.filter { $0.hasPrefix("shard-") && $0.hasSuffix(ShardFile.suffix) }.sorted()
    guard !found.isEmpty else {
      throw InputError(
        .absentFile, at: .init(file: path), "holds no shard",
        remedy: "Name the folder that `plimsoll run --shard` wrote to.")
    }
    return found.map { path + "/" + $0 }
  }
}
