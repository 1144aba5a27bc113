internal import FoundationEssentials
internal import PlimsollNumerics

/// Files that appear whole or not at all.
///
/// - Verified by: OutputFolderTests.
public struct OutputFolder: Sendable {
  private var files: [(path: String, bytes: [UInt8])] = []

  /// A folder without files.
  public init() {}

  /// Adds a text file in UTF-8.
  ///
  /// `path` is relative to the folder, such as `charts/pnl.svg`; an absolute path, `..` or
  ///   a path added before is a programming error.
  public mutating func add(_ path: String, _ text: String) { add(path, bytes: Array(text.utf8)) }

  /// Adds a file of bytes; `path` as for text.
  public mutating func add(_ path: String, bytes: [UInt8]) {
    precondition(Self.isRelative(path), "\(path) is not a relative path")
    precondition(!paths.contains(path), "\(path) was added before")
    files.append((path, bytes))
  }

  private static func isRelative(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// The file of a run that lists the others.
  static let record = "run.json"

  private struct Listed: Decodable {
    var verb: String
    var files: [String]?
  }

  /// What an earlier run of the same verb wrote to `target` and this one does not.
  private func outdated(in target: URL) -> [String] {
    let decoder = JSONDecoder()
    guard let own = files.first(where: { $0.path == Self.record })?.bytes,
      let new = try? decoder.decode(Listed.self, from: Data(own)),
      let bytes = try? Data(contentsOf: target.appending(path: Self.record)),
      let old = try? decoder.decode(Listed.self, from: bytes), old.verb == new.verb
    else { return [] }
    return (old.files ?? []).filter { path in
      Self.isRelative(path) && !paths.contains(path)
        && FileManager.default.fileExists(atPath: target.appending(path: path).path)
    }
  }

  /// Paths of the files, in the order they were added.
  public var paths: [String] { files.map(\.path) }

  /// Writes all files, or none.
  ///
  /// They are written to a hidden temporary folder first, which is removed whatever happens; when the
  /// process is killed, by the next one that writes to the same place. A
  /// `directory` that does not exist, with any missing parents, then appears by one rename. In one
  /// that exists, files appear one by one, each whole; those that an earlier run of the same verb
  /// lists in its `run.json` and this one does not write go with its results; all other files stay.
  ///
  /// - Throws: `OutputError` when `directory` is a file, cannot be written or has no room.
  public func write(to directory: String) throws(OutputError) {
    let target = URL(fileURLWithPath: directory).standardizedFileURL
    do {
      let absent = try Self.highestAbsentFolder(at: target, for: directory)
      let folder = try StagingFolder(besides: absent ?? target.appending(path: "output"))
      defer { folder.remove() }
      let staging = folder.url
      let inner = absent.map { target.pathComponents.dropFirst($0.pathComponents.count) } ?? []
      let stagedTarget = inner.reduce(staging) { $0.appending(path: $1) }
      try FileManager.default.createDirectory(at: stagedTarget, withIntermediateDirectories: true)
      for file in files {
        try Self.stage(file.bytes, at: stagedTarget.appending(path: file.path))
      }
      if let absent {
        try FileManager.default.moveItem(at: staging, to: absent)
      } else {
        for file in files { try Self.checkPlace(of: target.appending(path: file.path).path) }
        for path in outdated(in: target) {
          try FileManager.default.removeItem(at: target.appending(path: path))
        }
        for file in files {
          try Self.publish(
            stagedTarget.appending(path: file.path), at: target.appending(path: file.path))
        }
      }
    } catch let error as OutputError {
      throw error
    } catch {
      throw OutputError(path: directory, cause: error)
    }
  }

  /// Writes one file, atomically, making its parents.
  ///
  /// A device or a pipe, such as /dev/stdout, is written to as it is.
  ///
  /// - Throws: `OutputError` when the file cannot be written; one that was there is untouched.
  public static func write(_ bytes: [UInt8], toFile path: String) throws(OutputError) {
    try checkPlace(of: path)
    do {
      let manager = FileManager.default
      let file = URL(fileURLWithPath: path)
      guard manager.fileExists(atPath: path) else { return try writeWhole(bytes, to: file) }
      let resolved = file.resolvingSymlinksInPath()
      let kind = try? manager.attributesOfItem(atPath: resolved.path)[.type] as? FileAttributeType
      let isPlainFile = kind == .typeRegular
      if isPlainFile {
        try writeWhole(bytes, to: resolved)
      } else {
        try Data(bytes).write(to: file)
      }
    } catch {
      throw OutputError(path: path, cause: error)
    }
  }

  /// Refuses a file whose place is taken by a folder, or lies under a file.
  private static func checkPlace(of path: String) throws(OutputError) {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL
    _ = try highestAbsentFolder(at: parent, for: path)
    var isDirectory = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if exists, isDirectory { throw OutputError.isFolder(path) }
  }

  /// Moves a staged file into place, instead of one that may be there: through a link, and with the
  /// permissions it has.
  private static func publish(_ staged: URL, at target: URL) throws {
    let manager = FileManager.default
    let place = target.resolvingSymlinksInPath()
    try manager.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    let former = try? manager.attributesOfItem(atPath: place.path)[.posixPermissions]
    if let former {
      try manager.setAttributes([.posixPermissions: former], ofItemAtPath: staged.path)
    }
    try FileBytes.move(staged.path, to: place.path)
  }

  /// Writes a file of the hidden folder, which need not be safe on the disk before it is seen.
  private static func stage(_ bytes: [UInt8], at file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileBytes.write(bytes, toNewFile: file.path)
  }

  /// Writes a file beside its place, safe on the disk, and moves it there.
  private static func writeWhole(_ bytes: [UInt8], to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let staging = try StagingFolder(besides: file)
    defer { staging.remove() }
    let staged = staging.url.appending(path: file.lastPathComponent)
    try FileBytes.write(bytes, toNewFile: staged.path, isDurable: true)
    try publish(staged, at: file)
  }

  /// The first folder on the way down to `folder` that does not exist; nil when all do.
  private static func highestAbsentFolder(
    at folder: URL, for output: String
  ) throws(OutputError) -> URL? {
    var path = URL(fileURLWithPath: "/")
    for component in folder.standardizedFileURL.pathComponents.dropFirst() {
      path.append(path: component)
      var isDirectory = false
      guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isDirectory) else {
        return path
      }
      if !isDirectory {
        throw OutputError(
          path: output, reason: "\(path.path) is a file, not a folder",
          remedy: "Choose another place with -o, or move that file away.")
      }
    }
    return nil
  }
}
