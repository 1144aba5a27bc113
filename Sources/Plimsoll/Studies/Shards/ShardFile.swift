internal import FoundationEssentials
internal import PlimsollMarket
internal import PlimsollNumerics

/// One part of a run as a file: a line of JSON that says what it is a part of, then its results.
///
/// - Verified by: ShardCommandTests.
struct ShardFile: Sendable {
  let shard: Shard
  let manifest: ShardManifest
  /// By key, as `WorkShare` keeps them.
  let results: [String: Data]

  /// What the file of a part is called.
  static func name(of shard: Shard) -> String {
    "shard-\(shard.number)-of-\(shard.count)" + suffix
  }

  static let suffix = ".plimsoll"
  private static let format = "plimsoll-shard-2"

  private struct Header: Codable {
    var format = ShardFile.format
    var digest: String
    var manifest: ShardManifest
    var sha256: String
    var shard: Shard
  }

  init(_ shard: Shard, _ manifest: ShardManifest, _ results: [String: Data]) {
    self.shard = shard
    self.manifest = manifest
    self.results = results
  }

  /// The file's bytes; the same for the same results.
  var bytes: [UInt8] {
    let packed = PropertyListEncoder()
    packed.outputFormat = .binary
    let json = JSONEncoder()
    json.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      // Sorted, because a dictionary's order is not the same in two processes.
      let pairs = results.sorted { $0.key < $1.key }.map { Entry(key: $0.key, value: $0.value) }
      let payload = Array(try packed.encode(pairs))
      let header = Header(
        digest: manifest.digest, manifest: manifest, sha256: SHA256.hexadecimal(of: payload),
        shard: shard)
      return Array(try json.encode(header)) + [10] + payload
    } catch {
      preconditionFailure("a shard holds only finite numbers, text and bytes: \(error)")
    }
  }

  private struct Entry: Codable {
    var key: String
    var value: Data
  }

  /// Reads a part.
  ///
  /// - Throws: an `InputError` for a file that is none, is cut short or has been changed.
  init(path: String) throws(InputError) {
    let bytes = try InputFile(path: path).bytes
    let name = InputFile.displayName(of: path)
    func damaged(_ what: String) -> InputError {
      .data(name, what, remedy: "Remove it and do that shard again.")
    }
    guard let end = bytes.firstIndex(of: 10),
      let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[..<end])),
      header.format == Self.format
    else {
      throw .data(
        name, "is no shard, or one of another release",
        remedy: "Name the files that `plimsoll run --shard` wrote, or their folder.")
    }
    let payload = Array(bytes[(end + 1)...])
    guard SHA256.hexadecimal(of: payload) == header.sha256 else {
      throw damaged("its results are cut short or changed")
    }
    guard header.digest == header.manifest.digest,
      let entries = try? PropertyListDecoder().decode([Entry].self, from: Data(payload))
    else { throw damaged("its first line has been changed") }
    shard = header.shard
    manifest = header.manifest
    results = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
  }
}
