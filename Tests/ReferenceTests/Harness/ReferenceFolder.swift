import Foundation

/// The reference files of a run: the fixtures, or the folder that PLIMSOLL_REFERENCE names.
struct ReferenceFolder: Sendable {
  let files: [ReferenceFile]
  /// Files that are not of the schema, with the reason.
  let unreadable: [String]

  static let current = ReferenceFolder(given ?? fixtures)

  /// Whether the folder was named by the user, who then wants all of it read.
  static var isGiven: Bool { given != nil }

  private static var given: URL? {
    ProcessInfo.processInfo.environment["PLIMSOLL_REFERENCE"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
  }

  private static var fixtures: URL {
    (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Fixtures/reference")
  }

  /// A folder of files that may not be committed, beside the package.
  private static var uncommitted: URL {
    URL(filePath: #filePath).appending(path: "../../../../../shared/reference").standardized
  }

  private init(_ folder: URL) {
    var files: [ReferenceFile] = []
    var unreadable: [String] = []
    for url in Self.listing(folder) { Self.read(url, &files, &unreadable) }
    // End-to-end prices belong to others, so a checkout has none.
    if !Self.isGiven, !files.contains(where: { $0.topic == Topic.endtoend.rawValue }) {
      for url in Self.listing(Self.uncommitted)
      where url.lastPathComponent.hasPrefix("endtoend-") { Self.read(url, &files, &unreadable) }
    }
    self.files = files
    self.unreadable = unreadable
  }

  private static func read(
    _ url: URL, _ files: inout [ReferenceFile], _ unreadable: inout [String]
  ) {
    do {
      files.append(try ReferenceFile(url))
    } catch {
      unreadable.append("\(url.lastPathComponent): \(error)")
    }
  }

  /// The JSON files of a folder by name; none when there is no such folder.
  private static func listing(_ folder: URL) -> [URL] {
    let all = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (all ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
