internal import Foundation
internal import PlimsollClearing
internal import PlimsollMarket
internal import PlimsollNumerics

/// A checkpoint as a file: where the watch is, and what it has told.
///
/// The digest of the watch stands before it, so that a file that was cut short, damaged or edited is
/// never resumed from.
///
/// - Verified by: SavedWatchTests, MonitorCommandTests.
struct SavedWatch: Codable {
  var checkpoint: MonitorCheckpoint
  var counts: MonitorCounts

  init(checkpoint: MonitorCheckpoint, counts: MonitorCounts) {
    self.checkpoint = checkpoint
    self.counts = counts
  }

  private static let beforeDigest = Array("{\"sha256\":\"".utf8)
  private static let beforeWatch = Array("\",\"watch\":".utf8)
  private static let afterWatch = Array("}\n".utf8)
  private static let digestLength = 64

  /// Reads a checkpoint.
  init(readingFrom path: String) throws(InputError) {
    let file = try InputFile(path: path)
    guard let watch = Self.watch(in: file.bytes) else {
      throw Self.error(file.name, "is not a checkpoint of this version")
    }
    guard Self.encoded(watch).elementsEqual(file.bytes) else {
      throw Self.error(file.name, "is not as it was written: it is damaged, or was edited")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(watch))
    } catch {
      throw Self.error(file.name, "is not a checkpoint of this version")
    }
  }

  private static func error(_ file: String, _ message: String) -> InputError {
    .data(
      file, message, remedy: "Start without --resume; the next checkpoint takes its place.")
  }

  private static func watch(in bytes: [UInt8]) -> [UInt8]? {
    let start = beforeDigest.count + digestLength + beforeWatch.count
    let end = bytes.count - afterWatch.count
    return bytes.starts(with: beforeDigest) && start < end ? Array(bytes[start..<end]) : nil
  }

  private static func encoded(_ watch: [UInt8]) -> [UInt8] {
    beforeDigest + Array(SHA256.hexadecimal(of: watch).utf8) + beforeWatch + watch + afterWatch
  }

  /// Writes it in the place of the former one, whole or not at all.
  func write(to path: String) throws(OutputError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let watch: Data
    do {
      watch = try encoder.encode(self)
    } catch {
      preconditionFailure("a watch holds only finite numbers and text: \(error)")
    }
    try OutputFolder.write(Self.encoded(Array(watch)), toFile: path)
  }
}
