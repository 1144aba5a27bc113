internal import FoundationEssentials
internal import PlimsollNumerics

/// A hidden folder beside an output, where it is written before it appears.
///
/// Its process holds a lock on it. What a process left that was killed is nobody's, and goes when the
/// same output is written again.
///
/// - Verified by: StagingFolderTests.
struct StagingFolder {
  /// Where it is.
  let url: URL
  private let lock: FolderLock?

  /// Makes a folder beside `output`, and removes those that killed processes left there.
  init(besides output: URL) throws {
    let parent = output.deletingLastPathComponent()
    let prefix = ".\(output.lastPathComponent).partial-"
    Self.removeLeftovers(in: parent, prefix: prefix)
    url = parent.appending(path: prefix + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    lock = FolderLock(url.path)
    if lock == nil {
      // Another process may have taken it for a leftover before it was locked.
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  /// Takes the folder away, with what is still in it.
  func remove() { try? FileManager.default.removeItem(at: url) }

  private static func removeLeftovers(in parent: URL, prefix: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = parent.appending(path: name).path
      guard let lock = FolderLock(path) else { continue }
      withExtendedLifetime(lock) { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}
