internal import Foundation
internal import PlimsollClearing
internal import PlimsollMarket

/// A checkpoint as a file: where the watch is, and what it has told.
struct SavedWatch: Codable {
  var checkpoint: MonitorCheckpoint
  var counts: MonitorCounts

  init(checkpoint: MonitorCheckpoint, counts: MonitorCounts) {
    self.checkpoint = checkpoint
    self.counts = counts
  }

  /// Reads a checkpoint.
  init(readingFrom path: String) throws(InputError) {
    let file = try InputFile(path: path)
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(file.bytes))
    } catch {
      throw .data(
        file.name, "is not a checkpoint of this version",
        remedy: "Start without --resume; the next checkpoint takes its place.")
    }
  }

  /// Writes it in the place of the former one, whole or not at all.
  func write(to path: String) throws(OutputError) {
    do {
      try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw OutputError(path: path, cause: error)
    }
  }
}
