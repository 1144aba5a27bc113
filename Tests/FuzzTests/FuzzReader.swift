import Foundation
import PlimsollMarket

/// One way in for data from outside: valid files to damage, and what reads them.
struct FuzzReader: Sendable {
  /// What it is called, which also seeds its cases.
  let name: String
  /// The files of `Seeds/` that are damaged; the first one's name is the name of the damaged file.
  let seeds: [String]
  /// Whether some damage leaves a file that can be read; not so where a digest stands in it.
  let isReadable: Bool
  /// Reads a damaged file and checks what it promises.
  let read: @Sendable (DamagedFile) throws -> Void

  init(
    _ name: String, _ seeds: String..., isReadable: Bool = true,
    read: @escaping @Sendable (DamagedFile) throws -> Void
  ) {
    self.name = name
    self.seeds = seeds
    self.isReadable = isReadable
    self.read = read
  }

  /// The content of the seeds.
  func content() throws -> [[UInt8]] {
    try seeds.map { Array(try Data(contentsOf: Self.folder.appending(path: $0))) }
  }

  /// A seed as an undamaged file.
  static func seed(_ name: String) throws -> InputFile {
    InputFile(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
  }

  /// Where a seed is.
  static func path(_ name: String) throws -> String { folder.appending(path: name).path }

  private static var folder: URL { Bundle.module.bundleURL.appending(path: "Seeds") }
}

/// A damaged file in memory, and on disk for readers that open it themselves.
struct DamagedFile {
  let name: String
  let bytes: [UInt8]
  /// A folder of its own.
  let folder: String

  var input: InputFile { InputFile(name: name, bytes: bytes) }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Where it is, once written.
  func path() throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}

/// A promise of a reader that what it read does not keep.
struct BrokenPromise: Error, CustomStringConvertible {
  let description: String

  static func unless(_ isKept: Bool, _ promise: String) throws {
    if !isKept { throw BrokenPromise(description: "read, and \(promise) is not so") }
  }
}
