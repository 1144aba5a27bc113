internal import FoundationEssentials
internal import PlimsollNumerics

/// The bytes of a file as they were read, with the digest that a report names them by.
public struct InputFile: Sendable {
  /// The file's name as shown in errors and reports.
  public let name: String
  /// Its content.
  public let bytes: [UInt8]
  /// What a document of it holds instead of what the bytes say.
  let edits: [ConfigEdit]

  /// A file held in memory, for tests and library users.
  public init(name: String, bytes: [UInt8]) { self.init(name: name, bytes: bytes, edits: []) }

  private init(name: String, bytes: [UInt8], edits: [ConfigEdit]) {
    self.name = name
    self.bytes = bytes
    self.edits = edits
  }

  /// A text held in memory.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// Reads the file at `path`, with the edits of it that are in force.
  ///
  /// - Throws: an `InputError` of kind `.absentFile` when it is not there or cannot be read.
  public init(path: String) throws(InputError) {
    let name = InputFile.displayName(of: path)
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw InputError(
        .absentFile, at: .init(file: path), "no such file",
        remedy: "Check the path, or name the file by its flag.")
    }
    guard !isDirectory else {
      throw InputError(
        .absentFile, at: .init(file: path), "is a folder, a file is needed",
        remedy: "Name the file inside it.")
    }
    do {
      self.init(
        name: name, bytes: try FileBytes.read(path), edits: ConfigEdits.ofFile(at: path))
    } catch {
      throw InputError(
        .absentFile, at: .init(file: path), "cannot be read",
        remedy: "Check that you may read it.")
    }
  }

  /// The SHA-256 of the content, in lower-case hexadecimal.
  public var sha256: String { SHA256.hexadecimal(of: bytes) }

  /// The last part of a path: what errors call a file.
  public static func displayName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// A file a result rests on, named so that it can be found again.
public struct InputDigest: Sendable, Equatable, Hashable, Codable {
  /// The file's name.
  public var file: String
  /// The SHA-256 of its bytes, in hexadecimal.
  public var sha256: String

  /// The digest of `file`.
  public init(_ file: InputFile) {
    self.file = file.name
    sha256 = file.sha256
  }
}
